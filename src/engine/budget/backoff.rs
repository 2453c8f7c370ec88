//! Waiting after a 429: nothing leaves for a while, then one request, then all.
//!
//! ```text
//!            429                  hold over, one request leaves
//!   Free ───────────► Holding ────────────────────────────────► Probing
//!    ▲                   ▲  └─ 429 (of a request under way): at most longer │
//!    │                   └──────────────── 429: held again, doubled ────────┤
//!    └───────────────────────────── any answer that is not a 429 ───────────┘
//! ```
//!
//! The hold is the venue's own wish where it says one, clamped to 1 s … `backoff_max`. A venue that
//! limits the probe again has named too short a time: from the third hold in a row on, the hold is at
//! least what it would be without a wish. Where the venue says none it is `backoff_first · 2ⁿ` plus up to a quarter of that, n being the number of holds in a
//! row. The quarter is drawn by a hash of the caller's seed (an id, so it follows from the journal):
//! it keeps several soaks on one key from probing in step. The doubling ends at four fifths of the
//! maximum, so that there is such a quarter to the last.
//!
//! Requests that were under way when the hold began bring their own 429s. They can make the hold
//! longer but do not double it: they are the same event.
//!
//! Invariant: from a 429 until an answer that is not one, at most one request leaves per hold.

use serde::{Deserialize, Serialize};

use crate::engine::protection::Protection;
use crate::model::{OrderRules, Span, Time};

/// The shortest hold, whatever the venue says: below a second it could be turned into a storm.
const HOLD_MIN: Span = Span::from_secs(1);

/// Doublings after which no configured hold is still below its maximum: 2^20 seconds are 12 days.
const DOUBLINGS_MAX: u32 = 20;

/// Holds in a row for which the venue's own wish is enough: one that it misjudged by a moment is no
/// storm, and one that goes on asking for a second a time would get a request a second.
const WISHES_TRUSTED: u32 = 2;

/// How long the one request after a hold is waited for when its end never comes, as after a restart:
/// longer than any request's time-out.
const PROBE_PATIENCE: Span = Span::from_secs(60);

/// Whether requests may leave, after the venue said that there were too many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backoff {
    /// First hold where the venue does not say how long.
    first: Span,
    /// Longest hold.
    max: Span,
    /// Holds since the last answer that was not a 429.
    holds_in_row: u32,
    /// Where it stands.
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    /// Everything may leave.
    Free,
    /// Nothing leaves until then.
    Holding { until: Time },
    /// One request left at `since`; its answer decides.
    Probing { since: Time },
}

impl Backoff {
    /// Nothing held, with the waits of `rules`.
    #[must_use]
    pub fn new(rules: &OrderRules) -> Self {
        let (first, max) = (HOLD_MIN, HOLD_MIN);
        let mut backoff = Self { first, max, holds_in_row: 0, state: State::Free };
        backoff.set_rules(rules);
        backoff
    }

    /// Takes changed waits, as after a restart; a hold that has begun stays as long as it was.
    pub fn set_rules(&mut self, rules: &OrderRules) {
        self.max = rules.backoff_max.max(HOLD_MIN);
        self.first = rules.backoff_first.clamp(HOLD_MIN, self.max);
    }

    /// Lets one request pass at `at`. After a hold, the first that passes is the probe.
    ///
    /// # Errors
    /// When nothing may leave: the time at which to ask again. It is the end of the hold, or, while
    /// the probe is under way, the time at which its end is given up; the probe's answer may open
    /// the way sooner.
    pub fn try_pass(&mut self, at: Time) -> Result<(), Time> {
        if !Protection::Backoff.stands() {
            return Ok(());
        }
        match self.state {
            State::Free => return Ok(()),
            State::Holding { until } if at < until => return Err(until),
            State::Probing { since } if at < since + PROBE_PATIENCE => return Err(since + PROBE_PATIENCE),
            State::Holding { .. } | State::Probing { .. } => self.state = State::Probing { since: at },
        }
        Ok(())
    }

