//! The schedule as everybody who strikes sees it, also when it changes on the way.
//!
//! Invariant: looking at a board on which nothing has changed takes one read of memory and no lock.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Schedule, Window};
use crate::model::Time;

/// One schedule, seen from many places. Cheap to clone; all clones show the same.
#[derive(Clone, Debug, Default)]
pub struct Board(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    /// How often another schedule was hung.
    changes: AtomicU64,
    schedule: Mutex<Schedule>,
}

impl Board {
    /// A board on which `schedule` hangs.
    #[must_use]
    pub fn new(schedule: Schedule) -> Self {
        Self(Arc::new(Shared { changes: AtomicU64::new(0), schedule: Mutex::new(schedule) }))
    }

    /// Hangs another schedule; it counts from the next look.
    pub fn hang(&self, schedule: Schedule) {
        *self.lock() = schedule;
        self.0.changes.fetch_add(1, Ordering::Release);
    }

    /// Adds `window` to the schedule that hangs there; whether there was room for it.
    #[must_use]
    pub fn add(&self, window: Window) -> bool {
        let added = self.lock().add(window);
        self.0.changes.fetch_add(1, Ordering::Release);
        added
    }

    /// The schedule that hangs there now.
    #[must_use]
    pub fn schedule(&self) -> Schedule {
        self.lock().clone()
    }

    /// The windows that are open at `at`, in the order in which they were written.
    #[must_use]
    pub fn open(&self, at: Time) -> Vec<Window> {
        self.lock().open(at).cloned().collect()
    }

    /// How often it has changed since it was made.
    #[must_use]
    pub fn changes(&self) -> u64 {
        self.0.changes.load(Ordering::Acquire)
    }

    fn lock(&self) -> MutexGuard<'_, Schedule> {
        // Nobody can panic with the lock held in a way that leaves half a schedule.
        self.0.schedule.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<Schedule> for Board {
    fn from(schedule: Schedule) -> Self {
        Self::new(schedule)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fault;
    use crate::model::Span;

    #[test]
    fn what_is_hung_on_one_clone_is_seen_on_all() {
        let board = Board::default();
        let seen = board.clone();
        assert_eq!((seen.open(Time::EPOCH).len(), seen.changes()), (0, 0));
        let window = Window::whole(Fault::Partition, Span::ZERO, Span::from_secs(1));
        assert!(board.add(window.clone()));
        assert_eq!((seen.open(Time::EPOCH), seen.changes()), (vec![window], 1));
        board.hang(Schedule::default());
        assert_eq!((seen.schedule(), seen.changes()), (Schedule::default(), 2));
    }
}
