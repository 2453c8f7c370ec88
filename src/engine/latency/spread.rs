//! How the latencies of the last hour are spread over 1-2-5 steps, ready to draw.
//!
//! It is counted beside the histograms, because merging an hour of them for each picture would cost
//! more than everything else in it, and because they would not end at round numbers.
//!
//! Invariant: a latency counts in exactly one step, and at most 12 slots of 21 steps are kept.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::{HOUR_SLOT, HOUR_SLOTS};
use crate::model::{Span, Time};

/// The upper ends of the steps in microseconds, from what a loopback can do at best to longer than
/// any request's time-out; what is longer still counts in the last.
const STEPS: [i64; 21] = [
    100,
    200,
    500,
    1_000,
    2_000,
    5_000,
    10_000,
    20_000,
    50_000,
    100_000,
    200_000,
    500_000,
    1_000_000,
    2_000_000,
    5_000_000,
    10_000_000,
    20_000_000,
    50_000_000,
    100_000_000,
    200_000_000,
    500_000_000,
];

/// The counts of the last hour.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Spread {
    /// The slots that had an answer, oldest first.
    slots: VecDeque<Slot>,
}

/// The counts of one slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Slot {
    /// When it began.
    begins_at: Time,
    counts: [u32; STEPS.len()],
}

impl Spread {
    /// Counts one latency; `at` never goes back.
    pub(super) fn record(&mut self, at: Time, latency: Span) {
        if self.slots.back().is_none_or(|slot| slot.begins_at + HOUR_SLOT <= at) {
            if self.slots.len() == HOUR_SLOTS {
                self.slots.pop_front();
            }
            self.slots.push_back(Slot { begins_at: at.floor(HOUR_SLOT), counts: [0; STEPS.len()] });
        }
        let step = STEPS.partition_point(|end| *end < latency.as_micros()).min(STEPS.len() - 1);
        if let Some(count) = self.slots.back_mut().and_then(|slot| slot.counts.get_mut(step)) {
            *count = count.saturating_add(1);
        }
    }

    /// The steps with their upper ends, from the first to the last that holds anything.
    pub(super) fn steps(&self, at: Time) -> Vec<(Span, u64)> {
        let slots_before = i64::try_from(HOUR_SLOTS).unwrap_or(i64::MAX) - 1;
        let from = at.floor(HOUR_SLOT) - HOUR_SLOT.times(slots_before);
        let mut sums = [0_u64; STEPS.len()];
        for slot in self.slots.iter().filter(|slot| slot.begins_at >= from) {
            sums.iter_mut().zip(slot.counts).for_each(|(sum, count)| *sum += u64::from(count));
        }
        let first = sums.iter().position(|sum| *sum > 0).unwrap_or(sums.len());
        let last = sums.iter().rposition(|sum| *sum > 0).map_or(0, |last| last + 1);
        let steps = STEPS.into_iter().map(Span::from_micros).zip(sums);
        steps.take(last).skip(first).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secs(secs: i64) -> Time {
        Time::from_millis(secs * 1_000)
    }

    #[track_caller]
    fn check(micros: &[i64], expect: &[(i64, u64)]) {
        let mut spread = Spread::default();
        for micros in micros {
            spread.record(secs(0), Span::from_micros(*micros));
        }
        let steps: Vec<_> =
            spread.steps(secs(0)).into_iter().map(|(end, count)| (end.as_micros(), count)).collect();
        assert_eq!(steps, expect);
    }

    #[test]
    fn each_latency_counts_in_the_step_that_ends_at_or_after_it() {
        check(&[], &[]);
        check(&[-5, 0, 100, 101, 200, 201], &[(100, 3), (200, 2), (500, 1)]);
        check(&[900, 4_000], &[(1_000, 1), (2_000, 0), (5_000, 1)]);
        check(&[i64::MAX], &[(500_000_000, 1)]);
    }

    #[test]
    fn an_hour_is_forgotten_slot_by_slot() {
        let mut spread = Spread::default();
        (0..20).for_each(|slot| spread.record(secs(slot * 300), Span::from_millis(1)));
        let total = |at: i64| spread.steps(secs(at)).iter().map(|(_, count)| count).sum::<u64>();
        assert_eq!((total(19 * 300), total(20 * 300), total(30 * 300), total(31 * 300)), (12, 11, 1, 0));
        assert_eq!(spread.slots.len(), HOUR_SLOTS);
    }
}
