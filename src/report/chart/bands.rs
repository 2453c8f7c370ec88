//! The four bands of figures.

use super::Shape;
use super::curve::{Point, along, around, pieces, together};
use super::plane::Plane;
use super::scale::Scale;
use super::words::{grouped, latency_mark};
use crate::model::{Decimal, Money, Span, Time};
use crate::report::{Moment, SoakReport};

/// Room for a band's name above it; on narrow screens the highest mark stands below it.
const NAME_HEIGHT: f64 = 20.0;
const NAME_HEIGHT_NARROW: f64 = 27.0;

/// Room below a band.
const GAP: f64 = 16.0;

/// Draws all of them.
pub(super) fn all(report: &SoakReport, plane: &mut Plane, out: &mut String) {
    equity(report, plane, out);
    drawdown(report, plane, out);
    latency(report, plane, out);
    requests(report, plane, out);
}

/// Only where a point is drawn goes by the float.
fn float(decimal: Decimal) -> f64 {
    decimal.to_string().parse().unwrap_or(0.0)
}

/// Writes a band's name and gives where its drawing begins.
fn begin(plane: &mut Plane, name: &str, beside: &str, height: f64, out: &mut String) -> f64 {
    let baseline = plane.y + 13.0;
    let left = if plane.shape == Shape::Wide { plane.left() } else { 4.0 };
    out.extend([format!(
        "<text class=\"name\" x=\"{left:.1}\" y=\"{baseline:.1}\">{name}</text>\
         <text x=\"{:.1}\" y=\"{baseline:.1}\" text-anchor=\"end\">{beside}</text>\n",
        plane.right()
    )]);
    let top = plane.y + if plane.shape == Shape::Wide { NAME_HEIGHT } else { NAME_HEIGHT_NARROW };
    plane.y = top + height + GAP;
    top
}

/// A mark of a band's scale: a line across, and what it stands for.
fn mark(plane: &Plane, y: f64, text: &str, out: &mut String) {
    let (left, right) = (plane.left(), plane.right());
    out.extend([format!(
        "<path class=\"grid\" d=\"M{left:.1} {y:.1}H{right:.1}\"/>\
         <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{text}</text>\n",
        left - 7.0,
        y + 3.8
    )]);
}

fn curves(points: &[Point], hole: Span, class: &str, out: &mut String) {
    let path: String = pieces(points, hole).iter().map(|piece| along(piece)).collect();
    out.extend([format!("<path class=\"line {class}\" d=\"{path}\"/>\n")]);
}

fn areas(points: &[Point], hole: Span, to: f64, class: &str, out: &mut String) {
    let path: String = pieces(points, hole).iter().map(|piece| around(piece, to)).collect();
    out.extend([format!("<path class=\"{class}\" d=\"{path}\"/>\n")]);
}

fn equity(report: &SoakReport, plane: &mut Plane, out: &mut String) {
    let height = 150.0;
    let mut seen: Vec<(Time, Money)> =
        report.course.iter().flat_map(|moment| [moment.equity_low, moment.equity_high]).flatten().collect();
    seen.sort();
    seen.dedup();
    let initial = float(report.picture.pnl.initial.get());
    let values = seen.iter().map(|(_, money)| float(money.get()));
    let (low, high) = values.fold((initial, initial), |(low, high), value| (low.min(value), high.max(value)));
    let beside = format!("low {}, high {}", grouped(low, 2), grouped(high, 2));
    let top = begin(plane, "Equity", &beside, height, out);
    let scale = Scale::round(low, high, 4.0).within(top, height);
    scale.marks().for_each(|value| mark(plane, scale.y(value), &grouped(value, scale.places()), out));
    let point =
        |(at, money): &(Time, Money)| Point { at: *at, x: plane.x(*at), y: scale.y(float(money.get())) };
    let points: Vec<_> = seen.iter().map(point).collect();
    let hole = together(report.stretch);
    areas(&points, hole, scale.y(initial), "wash", out);
    curves(&points, hole, "equity", out);
}