    /// Takes a 429 that came back at `at`. `retry_after` is the venue's wish as it came;
    /// `jitter_seed` is an id that differs from one 429 to the next.
    pub fn on_rate_limited(&mut self, at: Time, retry_after: Option<Span>, jitter_seed: u64) {
        let own = self.own_wait(jitter_seed);
        let until = at
            + match retry_after.map(|wish| self.clamp(wish)) {
                Some(wish) if self.holds_in_row < WISHES_TRUSTED => wish,
                Some(wish) => wish.max(own),
                None => own,
            };
        match &mut self.state {
            State::Holding { until: held } => *held = (*held).max(until),
            State::Free | State::Probing { .. } => {
                self.holds_in_row = self.holds_in_row.saturating_add(1);
                self.state = State::Holding { until };
            }
        }
    }

    /// Takes any complete answer other than a 429, to a request that left at `sent_at`. One that left
    /// before the probe says nothing about now.
    pub fn on_answered(&mut self, sent_at: Time) {
        if let State::Probing { since } = self.state
            && sent_at >= since
        {
            self.state = State::Free;
            self.holds_in_row = 0;
        }
    }

    /// Takes the end of a request that left at `sent_at` and came to no answer at `at`. If it was the
    /// probe, another may leave after the shortest hold of our own.
    pub fn on_unanswered(&mut self, at: Time, sent_at: Time) {
        if let State::Probing { since } = self.state
            && sent_at >= since
        {
            self.state = State::Holding { until: at + self.first };
        }
    }

    /// When the hold ends; `None` when nothing is held.
    #[must_use]
    pub const fn open_at(&self) -> Option<Time> {
        match self.state {
            State::Free => None,
            State::Holding { until } => Some(until),
            State::Probing { since } => Some(since),
        }
    }

    /// Until when nothing leaves at `at`, if something holds it: to the end of the hold, or, while the
    /// probe is under way, to when its end is given up; its answer may open the way sooner.
    #[must_use]
    pub fn held_until(&self, at: Time) -> Option<Time> {
        let until = match self.state {
            State::Free => return None,
            State::Holding { until } => until,
            State::Probing { since } => since + PROBE_PATIENCE,
        };
        (at < until).then_some(until)
    }

    /// The wait where the venue says none.
    fn own_wait(&self, jitter_seed: u64) -> Span {
        let doubled = self.first.times(1_i64 << self.holds_in_row.min(DOUBLINGS_MAX));
        let base = doubled.min(Span::from_micros(self.max.as_micros() / 5 * 4)).as_micros();
        let quarter = u64::try_from(base / 4).unwrap_or(0);
        let jitter = i64::try_from(scatter(jitter_seed) % (quarter + 1)).unwrap_or(0);
        self.clamp(Span::from_micros(base + jitter))
    }

    fn clamp(&self, wait: Span) -> Span {
        wait.clamp(HOLD_MIN, self.max)
    }
}

