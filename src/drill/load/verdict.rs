//! What a load test must show to pass: each expectation with its limit and what was measured.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;

use super::{Closed, Counts, Figures, Headroom};
use crate::model::{BudgetRules, Rate, Span};

/// The p99 that is asked for if nobody says another: a bar of the shortest usual kind is five seconds, and a
/// twentieth of it is late for no agent.
const P99_MAX: Span = Span::from_millis(250);

/// The share of the bound on the p99 that the sender may be late at its own, one in so many: beyond half of
/// it the figures say more of this machine than of the venue.
const LATE_ONE_IN: i64 = 2;

/// What the verdict asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The p99 of all latencies is at most this.
    pub p99_max: Span,
    /// The venue's limit, where it does not say it itself: requests in 60 seconds.
    pub rpm: u32,
    /// The share of that limit which has to be left.
    pub reserve: Rate,
}

/// One expectation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What is expected.
    pub what: &'static str,
    /// Up to where that is so.
    pub limit: String,
    /// What was found.
    pub measured: String,
    /// Whether it is so.
    pub passed: bool,
}

impl Limits {
    /// Limits of a soak with this budget.
    #[must_use]
    pub fn of(budget: &BudgetRules) -> Self {
        Self { p99_max: P99_MAX, rpm: u32::from(budget.rpm), reserve: budget.reserve }
    }

    /// The same with another bound on the p99.
    #[must_use]
    pub fn with_p99(self, p99_max: Span) -> Self {
        Self { p99_max, ..self }
    }

    /// The reserve of a venue's `limit`, rounded up.
    pub(super) fn kept(&self, limit: u32) -> u32 {
        let kept = (Decimal::from(limit) * self.reserve.get()).ceil();
        kept.to_u32().unwrap_or(limit)
    }
}

impl Default for Limits {
    /// Those of the default budget.
    fn default() -> Self {
        Self::of(&BudgetRules::default())
    }
}

/// What is judged.
#[derive(Debug)]
pub(super) struct Found<'a> {
    pub(super) counts: Counts,
    pub(super) all: Figures,
    pub(super) late: Figures,
    pub(super) headroom: &'a Headroom,
    pub(super) closed: &'a Closed,
}

/// Every expectation, in the order in which a person wants to read them.
pub(super) fn judge(limits: &Limits, found: &Found<'_>) -> Vec<Check> {
    let Found { counts, all, late, headroom, closed } = found;
    let none = |what, count: u64| check(what, "0", count.to_string(), count == 0);
    let (least, wanted) = (headroom.least(), headroom.wanted);
    let left = if closed.flat { "flat" } else { "not known flat" };
    vec![
        check(
            "requests that left",
            counts.asked.to_string(),
            counts.sent.to_string(),
            counts.sent == counts.asked,
        ),
        none("requests dropped", counts.dropped),
        none("errors", counts.errors),
        none("rate limited (429)", counts.rate_limited),
        at_most("p99", limits.p99_max, all),
        at_most("sender late, p99", Span::from_micros(limits.p99_max.as_micros() / LATE_ONE_IN), late),
        check(
            "headroom, requests",
            format!("at least {wanted}"),
            least.to_string(),
            least >= i64::from(wanted),
        ),
        check("account at the end", "flat", left, closed.flat),
    ]
}

fn check(what: &'static str, limit: impl Into<String>, measured: impl Into<String>, passed: bool) -> Check {
    Check { what, limit: limit.into(), measured: measured.into(), passed }
}

/// Holds the p99 against `limit`. Where there are too few for one, the longest stands for it; where there is
/// none at all, nothing was shown.
fn at_most(what: &'static str, limit: Span, figures: &Figures) -> Check {
    let measured = match (figures.p99, figures.max) {
        (Some(p99), _) => exact(p99),
        (None, Some(max)) => format!("{} (the longest of {})", exact(max), figures.samples),
        (None, None) => "nothing".to_owned(),
    };
    let passed = figures.p99_at_most().is_some_and(|p99| p99 <= limit);
    check(what, format!("at most {}", exact(limit)), measured, passed)
}

/// A latency in milliseconds with three significant digits or more.
pub(super) fn exact(span: Span) -> String {
    let micros = span.as_micros();
    match micros {
        ..10_000 => format!("{}.{:02}ms", micros / 1_000, micros % 1_000 / 10),
        10_000..100_000 => format!("{}.{}ms", micros / 1_000, micros % 1_000 / 100),
        _ => format!("{}ms", micros / 1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FINE: Counts =
        Counts { asked: 100, sent: 100, dropped: 0, not_due: 0, answered: 100, rate_limited: 0, errors: 0 };

    fn figures(samples: u64, p99: Option<i64>, max: i64) -> Figures {
        let millis = Span::from_millis;
        Figures { samples, p99: p99.map(millis), max: Some(millis(max)), ..Figures::default() }
    }

    fn headroom(peak: u64, remaining_min: Option<u32>) -> Headroom {
        let left = 300 - i64::try_from(peak).unwrap();
        Headroom { limit: 300, limit_from_venue: true, remaining_min, peak, left, wanted: 30 }
    }

    /// The checks that failed.
    #[track_caller]
    fn check(counts: Counts, all: Figures, headroom: &Headroom, flat: bool, expect: &[&str]) {
        let closed = Closed { flat, ..Closed::default() };
        let late = figures(100, Some(1), 2);
        let checks = judge(&Limits::default(), &Found { counts, all, late, headroom, closed: &closed });
        let failed: Vec<&str> = checks.iter().filter(|check| !check.passed).map(|check| check.what).collect();
        assert_eq!(failed, expect, "{checks:?}");
    }

    #[test]
    fn each_expectation_fails_by_itself() {
        let (good, room) = (figures(100, Some(250), 900), headroom(270, Some(30)));
        check(FINE, good, &room, true, &[]);
        check(Counts { sent: 99, not_due: 1, ..FINE }, good, &room, true, &["requests that left"]);
        let dropped = Counts { sent: 99, dropped: 1, ..FINE };
        check(dropped, good, &room, true, &["requests that left", "requests dropped"]);
        check(Counts { errors: 1, ..FINE }, good, &room, true, &["errors"]);
        check(Counts { rate_limited: 1, ..FINE }, good, &room, true, &["rate limited (429)"]);
        check(FINE, figures(100, Some(251), 251), &room, true, &["p99"]);
        check(FINE, figures(99, None, 251), &room, true, &["p99"]);
        check(FINE, figures(99, None, 250), &room, true, &[]);
        check(FINE, Figures::default(), &room, true, &["p99"]);
        check(FINE, good, &headroom(271, None), true, &["headroom, requests"]);
        check(FINE, good, &headroom(1, Some(29)), true, &["headroom, requests"]);
        check(FINE, good, &room, false, &["account at the end"]);
    }

    #[test]
    fn a_late_sender_is_not_believed() {
        let closed = Closed { flat: true, ..Closed::default() };
        let (all, late, headroom) =
            (figures(100, Some(1), 2), figures(100, Some(126), 126), headroom(1, None));
        let found = Found { counts: FINE, all, late, headroom: &headroom, closed: &closed };
        let failed: Vec<_> =
            judge(&Limits::default(), &found).into_iter().filter(|check| !check.passed).collect();
        assert!(failed.len() == 1 && failed[0].what == "sender late, p99", "{failed:?}");
    }

    #[test]
    fn latencies_keep_three_digits() {
        let shown = |micros| exact(Span::from_micros(micros));
        assert_eq!([7, 1_234, 12_345, 123_456].map(shown), ["0.00ms", "1.23ms", "12.3ms", "123ms"]);
    }
}
