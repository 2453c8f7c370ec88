//! What became of each request.

use std::collections::BTreeMap;

use super::figures::Latencies;
use super::headroom::Gauge;
use crate::event::{Outcome, Route};
use crate::model::{Span, Time};
use crate::venue::QuotaSeen;

/// Kinds of errors told apart; what comes after counts as `other`. A venue makes up its own codes.
const KINDS_MAX: usize = 16;

/// The end of one request.
#[derive(Debug)]
pub(super) struct Ended {
    /// What it asked.
    pub(super) route: Route,
    /// When it was due.
    pub(super) due_at: Time,
    /// When it left.
    pub(super) sent_at: Time,
    /// When its answer was there, or the lack of one was sure.
    pub(super) over_at: Time,
    /// How it ended.
    pub(super) outcome: Outcome,
    /// What the answer said of the limit.
    pub(super) quota: QuotaSeen,
}

/// All that ended so far.
///
/// Every request that left counts with the time until its end, also one that failed: a time-out is slow.
#[derive(Debug)]
pub(super) struct Tally {
    pub(super) all: Latencies,
    pub(super) reads: Latencies,
    pub(super) orders: Latencies,
    /// From when a request left, not from when it was due.
    pub(super) from_leaving: Latencies,
    /// How late requests left.
    pub(super) late: Latencies,
    pub(super) gauge: Gauge,
    pub(super) answered: u64,
    pub(super) rate_limited: u64,
    pub(super) errors: BTreeMap<String, u64>,
}

impl Tally {
    /// Nothing has ended yet; `gauge` has seen what was asked before.
    pub(super) fn new(gauge: Gauge) -> Self {
        Self {
            all: Latencies::new(),
            reads: Latencies::new(),
            orders: Latencies::new(),
            from_leaving: Latencies::new(),
            late: Latencies::new(),
            gauge,
            answered: 0,
            rate_limited: 0,
            errors: BTreeMap::new(),
        }
    }

    /// Counts one end.
    pub(super) fn record(&mut self, ended: &Ended) {
        let latency = ended.over_at.since(ended.due_at);
        self.all.record(latency);
        match ended.route {
            Route::Order | Route::Cancel => self.orders.record(latency),
            _ => self.reads.record(latency),
        }
        self.from_leaving.record(ended.over_at.since(ended.sent_at));
        self.late.record(ended.sent_at.since(ended.due_at).max(Span::ZERO));
        self.gauge.see(ended.sent_at, ended.quota);
        match &ended.outcome {
            Outcome::Answered(_) => self.answered += 1,
            Outcome::RateLimited { .. } => self.rate_limited += 1,
            Outcome::Refused { status, code, .. } => self.error(format!("refused {status} {code}")),
            Outcome::Failed { failure, .. } => self.error(failure.as_str().to_owned()),
        }
    }

    /// Errors of all kinds, rate limits apart.
    pub(super) fn errors(&self) -> u64 {
        self.errors.values().sum()
    }

    fn error(&mut self, kind: String) {
        let known = self.errors.contains_key(&kind) || self.errors.len() < KINDS_MAX;
        *self.errors.entry(if known { kind } else { "other".to_owned() }).or_default() += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Answer, Failure};

    fn at(millis: i64) -> Time {
        Time::from_millis(millis)
    }

    fn ended(route: Route, [due, sent, ended]: [i64; 3], outcome: Outcome) -> Ended {
        let [due_at, sent_at, over_at] = [due, sent, ended].map(at);
        Ended { route, due_at, sent_at, over_at, outcome, quota: QuotaSeen::default() }
    }

    fn answered() -> Outcome {
        Outcome::Answered(Answer::Positions(Vec::new()))
    }

    #[test]
    fn a_latency_counts_from_when_its_request_was_due() {
        let mut tally = Tally::new(Gauge::default());
        tally.record(&ended(Route::Positions, [100, 400, 450], answered()));
        tally.record(&ended(Route::Order, [100, 101, 131], answered()));
        let max = |latencies: &Latencies| latencies.figures().max.unwrap().as_millis();
        assert_eq!([&tally.reads, &tally.orders, &tally.all].map(max), [350, 31, 350]);
        assert_eq!([&tally.from_leaving, &tally.late].map(max), [50, 300]);
        assert_eq!((tally.answered, tally.errors()), (2, 0));
    }

    #[test]
    fn every_end_is_counted_once_and_what_failed_has_a_latency_too() {
        let mut tally = Tally::new(Gauge::default());
        let refused =
            |code: &str| Outcome::Refused { status: 422, code: code.into(), message: String::new() };
        let timed_out = Outcome::Failed { failure: Failure::TimedOut, detail: String::new() };
        tally.record(&ended(Route::Order, [0, 0, 5_000], timed_out));
        tally.record(&ended(Route::Order, [0, 0, 1], refused("no_price")));
        tally.record(&ended(Route::Order, [0, 0, 1], Outcome::RateLimited { retry_after: None }));
        for number in 0..2 * KINDS_MAX {
            tally.record(&ended(Route::Order, [0, 0, 1], refused(&format!("code_{number}"))));
        }
        assert_eq!((tally.answered, tally.rate_limited), (0, 1));
        assert_eq!(tally.errors(), 2 + 2 * KINDS_MAX as u64);
        assert!(tally.errors.len() <= KINDS_MAX + 1 && tally.errors["timed_out"] == 1);
        let figures = tally.orders.figures();
        assert_eq!((figures.samples, figures.max), (3 + 2 * KINDS_MAX as u64, Some(Span::from_secs(5))));
    }
}
