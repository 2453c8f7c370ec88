//! The schedule as everybody who strikes sees it, also when it changes on the way.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Schedule, Window};
use crate::model::Time;

/// One schedule, seen from many places. Cheap to clone; all clones show the same.
#[derive(Clone, Debug, Default)]
pub struct Board(Arc<Mutex<Schedule>>);

impl Board {
    /// A board on which `schedule` hangs.
    #[must_use]
    pub fn new(schedule: Schedule) -> Self {
        Self(Arc::new(Mutex::new(schedule)))
    }

    /// Hangs another schedule; it counts from the next look.
    pub fn hang(&self, schedule: Schedule) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = schedule;
    }

    /// The windows that are open at `at`, in the order in which they were written.
    #[must_use]
    pub fn open(&self, at: Time) -> Vec<Window> {
        let schedule = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        schedule.open(at).cloned().collect()
    }
}
