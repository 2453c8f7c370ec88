//! The only place that asks what time it is.
//!
//! The clock starts from the wall and then follows the monotonic clock, so that a stepped wall
//! clock can neither turn time back nor make a time-out fire early. How far the wall has wandered
//! off is told by [`Clock::wall_offset`].

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::model::{Span, Time};

/// A clock that never goes back.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    origin: Time,
    started: Instant,
}

impl Clock {
    /// A clock that reads the wall's time now and goes on from there.
    #[must_use]
    pub fn start() -> Self {
        Self { origin: wall(), started: instant() }
    }

    /// The same clock, moved ahead if it is behind `earliest`. The wall clock may have been set back
    /// since a journal was written; time must not go back then, nor stand still until it catches up.
    #[must_use]
    pub fn not_before(self, earliest: Time) -> Self {
        let behind = earliest.since(self.now());
        if behind > Span::ZERO { Self { origin: self.origin + behind, ..self } } else { self }
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Time {
        self.origin + Span::from_std(self.started.elapsed())
    }

    /// How far ahead of this clock the wall clock is; negative when behind.
    #[must_use]
    pub fn wall_offset(&self) -> Span {
        wall().since(self.now())
    }

    /// The moment of the monotonic clock at which this clock will read `at`.
    #[must_use]
    pub fn instant_of(&self, at: Time) -> Instant {
        self.started + at.since(self.origin).to_std()
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that may ask")]
fn wall() -> Time {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time::EPOCH + Span::from_std(since_epoch)
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that may ask")]
fn instant() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_can_be_moved_ahead_and_never_back() {
        let clock = Clock::start();
        let (hour, began) = (Span::from_secs(3_600), clock.now());
        let ahead = clock.not_before(began + hour);
        assert!(ahead.now() >= began + hour);
        assert!(ahead.wall_offset() < Span::ZERO);
        assert_eq!(ahead.instant_of(ahead.origin), clock.instant_of(clock.origin));
        assert_eq!(clock.not_before(began - hour).origin, clock.origin);
    }
}
