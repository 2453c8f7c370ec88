//! The words of the drawing: its marks, and the whole of it for who cannot see it.

use crate::model::{Span, Time};
use crate::report::SoakReport;
use crate::report::words::{money, percent};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A day: `31 Jan`.
pub(super) fn day(at: Time) -> String {
    let text = at.to_string();
    let number = |from: usize, to: usize| text.get(from..to).and_then(|part| part.parse::<usize>().ok());
    let month = number(5, 7).and_then(|month| MONTHS.get(month.checked_sub(1)?)).copied();
    format!("{} {}", number(8, 10).unwrap_or(0), month.unwrap_or_default())
}

/// A time of the day, to what `step` tells apart; its day at midnight.
pub(super) fn clock(at: Time, step: Span) -> String {
    let text = at.to_string();
    let exact = if step < Span::from_secs(60) { text.get(11..19) } else { text.get(11..16) };
    match exact {
        Some("00:00" | "00:00:00") => day(at),
        Some(time) => time.to_owned(),
        None => String::new(),
    }
}

/// `value` with its thousands grouped.
pub(super) fn grouped(value: f64, places: usize) -> String {
    let text = format!("{:.places$}", libm::fabs(value));
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut out = String::new();
    for (number, digit) in whole.chars().enumerate() {
        if number > 0 && (whole.len() - number).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    let is_below = value < 0.0 && text.chars().any(|digit| matches!(digit, '1'..='9'));
    format!("{}{out}{rest}", if is_below { "-" } else { "" })
}

/// A power of ten of seconds: `1ms`.
pub(super) fn latency_mark(power: f64) -> String {
    let micros = libm::pow(10.0, power + 6.0);
    match micros {
        micros if micros < 999.0 => format!("{micros:.0}µs"),
        micros if micros < 999_000.0 => format!("{:.0}ms", micros / 1e3),
        micros => format!("{:.0}s", micros / 1e6),
    }
}

/// The whole drawing in a few sentences.
pub(in crate::report) fn description(report: &SoakReport) -> String {
    let pnl = &report.picture.pnl;
    let longest = report.course.iter().filter_map(|moment| moment.latency_p99).max();
    let trips = longest.map_or(String::new(), |p99| format!(" Round trips: p99 at most {p99} in a stretch."));
    let count = |count: usize, what: &str| match count {
        0 => format!("no {what}s"),
        1 => format!("one {what}"),
        count => format!("{count} {what}s"),
    };
    format!(
        "Equity went from {} to {}, the deepest fall was {}.{trips} At most {} requests in 60 s, {} are allowed. \
         There were {}, {}, {} and {}. Each stretch is {} long and keeps the extremes of its minutes' ends.",
        money(pnl.initial),
        money(pnl.equity),
        percent(pnl.drawdown_max_pct),
        report.picture.headroom.peak_soak,
        report.picture.headroom.rpm,
        count(report.alerts.len(), "alert"),
        count(report.gaps.len(), "gap"),
        count(report.restarts.len(), "restart"),
        count(report.acts.len(), "act"),
        report.stretch
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: f64, places: usize, expect: &str) {
        assert_eq!(grouped(value, places), expect);
    }

    #[test]
    fn marks_read_like_what_people_write() {
        let at = Time::from_millis(1_769_829_249_300);
        assert_eq!(day(at), "31 Jan");
        assert_eq!(clock(at, Span::from_secs(60)), "03:14");
        assert_eq!(clock(at, Span::from_secs(10)), "03:14:09");
        assert_eq!(clock(at.floor(Span::from_secs(86_400)), Span::from_secs(3_600)), "31 Jan");
        check(9_995.0, 0, "9,995");
        check(-1_234_567.891, 2, "-1,234,567.89");
        check(-0.001, 2, "0.00");
        check(999.0, 0, "999");
        assert_eq!([-4.0, -3.0, -1.0, 0.0, 1.0].map(latency_mark), ["100µs", "1ms", "100ms", "1s", "10s"]);
    }
}
