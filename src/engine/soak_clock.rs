//! How much of the soak counts: the time in which market data flowed, the process ran, and the agent might
//! have traded.
//!
//! ```text
//!   started ─────tick──tick─────────(nothing)─────────tick──tick──┤killed├──resumed──tick──(paused)──tick
//!           counts counts       a gap: no market data    counts     a gap     counts        a gap
//! ```
//!
//! Time between two observations counts as long as it is no longer than `gap_after`; a longer one is
//! a gap as a whole, as nobody knows when in it the data stopped. While nobody may enter a market (paused,
//! tripped, blind, the journal failing …) ticks are no observations: a rehearsal of a minute counts, and a
//! week with the breaker tripped proves nothing.
//!
//! Invariant: what counts and what does not add up to the time since the start, to the microsecond.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::model::{Span, Time};

/// Gaps kept with their times: two screens of them. Count and sum are kept of all.
const GAPS_KEPT: usize = 64;

/// Why time did not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapReason {
    /// No tick of any market came.
    NoMarketData,
    /// Ticks came, and nobody might enter a market.
    Held,
    /// The process was down.
    ProcessDown,
}

impl GapReason {
    /// The words for people and for the journal.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoMarketData => "no market data",
            Self::Held => "nothing might be traded",
            Self::ProcessDown => "process was down",
        }
    }
}

/// A time that did not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The last moment that counts.
    pub from: Time,
    /// The next moment that counts.
    pub to: Time,
    /// Why it does not count.
    pub reason: GapReason,
}

impl Gap {
    /// How long it was.
    #[must_use]
    pub const fn length(&self) -> Span {
        self.to.since(self.from)
    }
}

/// The soak's own clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoakClock {
    /// Time without a tick after which it is a gap.
    gap_after: Span,
    /// The last moment that was accounted for.
    accounted_to: Time,
    /// The last tick since then that did not count.
    held_to: Option<Time>,
    /// Of the time that does not count, that in which ticks came and nobody might enter.
    held_total: Span,
    /// The time that counts.
    healthy: Span,
    /// The time that does not.
    gap_total: Span,
    /// How many gaps there were.
    gap_count: u64,
    /// The last gaps, oldest first.
    gaps: VecDeque<Gap>,
}

impl SoakClock {
    /// A clock that starts at `started_at`.
    #[must_use]
    pub const fn new(started_at: Time, gap_after: Span) -> Self {
        Self {
            gap_after,
            accounted_to: started_at,
            held_to: None,
            held_total: Span::ZERO,
            healthy: Span::ZERO,
            gap_total: Span::ZERO,
            gap_count: 0,
            gaps: VecDeque::new(),
        }
    }

    /// Takes a sign of life of the market data at `at`: any tick, and the end of the soak, so that
    /// the time since the last tick is accounted for. Returns the gap that ended with it, if one did.
    pub fn observe(&mut self, at: Time) -> Option<Gap> {
        let passed = at.since(self.accounted_to);
        if passed > self.gap_after {
            return self.close_gap(at, self.silence());
        }
        if passed > Span::ZERO {
            self.healthy += passed;
            self.accounted_to = at;
            self.held_to = None;
        }
        None
    }

    /// Takes a tick at which nobody might enter a market. The next observation says what became of the time.
    pub const fn hold(&mut self, at: Time) {
        self.held_to = Some(at);
    }

    /// Takes the moment from which on somebody may enter again: it ends the time that was held.
    pub fn release(&mut self, at: Time) -> Option<Gap> {
        if self.held_to.is_some() { self.observe(at) } else { None }
    }

    /// Takes an interruption that was no silence of the market. The time before it counts by the usual
    /// rule. Returns the gaps that ended with it, in order: a silence before it, and itself.
    pub fn interrupted(&mut self, from: Time, to: Time, reason: GapReason) -> [Option<Gap>; 2] {
        let silence = self.observe(from);
        [silence, self.close_gap(to, reason)]
    }

    /// Takes a changed length, as after a restart; it holds for the silence under way.
    pub const fn set_gap_after(&mut self, gap_after: Span) {
        self.gap_after = gap_after;
    }

    /// The silence that goes on at `at`, if it is a gap already.
    #[must_use]
    pub fn gap_under_way(&self, at: Time) -> Option<Gap> {
        let silent = at.since(self.accounted_to) > self.gap_after;
        silent.then_some(Gap { from: self.accounted_to, to: at, reason: self.silence() })
    }

    /// The time that counts, up to the last observation.
    #[must_use]
    pub const fn healthy(&self) -> Span {
        self.healthy
    }

    /// The time in which market data came, whether or not it counts, up to the last tick.
    #[must_use]
    pub fn covered(&self) -> Span {
        let under_way = self.held_to.map_or(Span::ZERO, |to| to.since(self.accounted_to));
        self.healthy + self.held_total + under_way.max(Span::ZERO)
    }

    /// The time that does not count, of all gaps that have ended.
    #[must_use]
    pub const fn gap_total(&self) -> Span {
        self.gap_total
    }

    /// How many gaps have ended.
    #[must_use]
    pub const fn gap_count(&self) -> u64 {
        self.gap_count
    }

    /// The last gaps, oldest first; at most 64.
    #[must_use]
    pub fn gaps(&self) -> impl DoubleEndedIterator<Item = &Gap> {
        self.gaps.iter()
    }

