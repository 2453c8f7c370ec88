//! The latencies of the last minute, each of them.
//!
//! A venue's limit lets a few hundred leave in a minute. Kept one by one, their quantiles are exact
//! and cost a sort of a few numbers; a window of histograms costs a merge of thousands of counters for
//! each route and each picture.
//!
//! Invariant: at most [`SAMPLES_MAX`] are kept, in the order in which they came.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::{LatencySummary, clamped};
use crate::event::Route;
use crate::model::{Span, Time};

/// How far back it reaches.
const MINUTE: Span = Span::from_secs(60);

/// Samples kept: more than the largest limit that can be configured lets leave in a minute, and all
/// those that may be under way. Should there be more, the window is shorter.
const SAMPLES_MAX: usize = 8_192;

/// The latencies of the last minute.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Minute {
    samples: VecDeque<Sample>,
}

/// One answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Sample {
    at: Time,
    route: Route,
    micros: u32,
}

impl Minute {
    /// Takes one latency; `at` never goes back.
    pub(super) fn record(&mut self, at: Time, route: Route, latency: Span) {
        let over = |sample: &Sample| at.since(sample.at) >= MINUTE;
        while self.samples.len() >= SAMPLES_MAX || self.samples.front().is_some_and(over) {
            self.samples.pop_front();
        }
        let micros = u32::try_from(clamped(latency)).unwrap_or(u32::MAX);
        self.samples.push_back(Sample { at, route, micros });
    }

    /// The summary at `at` of one route, or of all with `None`.
    pub(super) fn summary(&self, at: Time, route: Option<Route>) -> LatencySummary {
        let counts =
            |sample: &&Sample| at.since(sample.at) < MINUTE && route.is_none_or(|r| r == sample.route);
        let mut sorted: Vec<u32> = self.samples.iter().filter(counts).map(|sample| sample.micros).collect();
        sorted.sort_unstable();
        // The smallest that so many in a thousand do not exceed.
        let at_most = |permille: usize| {
            let rank = (sorted.len() * permille).div_ceil(1_000).max(1);
            sorted.get(rank - 1).map_or(Span::ZERO, |micros| Span::from_micros(i64::from(*micros)))
        };
        LatencySummary {
            count: sorted.len() as u64,
            p50: at_most(500),
            p90: at_most(900),
            p99: at_most(990),
            p999: at_most(999),
            max: at_most(1_000),
        }
    }

    /// Memory taken by the samples now, in bytes.
    pub(super) fn memory_bytes(&self) -> usize {
        self.samples.len() * size_of::<Sample>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(micros: impl IntoIterator<Item = i64>, expect: [i64; 6]) {
        let mut minute = Minute::default();
        for micros in micros {
            minute.record(Time::EPOCH, Route::Order, Span::from_micros(micros));
        }
        let LatencySummary { count, p50, p90, p99, p999, max } = minute.summary(Time::EPOCH, None);
        let spans = [p50, p90, p99, p999, max].map(Span::as_micros);
        assert_eq!((i64::try_from(count).unwrap(), spans.as_slice()), (expect[0], &expect[1..]));
    }

    #[test]
    fn quantiles_are_exact() {
        check([], [0, 0, 0, 0, 0, 0]);
        check([7], [1, 7, 7, 7, 7, 7]);
        check([9, 1], [2, 1, 9, 9, 9, 9]);
        check((1..=1_000).rev(), [1_000, 500, 900, 990, 999, 1_000]);
        check((1..=1_001).rev(), [1_001, 501, 901, 991, 1_000, 1_001]);
    }

    #[test]
    fn a_storm_shortens_the_window_and_grows_nothing() {
        let mut minute = Minute::default();
        for millis in 0..30_000 {
            minute.record(Time::from_millis(millis), Route::Order, Span::from_millis(1));
        }
        assert_eq!(minute.samples.len(), SAMPLES_MAX);
    }
}
