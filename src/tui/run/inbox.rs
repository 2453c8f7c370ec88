//! Where the loop's messages come from, and its time.

use std::sync::mpsc::{Receiver, RecvTimeoutError};

use crate::clock::Clock;
use crate::model::Time;
use crate::tui::msg::Stamped;

/// What came of waiting.
#[derive(Clone, Debug)]
pub enum Waited {
    /// This.
    Came(Stamped),
    /// The time is up.
    TimeIsUp,
    /// Nothing will ever come again.
    Closed,
}

/// Where messages come from, and the time that they are stamped with.
pub trait Inbox {
    /// The time now.
    fn now(&self) -> Time;

    /// Waits for the next message; until `until`, or for as long as it takes.
    fn wait(&mut self, until: Option<Time>) -> Waited;

    /// The next message if there is one already.
    fn take(&mut self) -> Option<Stamped>;
}

/// Messages of other threads, and the machine's time.
#[derive(Debug)]
pub(super) struct Letters {
    pub(super) clock: Clock,
    pub(super) messages: Receiver<Stamped>,
}

impl Inbox for Letters {
    fn now(&self) -> Time {
        self.clock.now()
    }

    fn wait(&mut self, until: Option<Time>) -> Waited {
        let Some(until) = until else {
            return self.messages.recv().map_or(Waited::Closed, Waited::Came);
        };
        match self.messages.recv_timeout(until.since(self.clock.now()).to_std()) {
            Ok(stamped) => Waited::Came(stamped),
            Err(RecvTimeoutError::Timeout) => Waited::TimeIsUp,
            Err(RecvTimeoutError::Disconnected) => Waited::Closed,
        }
    }

    fn take(&mut self) -> Option<Stamped> {
        self.messages.try_recv().ok()
    }
}
