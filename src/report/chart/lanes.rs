//! What happened: alerts, the breaker and people in lanes, and what goes through every band.

use super::plane::Plane;
use crate::event::Severity;
use crate::model::{BreakerLevel, Time};
use crate::report::html::escaped;
use crate::report::sections::moment;
use crate::report::{BreakerMove, SoakReport};

/// Height of a lane, and how far the next one lies below it.
const LANE: f64 = 11.0;
const LANE_STEP: f64 = 17.0;

/// Narrowest mark: what can be seen and pointed at.
const NARROWEST: f64 = 3.0;

/// Marks drawn of each kind: more lie upon one another. The table below the drawing has them.
const MARKS_MAX: usize = 400;

/// Draws the lanes.
pub(super) fn all(report: &SoakReport, plane: &mut Plane, out: &mut String) {
    for severity in [Severity::Page, Severity::Warn, Severity::Note] {
        let top = lane(plane, severity.as_str(), out);
        for alert in report.alerts.iter().filter(|alert| alert.severity == severity).take(MARKS_MAX) {
            let until = alert.cleared_at.unwrap_or(report.extent.1);
            let title = format!("{} {}: {}", moment(alert.raised_at), alert.id, alert.text);
            bar(plane, top, (alert.raised_at, until), severity.as_str(), &title, out);
            if let Some(x) = alert.acknowledged_at.map(|at| plane.x(at)) {
                out.extend([format!("<path class=\"seen\" d=\"M{x:.1} {top:.1}v{LANE:.1}\"/>\n")]);
            }
        }
    }
    let top = lane(plane, "breaker", out);
    for (one, until) in standing(&report.moves, report.extent.1).take(MARKS_MAX) {
        let class = if one.level == BreakerLevel::Paused { "paused" } else { "tripped" };
        let title = format!("{} {class} by {}: {}", moment(one.at), one.by, one.reason);
        bar(plane, top, (one.at, until), class, &title, out);
    }
    let top = lane(plane, "people", out);
    for act in report.acts.iter().take(MARKS_MAX) {
        let (x, middle) = (plane.x(act.at), top + LANE / 2.0);
        let title = format!("{} {} {}: {}", moment(act.at), act.user, act.command, act.reason);
        out.extend([format!(
            "<path class=\"act\" d=\"M{x:.1} {:.1}l5 5l-5 5l-5 -5z\"><title>{}</title></path>\n",
            middle - 5.0,
            escaped(&title)
        )]);
    }
}

/// Each time that the breaker was not armed, and until when.
fn standing(moves: &[BreakerMove], end: Time) -> impl Iterator<Item = (&BreakerMove, Time)> {
    let next = moves.iter().skip(1).map(|one| one.at).chain([end]);
    moves.iter().zip(next).filter(|(one, _)| one.level != BreakerLevel::Armed)
}

fn lane(plane: &mut Plane, name: &str, out: &mut String) -> f64 {
    let (left, right, top) = (plane.left(), plane.right(), plane.y);
    out.extend([format!(
        "<rect class=\"lane\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{LANE:.1}\" rx=\"3\"/>\
         <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{name}</text>\n",
        right - left,
        left - 7.0,
        top + 9.2
    )]);
    plane.y += LANE_STEP;
    top
}

fn bar(plane: &Plane, top: f64, (from, until): (Time, Time), class: &str, title: &str, out: &mut String) {
    let x = plane.x(from).min(plane.right() - NARROWEST);
    let width = (plane.x(until) - x).max(NARROWEST);
    out.extend([format!(
        "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{LANE:.1}\" rx=\"2\">\
         <title>{}</title></rect>\n",
        escaped(title)
    )]);
}

/// Gaps, rehearsals and restarts, through everything drawn so far.
pub(super) fn behind(report: &SoakReport, plane: &Plane) -> String {
    let (top, height) = (4.0, plane.y - 10.0);
    let mut out = String::new();
    let mut through = |class: &str, from: Time, until: Time, title: &str| {
        let x = plane.x(from);
        let width = (plane.x(until) - x).max(1.5);
        out.extend([format!(
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\">\
             <title>{}</title></rect>\n",
            escaped(title)
        )]);
    };
    for window in report.rehearsals.iter().take(MARKS_MAX) {
        through("drill", window.from, window.until, &format!("rehearsal: {}", window.label));
    }
    for gap in report.gaps.iter().take(MARKS_MAX) {
        through("gap", gap.from, gap.to, &format!("gap of {}: {}", gap.to.since(gap.from), gap.reason));
    }
    for at in report.restarts.iter().take(MARKS_MAX) {
        let x = plane.x(*at);
        out.extend([format!(
            "<path class=\"line restart\" d=\"M{x:.1} {top:.1}v{height:.1}\"><title>restart at {}</title></path>\n",
            moment(*at)
        )]);
    }
    out
}

/// What the marks that are there stand for.
pub(super) fn legend(report: &SoakReport, plane: &mut Plane) -> String {
    let acknowledged = report.alerts.iter().any(|alert| alert.acknowledged_at.is_some());
    let entries = [
        (!report.gaps.is_empty(), "gap", "<rect class=\"gap\" width=\"12\" height=\"10\"/>"),
        (!report.rehearsals.is_empty(), "rehearsal", "<rect class=\"drill\" width=\"12\" height=\"10\"/>"),
        (!report.restarts.is_empty(), "restart", "<path class=\"line restart\" d=\"M6 0v10\"/>"),
        (!report.acts.is_empty(), "an act", "<path class=\"act\" d=\"M6 0l5 5l-5 5l-5 -5z\"/>"),
        (
            acknowledged,
            "acknowledged",
            "<rect class=\"warn\" width=\"12\" height=\"10\"/><path class=\"seen\" d=\"M6 0v10\"/>",
        ),
    ];
    let (mut out, mut x) = (String::new(), plane.left());
    let y = plane.y + 6.0;
    for (_, name, sign) in entries.iter().filter(|(shown, ..)| *shown) {
        out.extend([format!(
            "<g transform=\"translate({x:.1} {y:.1})\">{sign}<text x=\"17\" y=\"9\">{name}</text></g>\n"
        )]);
        x += 17.0 + 6.4 * name.chars().fold(0.0, |wide, _| wide + 1.0) + 18.0;
        if x > plane.right() - 60.0 {
            x = plane.left();
        }
    }
    if !out.is_empty() {
        plane.y += 22.0;
    }
    out
}