fn drawdown(report: &SoakReport, plane: &mut Plane, out: &mut String) {
    let height = 60.0;
    let fall = |moment: &Moment| Some((moment.at, float(moment.drawdown_max?.percent())));
    let falls: Vec<_> = report.course.iter().filter_map(fall).collect();
    let deepest = falls.iter().map(|(_, fall)| *fall).fold(0.0, f64::max);
    let pnl = &report.picture.pnl;
    let (whole, limit) = (pnl.drawdown_max_pct.round_dp(2), pnl.drawdown_limit_pct.normalize());
    // What fell and came back within a minute is in no point of the curve.
    let beside = format!("deepest {whole:.2}%, limit {limit}%, drawn by the ends of minutes");
    let top = begin(plane, "Drawdown", &beside, height, out);
    let scale = Scale::round(0.0, deepest.max(0.05), 2.0);
    // A fall goes down: the scale is hung by its zero.
    let down = |value: f64| 2.0 * top + height - scale.within(top, height).y(value);
    scale.marks().for_each(|value| mark(plane, down(value), &format!("{value:.*}%", scale.places()), out));
    let half = Span::from_micros(report.stretch.as_micros() / 2);
    let point = |(at, fall): &(Time, f64)| Point { at: *at, x: plane.x(*at + half), y: down(*fall) };
    let points: Vec<_> = falls.iter().map(point).collect();
    areas(&points, together(report.stretch), top, "fall", out);
    curves(&points, together(report.stretch), "fallen", out);
}

fn latency(report: &SoakReport, plane: &mut Plane, out: &mut String) {
    let height = 96.0;
    let beside = "<tspan class=\"p50\">p50</tspan>  <tspan class=\"p99\">p99</tspan>";
    let top = begin(plane, "Round trips", beside, height, out);
    let logarithm = |span: Span| libm::log10(span.as_secs_f64().max(1e-6));
    let all = report.course.iter().flat_map(|moment| [moment.latency_p50, moment.latency_p99]).flatten();
    let bounds = all.map(logarithm).fold(None, |bounds: Option<(f64, f64)>, value| {
        Some(bounds.map_or((value, value), |(low, high)| (low.min(value), high.max(value))))
    });
    let Some((low, high)) = bounds else { return };
    let (low, high) = (libm::floor(low), libm::ceil(high).max(libm::floor(low) + 1.0));
    let scale = Scale::round(low, high, high - low).within(top, height);
    scale.marks().for_each(|power| mark(plane, scale.y(power), &latency_mark(power), out));
    let half = Span::from_micros(report.stretch.as_micros() / 2);
    let points = |of: fn(&Moment) -> Option<Span>| -> Vec<Point> {
        let point = |moment: &Moment| {
            Some(Point { at: moment.at, x: plane.x(moment.at + half), y: scale.y(logarithm(of(moment)?)) })
        };
        report.course.iter().filter_map(point).collect()
    };
    let hole = together(report.stretch);
    curves(&points(|moment| moment.latency_p99), hole, "p99", out);
    curves(&points(|moment| moment.latency_p50), hole, "p50", out);
}

fn requests(report: &SoakReport, plane: &mut Plane, out: &mut String) {
    let (height, headroom) = (76.0, &report.picture.headroom);
    let beside = format!("limit {}, normal {}", headroom.rpm, headroom.normal);
    let top = begin(plane, "Requests in 60 s", &beside, height, out);
    let scale = Scale::round(0.0, f64::from(headroom.rpm.max(headroom.peak_soak)), 3.0).within(top, height);
    scale.marks().for_each(|value| mark(plane, scale.y(value), &grouped(value, 0), out));
    let bottom = top + height;
    let wide = plane.wide(report.stretch).max(1.0);
    let bar = |moment: &Moment| {
        let (x, y) = (plane.x(moment.at), scale.y(f64::from(moment.requests_in_minute_max)));
        let end = (x + wide).min(plane.right());
        format!("M{x:.1} {bottom:.1}V{y:.1}H{end:.1}V{bottom:.1}Z")
    };
    let bars: String = report.course.iter().filter(|moment| moment.requests > 0).map(bar).collect();
    out.extend([format!("<path class=\"bars\" d=\"{bars}\"/>\n")]);
    for (class, value) in [("limit", headroom.rpm), ("normal", headroom.normal)] {
        let y = scale.y(f64::from(value));
        out.extend([format!(
            "<path class=\"line {class}\" d=\"M{:.1} {y:.1}H{:.1}\"/>\n",
            plane.left(),
            plane.right()
        )]);
    }
}
