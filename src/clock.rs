//! The only place that asks what time it is.
//!
//! The clock starts from the wall and then follows the monotonic clock, so that a stepped wall
//! clock can neither turn time back nor make a time-out fire early. How far the wall has wandered
//! off is told by [`Clock::wall_offset`].

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::model::{Span, Time};

/// A clock that never goes back.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    origin: Time,
    started: Instant,
    wall: Wall,
}

/// The wall clock that is read.
#[derive(Clone, Copy, Debug)]
enum Wall {
    /// The machine's.
    Machine,
    /// The machine's, and so many microseconds.
    Stepped(&'static AtomicI64),
}

/// A wall clock that can be stepped while clocks read it: what a drill does to the one that it lives by.
///
/// Every clock that was started from it sees the step at once, as every process sees that of a machine.
#[derive(Clone, Copy, Debug)]
pub struct SteppedWall(&'static AtomicI64);

impl SteppedWall {
    /// A wall clock that is right. Its eight bytes stay for as long as the process, which a drill's does
    /// not: clocks are copied freely, and none may outlive the wall that it reads.
    #[must_use]
    pub fn hang() -> Self {
        Self(Box::leak(Box::default()))
    }

    /// Sets it ahead of the machine's by `by`; behind when negative, right when zero.
    pub fn set(self, by: Span) {
        self.0.store(by.as_micros(), Ordering::Relaxed);
    }

    /// A clock that reads this wall's time now and goes on from there.
    #[must_use]
    pub fn start(self) -> Clock {
        Clock::over(Wall::Stepped(self.0))
    }
}

impl Wall {
    fn now(self) -> Time {
        match self {
            Self::Machine => wall(),
            Self::Stepped(by) => wall() + Span::from_micros(by.load(Ordering::Relaxed)),
        }
    }
}

impl Clock {
    /// A clock that reads the wall's time now and goes on from there.
    #[must_use]
    pub fn start() -> Self {
        Self::over(Wall::Machine)
    }

    fn over(wall: Wall) -> Self {
        Self { origin: wall.now(), started: instant(), wall }
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
        self.wall.now().since(self.now())
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

    #[test]
    fn a_step_of_the_wall_is_seen_at_once_and_moves_no_clock_that_runs() {
        let wall = SteppedWall::hang();
        let (clock, minute) = (wall.start(), Span::from_secs(60));
        for by in [minute.times(5), minute.times(-5)] {
            let before = clock.now();
            wall.set(by);
            assert!(clock.now().since(before) < minute);
            assert!((clock.wall_offset() - by).as_micros().abs() < minute.as_micros());
            let again = wall.start();
            assert!((again.now().since(before) - by).as_micros().abs() < minute.as_micros());
        }
        wall.set(Span::ZERO);
        assert!(clock.wall_offset().as_micros().abs() < minute.as_micros());
    }
}