    /// Why the time since the last observation does not count, if it is too long.
    const fn silence(&self) -> GapReason {
        if self.held_to.is_some() { GapReason::Held } else { GapReason::NoMarketData }
    }

    /// Accounts for all time up to `to` as one gap, if there is any.
    fn close_gap(&mut self, to: Time, reason: GapReason) -> Option<Gap> {
        let gap = Gap { from: self.accounted_to, to, reason };
        if gap.length() <= Span::ZERO {
            return None;
        }
        if reason == GapReason::Held {
            self.held_total += gap.length();
        }
        (self.accounted_to, self.held_to) = (to, None);
        self.gap_total += gap.length();
        self.gap_count += 1;
        if self.gaps.len() == GAPS_KEPT {
            self.gaps.pop_front();
        }
        self.gaps.push_back(gap);
        Some(gap)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn secs(secs: i64) -> Time {
        Time::from_millis(secs * 1_000)
    }

    #[track_caller]
    fn check(ticks: &[i64], healthy_secs: i64, gaps: &[(i64, i64)]) {
        let mut clock = SoakClock::new(secs(0), Span::from_secs(60));
        let seen: Vec<_> = ticks.iter().filter_map(|at| clock.observe(secs(*at))).collect();
        assert_eq!(clock.healthy(), Span::from_secs(healthy_secs));
        assert_eq!(clock.gaps().copied().collect::<Vec<_>>(), seen);
        assert_eq!(seen.iter().map(|gap| (gap.from.as_secs(), gap.to.as_secs())).collect::<Vec<_>>(), gaps);
    }

    #[test]
    fn time_between_ticks_counts_unless_it_is_a_gap() {
        check(&[1, 2, 3], 3, &[]);
        check(&[60, 120], 120, &[]);
        check(&[60, 121, 122], 61, &[(60, 121)]);
        check(&[100, 90, 101], 1, &[(0, 100)]);
    }

    #[test]
    fn downtime_is_a_gap_and_a_silence_before_it_another() {
        let mut clock = SoakClock::new(secs(0), Span::from_secs(60));
        clock.observe(secs(10));
        let down = |from, to| Some(Gap { from: secs(from), to: secs(to), reason: GapReason::ProcessDown });
        assert_eq!(clock.interrupted(secs(15), secs(20), GapReason::ProcessDown), [None, down(15, 20)]);
        assert_eq!((clock.healthy(), clock.gap_total()), (Span::from_secs(15), Span::from_secs(5)));
        let silence = Gap { from: secs(20), to: secs(100), reason: GapReason::NoMarketData };
        let both = clock.interrupted(secs(100), secs(130), GapReason::ProcessDown);
        assert_eq!(both, [Some(silence), down(100, 130)]);
        assert_eq!(clock.interrupted(secs(130), secs(130), GapReason::ProcessDown), [None, None]);
        assert_eq!(clock.gap_count(), 3);
    }

    #[test]
    fn time_in_which_nobody_might_trade_counts_only_if_it_is_short() {
        let mut clock = SoakClock::new(secs(0), Span::from_secs(60));
        for at in 1..=60 {
            clock.hold(secs(at));
            assert_eq!((clock.healthy(), clock.gap_under_way(secs(at))), (Span::ZERO, None));
            assert_eq!(clock.covered(), Span::from_secs(at));
        }
        assert_eq!((clock.observe(secs(60)), clock.healthy()), (None, Span::from_secs(60)));
        clock.hold(secs(61));
        let gap = |to| Some(Gap { from: secs(60), to: secs(to), reason: GapReason::Held });
        assert_eq!(clock.gap_under_way(secs(121)), gap(121));
        assert_eq!((clock.observe(secs(200)), clock.healthy()), (gap(200), Span::from_secs(60)));
        assert_eq!(clock.covered(), Span::from_secs(200));
        assert_eq!(clock.release(secs(210)), None);
        let silence = Gap { from: secs(200), to: secs(300), reason: GapReason::NoMarketData };
        assert_eq!(clock.observe(secs(300)), Some(silence), "no tick came in it");
        assert_eq!(clock.covered(), Span::from_secs(200), "a silence is not covered");
        clock.hold(secs(305));
        assert_eq!((clock.release(secs(310)), clock.healthy()), (None, Span::from_secs(70)));
    }

    #[test]
    fn a_gap_under_way_is_told_before_it_ends() {
        let clock = SoakClock::new(secs(0), Span::from_secs(60));
        assert_eq!(clock.gap_under_way(secs(60)), None);
        assert_eq!(clock.gap_under_way(secs(61)).map(|gap| gap.length()), Some(Span::from_secs(61)));
    }

    proptest! {
        #[test]
        fn all_time_is_accounted_for(
            steps in prop::collection::vec((0_i64..200_000_000, any::<bool>(), 0_i64..100_000_000), 0..300),
        ) {
            let mut clock = SoakClock::new(secs(0), Span::from_secs(60));
            let mut at = secs(0);
            for (wait, down, length) in steps {
                at = at + Span::from_micros(wait);
                if down {
                    let to = at + Span::from_micros(length);
                    clock.interrupted(at, to, GapReason::ProcessDown);
                    at = to;
                } else {
                    clock.observe(at);
                }
                prop_assert_eq!(clock.healthy() + clock.gap_total(), at.since(secs(0)));
                prop_assert!(clock.gaps().count() <= GAPS_KEPT);
            }
        }
    }
}
