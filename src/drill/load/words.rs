//! A load test's report in words for people.

use super::verdict::exact;
use super::{Figures, LoadReport, RateSource};
use crate::model::Span;

/// Kinds of errors shown; the rest is in the JSON.
const KINDS_SHOWN_MAX: usize = 6;

/// The report, line by line.
#[must_use]
pub fn lines(report: &LoadReport) -> Vec<String> {
    let mut lines = vec![headline(report), normal(report), mix(report), counts(report)];
    lines.extend(errors(report));
    lines.push(String::new());
    lines.extend(latencies(report));
    lines.push(String::new());
    lines.push(headroom(report));
    lines.push(closed(report));
    lines.push(String::new());
    for check in &report.checks {
        let word = if check.passed { "ok  " } else { "FAIL" };
        lines.push(format!("{word}  {:<22}{:<16}{}", check.what, check.limit, check.measured));
    }
    lines.push(verdict(report));
    lines
}

fn headline(report: &LoadReport) -> String {
    format!(
        "load        {} requests in {} at {:.1} a minute, reached {:.1}, at {}",
        report.counts.asked, report.length, report.rpm_asked, report.rpm_reached, report.venue
    )
}

fn normal(report: &LoadReport) -> String {
    let times = report.rpm_asked / report.normal_rpm;
    let from = match &report.normal {
        RateSource::Soak { soak, minutes } => {
            format!("the busiest minute of normal running of {soak}, mixed as its {minutes} minutes")
        }
        RateSource::Rules => "by the rules; no soak has run long enough to be measured".to_owned(),
    };
    format!("normal      {:.1} a minute ({from}), so this is {times:.1} times normal", report.normal_rpm)
}

fn mix(report: &LoadReport) -> String {
    let shares: Vec<String> = report.mix.iter().map(|(route, count)| format!("{route} {count}")).collect();
    let raised = if report.orders_raised { "; orders raised to a tenth" } else { "" };
    format!("mix         {}{raised}", shares.join(", "))
}

fn counts(report: &LoadReport) -> String {
    let counts = &report.counts;
    let short = report.cut_short.map_or(String::new(), |why| format!(", {} not due: {why}", counts.not_due));
    format!(
        "requests    {} sent, {} dropped, {} answered, {} rate limited, {} errors{short}",
        counts.sent, counts.dropped, counts.answered, counts.rate_limited, counts.errors
    )
}

fn errors(report: &LoadReport) -> Option<String> {
    if report.errors.is_empty() {
        return None;
    }
    let kinds = report.errors.iter().take(KINDS_SHOWN_MAX).map(|(kind, count)| format!("{count} {kind}"));
    let more = report.errors.len().saturating_sub(KINDS_SHOWN_MAX);
    let more = if more > 0 { format!(", and {more} kinds more") } else { String::new() };
    Some(format!("errors      {}{more}", kinds.collect::<Vec<_>>().join(", ")))
}

fn latencies(report: &LoadReport) -> Vec<String> {
    let rows = [
        ("all", &report.all),
        ("reads", &report.reads),
        ("orders", &report.orders),
        ("from leaving", &report.from_leaving),
        ("sender late", &report.late),
    ];
    let head = format!(
        "{:<14}{:>8}{:>10}{:>10}{:>10}{:>10}{:>10}",
        "latency", "samples", "p50", "p90", "p99", "p99.9", "max"
    );
    let mut lines = vec![head];
    lines.extend(rows.iter().map(|(name, figures)| row(name, figures)));
    let too_few = |(_, figures): &(&str, &Figures)| figures.p999.is_none();
    if rows.iter().any(too_few) {
        lines.push("–             too few samples: p90 needs 10, p99 100, p99.9 1,000".to_owned());
    }
    lines
}

fn row(name: &str, figures: &Figures) -> String {
    let cell = |figure: Option<Span>| figure.map_or("–".to_owned(), exact);
    let cells = [figures.p50, figures.p90, figures.p99, figures.p999, figures.max].map(cell);
    let [p50, p90, p99, p999, max] = cells;
    format!("{name:<14}{:>8}{p50:>10}{p90:>10}{p99:>10}{p999:>10}{max:>10}", figures.samples)
}

fn headroom(report: &LoadReport) -> String {
    let headroom = &report.headroom;
    let says = if headroom.limit_from_venue { "the venue says" } else { "the configuration says" };
    let remaining = match headroom.remaining_min {
        Some(remaining) => format!("it said {remaining} left at the least"),
        None => "it does not say what is left".to_owned(),
    };
    format!(
        "headroom    {} a minute, {says}; {remaining}; by counting {} of {} in the fullest 60s",
        headroom.limit, headroom.peak, headroom.limit
    )
}

fn closed(report: &LoadReport) -> String {
    let closed = &report.closed;
    let orders = match closed.orders {
        0 => "nothing had to be closed".to_owned(),
        1 => "1 order closed what was left".to_owned(),
        count => format!("{count} orders closed what was left"),
    };
    match (closed.flat, &closed.why) {
        (true, _) => format!("account     flat, the venue says; {orders}"),
        (false, Some(why)) => {
            format!("account     NOT KNOWN FLAT: {why}; look at its positions and close them by hand")
        }
        (false, None) => {
            let left = if closed.left.is_empty() { "orders".to_owned() } else { closed.left.join(", ") };
            format!("account     NOT FLAT: {left} left; close it by hand")
        }
    }
}

fn verdict(report: &LoadReport) -> String {
    let failed: Vec<&str> =
        report.checks.iter().filter(|check| !check.passed).map(|check| check.what).collect();
    let times = report.rpm_asked / report.normal_rpm;
    if report.passed {
        format!("PASS  at {times:.1} times normal")
    } else {
        format!("FAIL  at {times:.1} times normal: {}", failed.join(", "))
    }
}