/// Spreads neighbouring ids over all of 64 bits: the finaliser of `SplitMix64` (Steele, Lea and
/// Flood, "Fast splittable pseudorandom number generators", 2014).
const fn scatter(id: u64) -> u64 {
    let mut z = id.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secs(secs: i64) -> Time {
        Time::from_millis(secs * 1_000)
    }

    fn held(rules: &OrderRules, retry_after: Option<Span>) -> Span {
        let mut backoff = Backoff::new(rules);
        backoff.on_rate_limited(secs(0), retry_after, 7);
        backoff.open_at().unwrap().since(secs(0))
    }

    #[test]
    fn the_venues_wish_is_clamped() {
        #[track_caller]
        fn check(wish: Span, expect: Span) {
            assert_eq!(held(&OrderRules::default(), Some(wish)), expect);
        }
        check(Span::from_secs(7), Span::from_secs(7));
        check(Span::ZERO, Span::from_secs(1));
        check(Span::from_secs(-5), Span::from_secs(1));
        check(Span::from_secs(86_400), Span::from_secs(300));
    }

    #[test]
    fn a_storm_of_bare_429s_lets_few_requests_through() {
        let mut backoff = Backoff::new(&OrderRules::default());
        let mut left = Vec::new();
        // Thirty seconds in steps of 10 ms, each request answered with a 429 20 ms later.
        for step in 0..3_000_i64 {
            let at = Time::from_millis(step * 10);
            if left.contains(&(step - 2)) {
                backoff.on_rate_limited(at, None, step.unsigned_abs());
            }
            if backoff.try_pass(at).is_ok() {
                left.push(step);
            }
        }
        assert!((5..20).contains(&left.len()), "{} requests left", left.len());
    }

    #[test]
    fn a_wish_that_proves_too_short_twice_is_not_enough() {
        let mut backoff = Backoff::new(&OrderRules::default());
        let mut at = secs(0);
        let mut wait = |wish: i64| {
            backoff.on_rate_limited(at, Some(Span::from_secs(wish)), 7);
            let until = backoff.open_at().unwrap();
            let waited = until.since(at);
            at = until;
            assert_eq!(backoff.try_pass(at), Ok(()));
            waited
        };
        assert_eq!([wait(1), wait(1)], [Span::from_secs(1); 2]);
        assert!((Span::from_secs(4)..=Span::from_secs(5)).contains(&wait(1)));
        assert!(wait(0) >= Span::from_secs(8));
        assert_eq!(wait(200), Span::from_secs(200), "a longer wish is the venue's to have");
        assert_eq!(wait(i64::MAX / 2_000_000), Span::from_secs(300));
    }

    #[test]
    fn holds_double_to_the_maximum_and_never_pass_it() {
        let mut backoff = Backoff::new(&OrderRules::default());
        let mut waits = Vec::new();
        let mut at = secs(0);
        for seed in 0..40 {
            backoff.on_rate_limited(at, None, seed);
            let until = backoff.open_at().unwrap();
            waits.push(until.since(at));
            at = until;
            assert_eq!(backoff.try_pass(at), Ok(()));
        }
        for (n, wait) in (0..).zip(&waits) {
            let base = Span::from_secs(1_i64 << n.min(30)).min(Span::from_secs(240));
            assert!((base..=Span::from_micros(base.as_micros() / 4 * 5)).contains(wait), "{n}: {wait}");
        }
    }

    #[test]
    fn after_a_hold_one_request_leaves_and_its_answer_decides() {
        let mut backoff = Backoff::new(&OrderRules::default());
        backoff.on_rate_limited(secs(10), Some(Span::from_secs(2)), 1);
        backoff.on_answered(secs(9));
        assert_eq!(backoff.try_pass(secs(11)), Err(secs(12)), "an older answer does not open");
        assert_eq!((backoff.held_until(secs(11)), backoff.held_until(secs(12))), (Some(secs(12)), None));
        assert_eq!(backoff.try_pass(secs(12)), Ok(()));
        assert_eq!(backoff.try_pass(secs(12)), Err(secs(72)), "the probe is alone");
        assert_eq!((backoff.held_until(secs(12)), backoff.held_until(secs(72))), (Some(secs(72)), None));
        backoff.on_answered(secs(9));
        assert_eq!(backoff.try_pass(secs(13)), Err(secs(72)), "an older answer says nothing");
        backoff.on_answered(secs(12));
        assert_eq!((backoff.try_pass(secs(13)), backoff.try_pass(secs(13))), (Ok(()), Ok(())));
        assert_eq!(backoff, Backoff::new(&OrderRules::default()), "a success resets");
    }

    #[test]
    fn a_probe_without_an_end_does_not_hold_for_ever() {
        let mut backoff = Backoff::new(&OrderRules::default());
        backoff.on_rate_limited(secs(0), Some(Span::from_secs(1)), 1);
        assert_eq!(backoff.try_pass(secs(1)), Ok(()));
        backoff.on_unanswered(secs(3), secs(1));
        assert_eq!(backoff.try_pass(secs(3)), Err(secs(4)));
        assert_eq!(backoff.try_pass(secs(4)), Ok(()));
        assert_eq!(backoff.try_pass(secs(64)), Ok(()), "its end never came");
    }

    #[test]
    fn the_429s_of_requests_under_way_lengthen_but_do_not_double() {
        let mut backoff = Backoff::new(&OrderRules::default());
        backoff.on_rate_limited(secs(0), None, 1);
        for seed in 2..12 {
            backoff.on_rate_limited(secs(0), None, seed);
        }
        assert!(backoff.open_at().unwrap() <= secs(3), "{:?}", backoff.open_at());
        backoff.on_rate_limited(secs(0), Some(Span::from_secs(9)), 12);
        assert_eq!(backoff.open_at(), Some(secs(9)));
    }
}
