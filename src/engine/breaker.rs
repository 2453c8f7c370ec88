//! The breaker: below the agent, on disk, and reset only by a person.
//!
//! ```text
//!   armed ⇄ paused            no entries
//!     └────────► tripped      resting orders cancelled, nothing that adds exposure leaves
//!                   └──► flattening   and every position is closed and seen closed
//! ```
//!
//! Invariant: it only ever goes up by itself. Down is a person's doing, with a reason.

use serde::{Deserialize, Serialize};

use super::Effects;
use crate::event::{Effect, Latch, Latched, Record};
use crate::model::{BreakerLevel, Time};

/// The breaker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breaker {
    level: BreakerLevel,
    since: Time,
    by: String,
    reason: String,
    trips: u64,
    /// When the venue said, after the last trip, that nothing is held.
    flat_at: Option<Time>,
    /// When the trip under way began.
    tripped_at: Option<Time>,
    rehearsal: Option<Rehearsal>,
    /// When the process was last started again while it was tripped, and it stayed so.
    held_at: Option<Time>,
}

/// A trip that went its whole way: the venue said that nothing is held, and then a person armed the
/// breaker again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rehearsal {
    /// When it tripped.
    pub tripped_at: Time,
    /// When the venue said that nothing is held.
    pub flat_at: Time,
    /// When it was armed again.
    pub armed_at: Time,
}

impl Breaker {
    /// Moves up to `level`; returns whether it moved.
    pub(super) fn raise(
        &mut self,
        level: BreakerLevel,
        by: &str,
        reason: &str,
        at: Time,
        effects: &mut Effects,
    ) -> bool {
        if level <= self.level {
            return false;
        }
        if level >= BreakerLevel::Tripped && self.level < BreakerLevel::Tripped {
            self.trips += 1;
            self.tripped_at = Some(at);
        }
        self.flat_at = None;
        self.set(level, by, reason, at, effects);
        true
    }

    /// Arms the breaker again; returns whether it was not armed.
    pub(super) fn rearm(&mut self, by: &str, reason: &str, at: Time, effects: &mut Effects) -> bool {
        if self.level == BreakerLevel::Armed {
            return false;
        }
        if let Some((tripped_at, flat_at)) = self.tripped_at.take().zip(self.flat_at.take()) {
            self.rehearsal = Some(Rehearsal { tripped_at, flat_at, armed_at: at });
        }
        self.set(BreakerLevel::Armed, by, reason, at, effects);
        true
    }

    fn set(&mut self, level: BreakerLevel, by: &str, reason: &str, at: Time, effects: &mut Effects) {
        self.level = level;
        self.since = at;
        by.clone_into(&mut self.by);
        reason.clone_into(&mut self.reason);
        effects.push(Effect::Latch(Box::new(self.latch())));
        effects.push(Effect::Record(Box::new(Record::Breaker {
            at,
            level,
            by: self.by.clone(),
            reason: self.reason.clone(),
        })));
    }

    /// Forgets what was rehearsed, because its limits are others now.
    pub(super) fn forget_rehearsal(&mut self) {
        self.rehearsal = None;
        self.held_at = None;
    }

    /// Notes that the process was started again and its own file said how far it had gone.
    pub(super) fn note_restart(&mut self, latched: Latched, at: Time) {
        let file_held = latched != Latched::Lost && latched.level() >= BreakerLevel::Tripped;
        if self.is_tripped() && file_held {
            self.held_at = Some(at);
        }
    }

    /// Notes that the venue said that nothing is held.
    pub(super) fn seen_flat(&mut self, at: Time) {
        if self.level >= BreakerLevel::Tripped && self.flat_at.is_none() {
            self.flat_at = Some(at);
        }
    }

    /// Notes that something is held after all.
    pub(super) fn seen_holding(&mut self) {
        self.flat_at = None;
    }

    /// What the breaker's own file says of it.
    #[must_use]
    pub fn latch(&self) -> Latch {
        Latch { level: self.level, at: self.since, by: self.by.clone(), reason: self.reason.clone() }
    }

