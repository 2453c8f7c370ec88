//! How many entries an agent may make: a bucket of tokens per market.
//!
//! A bucket of `b` tokens that refills by `r` in 24 hours lets at most `⌊b + r⌋` entries out in any
//! 24 hours. Entries are whole, so `r` may be anything below `max + 1 − b`: a token costs one unit
//! more than a full day's refill of one token brings, and `max + 1 − b` tokens drip in at that
//! slightly short measure. So in any 24 hours, both ends included, at most
//! `⌊b + (max + 1 − b) × day / (day + 1)⌋ = max` entries leave, and a bucket that is empty always
//! fills again, also when `max` is 1.
//!
//! Why not a fixed number a calendar day? Twice the number could then leave around midnight.
//!
//! Invariant: in any 24 hours at most `entries_per_day_max` tokens are taken.

use serde::{Deserialize, Serialize};

use crate::model::{Span, Time};

/// Most entries in quick succession: two turns of a choppy market and back.
const BURST_MAX: u16 = 4;

/// The window that the daily maximum is about, in microseconds.
const DAY_MICROS: i64 = 86_400_000_000;

/// What one token costs, in units; a unit drips in each microsecond for each token a day.
const TOKEN: i64 = DAY_MICROS + 1;

/// The entries that one market may still make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryPace {
    /// Most units kept: the burst.
    capacity: i64,
    /// Units that drip in per microsecond.
    refill: i64,
    /// Units there were at `filled_at`.
    level: i64,
    /// When the level was last brought up to date; `None` before the first entry.
    filled_at: Option<Time>,
}

impl EntryPace {
    /// A full bucket for at most `per_day_max` entries in any 24 hours.
    #[must_use]
    pub fn new(per_day_max: u16) -> Self {
        let burst = per_day_max.min(BURST_MAX);
        let capacity = i64::from(burst) * TOKEN;
        let refill = i64::from(per_day_max) + 1 - i64::from(burst);
        Self { capacity, refill, level: capacity, filled_at: None }
    }

    /// Takes the token of one entry at `at`, if there is one; `at` never goes back.
    pub fn try_take(&mut self, at: Time) -> bool {
        // A day fills any bucket, so longer waits need no larger numbers.
        let waited = self.filled_at.map_or(Span::ZERO, |filled_at| at.since(filled_at));
        let waited = waited.as_micros().clamp(0, DAY_MICROS);
        self.level = (self.level + waited * self.refill).min(self.capacity);
        self.filled_at = Some(at);
        let taken = self.level >= TOKEN;
        if taken {
            self.level -= TOKEN;
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Most of the times in any 24 hours, both ends included.
    fn most_in_a_day(taken: &[Time]) -> usize {
        let day = Span::from_micros(DAY_MICROS);
        taken
            .iter()
            .map(|from| taken.iter().filter(|at| *at >= from && **at <= *from + day).count())
            .max()
            .unwrap_or(0)
    }

    #[track_caller]
    fn check(per_day_max: u16, expect_in_a_week: std::ops::RangeInclusive<usize>) {
        let mut pace = EntryPace::new(per_day_max);
        let taken: Vec<_> =
            (0..7 * 1_440).map(|m| Time::from_millis(m * 60_000)).filter(|at| pace.try_take(*at)).collect();
        assert!(most_in_a_day(&taken) <= usize::from(per_day_max));
        assert!(expect_in_a_week.contains(&taken.len()), "{} entries", taken.len());
    }

    #[test]
    fn a_greedy_agent_gets_its_days_worth_every_day() {
        check(0, 0..=0);
        check(1, 6..=7);
        check(4, 9..=11);
        check(18, 100..=110);
    }

    proptest! {
        #[test]
        fn no_day_has_more_entries_than_allowed(
            per_day_max in 0_u16..40,
            waits in prop::collection::vec(
                prop_oneof![0_i64..1_000, 0_i64..3_600_000_000, 3_000_000_000_i64..90_000_000_000, Just(DAY_MICROS)],
                1..300,
            ),
        ) {
            let mut pace = EntryPace::new(per_day_max);
            let mut at = Time::from_millis(1_700_000_000_000);
            let mut taken = Vec::new();
            for wait in waits {
                at = at + Span::from_micros(wait);
                if pace.try_take(at) {
                    taken.push(at);
                }
            }
            prop_assert!(most_in_a_day(&taken) <= usize::from(per_day_max));
        }
    }
}
