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
use crate::event::{Effect, Latch, Record};
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
        self.trips += u64::from(level >= BreakerLevel::Tripped && self.level < BreakerLevel::Tripped);
        self.flat_at = None;
        self.set(level, by, reason, at, effects);
        true
    }

    /// Arms the breaker again; returns whether it was not armed.
    pub(super) fn rearm(&mut self, by: &str, reason: &str, at: Time, effects: &mut Effects) -> bool {
        if self.level == BreakerLevel::Armed {
            return false;
        }
        self.flat_at = None;
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
}
