//! How round trips of a stretch are spread: counts in buckets that grow with what they hold.

use std::collections::BTreeMap;

use crate::model::Span;

/// Parts of each power of two: a percentile is at most a sixteenth too long.
const PARTS_LOG2: u32 = 4;

/// The spread of round trips. It has at most a thousand buckets, whatever it is given.
#[derive(Clone, Debug, Default)]
pub(super) struct Latencies {
    buckets: BTreeMap<u32, u64>,
    longest: Option<Span>,
}

impl Latencies {
    pub(super) fn add(&mut self, latency: Span) {
        *self.buckets.entry(bucket(latency)).or_default() += 1;
        self.longest = self.longest.max(Some(latency));
    }

    pub(super) fn join(&mut self, other: &Self) {
        for (bucket, count) in &other.buckets {
            *self.buckets.entry(*bucket).or_default() += count;
        }
        self.longest = self.longest.max(other.longest);
    }

    pub(super) fn count(&self) -> u64 {
        self.buckets.values().sum()
    }

    pub(super) const fn longest(&self) -> Option<Span> {
        self.longest
    }

    /// So many in 100 took no longer; none of nothing.
    pub(super) fn percentile(&self, percent: u64) -> Option<Span> {
        let wanted = (self.count() * percent).div_ceil(100);
        let mut seen = 0;
        let found = self.buckets.iter().find(|(_, count)| {
            seen += **count;
            seen >= wanted
        });
        found.zip(self.longest).map(|((bucket, _), longest)| upper(*bucket).min(longest))
    }
}

fn bucket(latency: Span) -> u32 {
    let micros = u64::try_from(latency.as_micros()).unwrap_or(0);
    let power = micros.max(1).ilog2();
    if power <= PARTS_LOG2 {
        return u32::try_from(micros).unwrap_or(0);
    }
    let part = u32::try_from(micros >> (power - PARTS_LOG2)).unwrap_or(0);
    ((power - PARTS_LOG2) << PARTS_LOG2) + part
}

/// The longest that falls into `bucket`.
fn upper(bucket: u32) -> Span {
    if bucket < 2 << PARTS_LOG2 {
        return Span::from_micros(i64::from(bucket));
    }
    let power = (bucket >> PARTS_LOG2) - 1;
    let part = i64::from((bucket & ((1 << PARTS_LOG2) - 1)) + (1 << PARTS_LOG2));
    Span::from_micros(((part + 1) << power) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_holds_what_falls_into_it_and_is_narrow() {
        for micros in (0..5_000).chain([65_535, 65_536, 1_000_000, 60_000_000, 7 << 40]) {
            let latency = Span::from_micros(micros);
            let up_to = upper(bucket(latency)).as_micros();
            assert!(up_to >= micros && up_to <= micros + micros / 16, "{micros} in a bucket up to {up_to}");
        }
    }

    #[track_caller]
    fn check(latencies: &Latencies, percent: u64, millis: i64) {
        let found = latencies.percentile(percent).unwrap().as_millis();
        assert!(found >= millis && found <= millis + millis / 16, "p{percent} is {found}");
    }

    #[test]
    fn percentiles_are_at_most_a_sixteenth_too_long() {
        let mut latencies = Latencies::default();
        assert_eq!(latencies.percentile(50), None);
        (1..=1_000).for_each(|millis| latencies.add(Span::from_millis(millis)));
        let mut twice = latencies.clone();
        twice.join(&latencies);
        check(&latencies, 50, 500);
        check(&latencies, 99, 990);
        check(&twice, 99, 990);
        assert_eq!((latencies.percentile(100), twice.count()), (Some(Span::from_millis(1_000)), 2_000));
    }
}