    /// How far it has gone.
    #[must_use]
    pub fn level(&self) -> BreakerLevel {
        self.level
    }

    /// Whether nothing that adds exposure may leave.
    #[must_use]
    pub fn is_tripped(&self) -> bool {
        self.level >= BreakerLevel::Tripped
    }

    /// Since when it is where it is.
    #[must_use]
    pub fn since(&self) -> Time {
        self.since
    }

    /// Who or what moved it last.
    #[must_use]
    pub fn by(&self) -> &str {
        &self.by
    }

    /// Why it was moved last.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Times it tripped since the start.
    #[must_use]
    pub fn trips(&self) -> u64 {
        self.trips
    }

    /// When the venue said, after the last trip, that nothing is held.
    #[must_use]
    pub fn flat_at(&self) -> Option<Time> {
        self.flat_at
    }

    /// When a trip was last seen to hold over a restart, under the limits of now.
    #[must_use]
    pub fn held_at(&self) -> Option<Time> {
        self.held_at
    }

    /// The last trip that went its whole way under the limits of now.
    #[must_use]
    pub fn rehearsal(&self) -> Option<&Rehearsal> {
        self.rehearsal.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_up_by_itself_and_down_only_by_hand() {
        let (mut breaker, mut effects) = (Breaker::default(), Effects::new());
        let at = Time::EPOCH;
        assert!(breaker.raise(BreakerLevel::Tripped, "engine", "day loss", at, &mut effects));
        assert!(!breaker.raise(BreakerLevel::Paused, "ann", "calm", at, &mut effects));
        assert_eq!(breaker.level(), BreakerLevel::Tripped);
        assert!(breaker.raise(BreakerLevel::Flattening, "ann", "out", at, &mut effects));
        assert_eq!(breaker.trips(), 1);
        assert!(breaker.rearm("ann", "checked", at, &mut effects));
        assert_eq!(breaker.level(), BreakerLevel::Armed);
        assert_eq!(effects.iter().filter(|e| matches!(e, Effect::Latch(_))).count(), 3);
    }

    #[test]
    fn flat_is_the_venues_word_and_only_after_the_trip() {
        let (mut breaker, mut effects) = (Breaker::default(), Effects::new());
        breaker.seen_flat(Time::from_millis(1));
        assert_eq!(breaker.flat_at(), None);
        breaker.raise(BreakerLevel::Flattening, "ann", "out", Time::from_millis(2), &mut effects);
        breaker.seen_flat(Time::from_millis(3));
        assert_eq!(breaker.flat_at(), Some(Time::from_millis(3)));
        breaker.seen_holding();
        assert_eq!(breaker.flat_at(), None);
    }

    #[test]
    fn a_trip_is_rehearsed_when_it_was_seen_flat_and_then_reset() {
        #[track_caller]
        fn check(flat: bool, holding_after: bool, expect: Option<(i64, i64, i64)>) {
            let (mut breaker, mut effects) = (Breaker::default(), Effects::new());
            let at = Time::from_millis;
            breaker.raise(BreakerLevel::Paused, "ann", "", at(1), &mut effects);
            breaker.rearm("ann", "", at(2), &mut effects);
            breaker.raise(BreakerLevel::Tripped, "ann", "", at(3), &mut effects);
            breaker.raise(BreakerLevel::Flattening, "ann", "", at(4), &mut effects);
            if flat {
                breaker.seen_flat(at(5));
            }
            if holding_after {
                breaker.seen_holding();
            }
            breaker.rearm("ann", "", at(6), &mut effects);
            let millis = |r: &Rehearsal| (r.tripped_at, r.flat_at, r.armed_at);
            assert_eq!(breaker.rehearsal().map(millis), expect.map(|(a, b, c)| (at(a), at(b), at(c))));
            breaker.forget_rehearsal();
            assert_eq!(breaker.rehearsal(), None);
        }
        check(true, false, Some((3, 5, 6)));
        check(false, false, None);
        check(true, true, None);
    }
}
