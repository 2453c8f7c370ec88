//! A high-dynamic-range histogram of microseconds that compares and serialises.
//!
//! Two significant digits from 1 µs to 5 minutes; what lies outside counts at the nearest end. It
//! serialises as the pairs (value, count) that it holds, a few dozen for a real venue, and equality
//! is equality of those pairs: how much memory stands behind them is not part of the state.
//!
//! Invariant: reading back what was written gives an equal histogram.

use hdrhistogram::Histogram as Counters;
use serde::{Deserialize, Serialize, Serializer};

use super::LatencySummary;
use crate::model::Span;

/// The longest latency told apart: longer than any request's time-out.
const MICROS_MAX: u64 = 300_000_000;

/// Significant decimal digits kept.
const DIGITS: u8 = 2;

/// Counts of latencies.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Pairs")]
pub(super) struct Histogram {
    /// The counters; none before the first latency, so that an idle route costs nothing.
    counters: Option<Box<Counters<u32>>>,
    /// The longest latency, exactly, in microseconds.
    max: u64,
}

/// A histogram as it is stored.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Pairs {
    /// The longest latency, exactly, in microseconds.
    max: u64,
    /// A value of each bucket that is not empty, and its count.
    counts: Vec<(u64, u32)>,
}

impl Histogram {
    /// Counts one latency.
    pub(super) fn record(&mut self, latency: Span) {
        self.record_many(clamped(latency), 1);
    }

    /// Counts what `other` has counted.
    pub(super) fn add(&mut self, other: &Self) {
        self.max = self.max.max(other.max);
        match (&mut self.counters, &other.counters) {
            (_, None) => {}
            (None, counters) => self.counters.clone_from(counters),
            (Some(mine), Some(theirs)) => {
                let added = mine.add(&**theirs);
                assert!(added.is_ok(), "Invariant: the counters grow to any latency up to the longest");
            }
        }
    }

    /// The same without its counts, keeping its memory.
    pub(super) fn emptied(mut self) -> Self {
        if let Some(counters) = &mut self.counters {
            counters.reset();
        }
        self.max = 0;
        self
    }

    /// The six numbers.
    pub(super) fn summary(&self) -> LatencySummary {
        let Some(counters) = &self.counters else { return LatencySummary::default() };
        let mut quantiles = counters.value_at_quantiles([0.5, 0.9, 0.99, 0.999]);
        // A bucket is told by its upper end, which may lie above the longest latency in it.
        let mut next = || span(quantiles.next().unwrap_or(0).min(self.max));
        let (p50, p90, p99, p999) = (next(), next(), next(), next());
        LatencySummary { count: counters.len(), p50, p90, p99, p999, max: span(self.max) }
    }

    /// Memory taken by the counters, in bytes.
    pub(super) fn memory_bytes(&self) -> usize {
        self.counters.as_ref().map_or(0, |counters| counters.distinct_values() * size_of::<u32>())
    }

    fn record_many(&mut self, micros: u64, count: u32) {
        self.max = self.max.max(micros);
        let recorded = self.counters.get_or_insert_with(|| Box::new(new_counters())).record_n(micros, count);
        assert!(recorded.is_ok(), "Invariant: the counters grow to any latency up to the longest");
    }

    fn pairs(&self) -> impl Iterator<Item = (u64, u32)> {
        let recorded = self.counters.iter().flat_map(|counters| counters.iter_recorded());
        recorded.map(|entry| (entry.value_iterated_to(), entry.count_at_value()))
    }
}

impl PartialEq for Histogram {
    fn eq(&self, other: &Self) -> bool {
        self.max == other.max && self.pairs().eq(other.pairs())
    }
}

impl Eq for Histogram {}

impl Serialize for Histogram {
    /// Writes the pairs without a copy of the counters: a checkpoint holds a hundred histograms.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Pairs { max: self.max, counts: self.pairs().collect() }.serialize(serializer)
    }
}

impl From<Pairs> for Histogram {
    fn from(pairs: Pairs) -> Self {
        let mut histogram = Self::default();
        for (micros, count) in pairs.counts {
            // The upper end of the last bucket lies above the longest latency told apart.
            histogram.record_many(micros.clamp(1, MICROS_MAX), count);
        }
        histogram.max = pairs.max;
        histogram
    }
}

/// `latency` in microseconds, moved to the nearest end where it lies outside of what is told apart.
pub(super) fn clamped(latency: Span) -> u64 {
    u64::try_from(latency.as_micros()).unwrap_or(0).clamp(1, MICROS_MAX)
}

/// Empty counters that grow as far as the values need.
fn new_counters() -> Counters<u32> {
    match Counters::new_with_bounds(1, 2, DIGITS) {
        Ok(mut counters) => {
            counters.auto(true);
            counters
        }
        Err(_) => unreachable!("Invariant: the bounds are constants that the histogram takes"),
    }
}

fn span(micros: u64) -> Span {
    Span::from_micros(i64::try_from(micros).unwrap_or(i64::MAX))
}
