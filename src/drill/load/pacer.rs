//! The thread that lets requests leave when they are due.
//!
//! Why a thread and not a timer of the runtime: those fire up to a millisecond late by design, several times
//! what a venue on this machine takes to answer. A thread that waits on a channel wakes within some 60 µs,
//! and hears of a wish to stop by the same wait.
//!
//! Invariant: it waits for the clock and for nothing else, least of all for an answer.

use std::sync::mpsc::{Receiver, RecvTimeoutError};

use super::{Due, Schedule};
use crate::clock::Clock;
use crate::model::{Span, Time};

/// Calls `leave` for each request of `schedule` when it is due, with that time. Returns early when `stop`
/// says so, or is gone.
pub(super) fn pace(
    schedule: &Schedule,
    began_at: Time,
    clock: Clock,
    stop: &Receiver<()>,
    mut leave: impl FnMut(Due, Time),
) {
    for due in schedule.iter() {
        let due_at = began_at + due.after;
        loop {
            let rest = due_at.since(clock.now());
            match stop.recv_timeout(rest.to_std()) {
                Err(RecvTimeoutError::Timeout) if due_at.since(clock.now()) <= Span::ZERO => break,
                Err(RecvTimeoutError::Timeout) => {}
                Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        leave(due, due_at);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;
    use crate::drill::load::{Limits, LoadPlan, NormalRate, Rate};
    use crate::model::Rules;

    fn schedule(length: Span) -> Schedule {
        let normal = NormalRate::of_rules(&Rules::default(), 3);
        Schedule::new(&LoadPlan::new(normal, Rate::PerMinute(6_000), length, 1, Limits::default()).unwrap())
    }

    #[test]
    fn none_leaves_before_it_is_due_and_none_is_left_out() {
        let (_keep, stop) = mpsc::channel();
        let (clock, schedule) = (Clock::start(), schedule(Span::from_millis(300)));
        let (began_at, mut left) = (clock.now(), Vec::new());
        pace(&schedule, began_at, clock, &stop, |due, due_at| {
            assert!(clock.now() >= due_at && due_at == began_at + due.after);
            left.push(due);
        });
        assert_eq!(left, schedule.iter().collect::<Vec<_>>());
    }

    #[test]
    fn a_wish_to_stop_is_heard_between_any_two() {
        let (wish, stop) = mpsc::channel();
        let (clock, schedule) = (Clock::start(), schedule(Span::from_secs(3_600 / 10)));
        let mut left = 0;
        pace(&schedule, clock.now(), clock, &stop, |_, _| {
            left += 1;
            if left == 3 {
                wish.send(()).unwrap();
            }
        });
        assert_eq!(left, 3);
    }
}
