//! Latencies in a few numbers, each with enough samples behind it or left out.

use hdrhistogram::Histogram;
use serde::{Serialize, Serializer};

use crate::model::Span;

/// The longest latency told apart: no load test and no request takes longer.
const MICROS_MAX: u64 = 3_600_000_000;

/// Significant decimal digits kept: a value is at most a thousandth above what was measured.
const DIGITS: u8 = 3;

/// Latencies, counted.
#[derive(Debug)]
pub(super) struct Latencies {
    counters: Histogram<u64>,
    /// The longest, exactly.
    max: Span,
}

/// What is told of latencies. A percentile that fewer samples stand behind than it takes to have one beyond
/// it is left out: it would only be the longest under another name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// How many latencies there are.
    pub samples: u64,
    /// Half of them took at most this long; needs 2.
    #[serde(rename = "p50_us", serialize_with = "micros")]
    pub p50: Option<Span>,
    /// Nine in ten did; needs 10.
    #[serde(rename = "p90_us", serialize_with = "micros")]
    pub p90: Option<Span>,
    /// 99 in a hundred did; needs 100.
    #[serde(rename = "p99_us", serialize_with = "micros")]
    pub p99: Option<Span>,
    /// 999 in a thousand did; needs 1,000.
    #[serde(rename = "p999_us", serialize_with = "micros")]
    pub p999: Option<Span>,
    /// The longest, exactly.
    #[serde(rename = "max_us", serialize_with = "micros")]
    pub max: Option<Span>,
}

impl Latencies {
    pub(super) fn new() -> Self {
        match Histogram::new_with_bounds(1, MICROS_MAX, DIGITS) {
            Ok(counters) => Self { counters, max: Span::ZERO },
            Err(_) => unreachable!("Invariant: the bounds are constants that the histogram takes"),
        }
    }

    /// Counts `latency`; what lies beyond the bounds counts at them.
    pub(super) fn record(&mut self, latency: Span) {
        self.counters.saturating_record(u64::try_from(latency.as_micros()).unwrap_or(0).max(1));
        self.max = self.max.max(latency);
    }

    /// The figures.
    pub(super) fn figures(&self) -> Figures {
        let samples = self.counters.len();
        let at = |quantile: f64, wanted: u64| (samples >= wanted).then(|| self.at(quantile));
        Figures {
            samples,
            p50: at(0.5, 2),
            p90: at(0.9, 10),
            p99: at(0.99, 100),
            p999: at(0.999, 1_000),
            max: (samples > 0).then_some(self.max),
        }
    }

    /// The value that this share of latencies does not exceed.
    fn at(&self, quantile: f64) -> Span {
        let micros = self.counters.value_at_quantile(quantile);
        // A bucket is told by its upper end, which may lie above the longest latency in it.
        Span::from_micros(i64::try_from(micros).unwrap_or(i64::MAX)).min(self.max)
    }
}

impl Figures {
    /// What a bound on the p99 is held against: with too few samples for one, the longest, which is never
    /// shorter.
    #[must_use]
    pub fn p99_at_most(&self) -> Option<Span> {
        self.p99.or(self.max)
    }
}

#[expect(clippy::ref_option, reason = "the signature is serde's")]
fn micros<S: Serializer>(span: &Option<Span>, serializer: S) -> Result<S::Ok, S::Error> {
    span.map(Span::as_micros).serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(micros: impl IntoIterator<Item = i64>) -> Latencies {
        let mut latencies = Latencies::new();
        micros.into_iter().for_each(|micros| latencies.record(Span::from_micros(micros)));
        latencies
    }

    #[test]
    fn a_percentile_needs_samples_beyond_it() {
        #[track_caller]
        fn check(count: i64, expect: [bool; 5]) {
            let figures = of(1..=count).figures();
            let told = [figures.p50, figures.p90, figures.p99, figures.p999, figures.max];
            assert_eq!(told.map(|figure| figure.is_some()), expect, "{count} samples");
        }
        check(0, [false; 5]);
        check(1, [false, false, false, false, true]);
        check(9, [true, false, false, false, true]);
        check(99, [true, true, false, false, true]);
        check(999, [true, true, true, false, true]);
        check(1_000, [true; 5]);
    }

    #[test]
    fn figures_are_within_a_thousandth_and_the_longest_is_exact() {
        let figures = of((1..=100_000).map(|step| step * 37)).figures();
        let near = |figure: Option<Span>, expect: i64| {
            let micros = figure.unwrap().as_micros();
            assert!(expect <= micros && micros <= expect + expect / 1_000, "{micros} for {expect}");
        };
        near(figures.p50, 50_000 * 37);
        near(figures.p90, 90_000 * 37);
        near(figures.p99, 99_000 * 37);
        near(figures.p999, 99_900 * 37);
        assert_eq!(figures.max, Some(Span::from_micros(3_700_000)));
    }

    #[test]
    fn a_bound_is_never_held_against_less_than_the_p99() {
        let figures = of((1..=60).chain([5_000])).figures();
        assert_eq!((figures.samples, figures.p99), (61, None));
        assert_eq!(figures.p99_at_most(), Some(Span::from_micros(5_000)));
        assert_eq!(serde_json::to_value(figures).unwrap()["p99_us"], serde_json::Value::Null);
    }
}
