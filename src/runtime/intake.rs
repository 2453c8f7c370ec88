//! A way into a live run for who plays the agent from outside of it: what is wanted becomes an input.

use tokio::sync::mpsc;

use crate::event::{Input, Intent};

/// Wishes that may wait: more than any script utters while one batch of market data is taken in.
const WISHES_WAITING_MAX: usize = 64;

/// The run's end: what it takes in.
#[derive(Debug)]
pub struct Intake(mpsc::Receiver<Box<Intent>>);

/// The other end, for who plays the agent.
#[derive(Clone, Debug)]
pub struct Wishes(mpsc::Sender<Box<Intent>>);

impl Intake {
    /// An intake, and the way into it.
    #[must_use]
    pub fn open() -> (Wishes, Self) {
        let (wishes, intake) = mpsc::channel(WISHES_WAITING_MAX);
        (Wishes(wishes), Self(intake))
    }

    /// An intake that nothing comes through.
    #[must_use]
    pub fn closed() -> Self {
        Self::open().1
    }

    /// The next wish as an input; nothing once nobody can wish any more. Cancel safe.
    pub(super) async fn next(&mut self) -> Option<Input> {
        self.0.recv().await.map(Input::Intent)
    }
}

impl Wishes {
    /// Wants something. Waits while the run is behind, and does nothing when it has ended.
    ///
    /// Cancel safety: what was not taken in yet is not wanted.
    pub async fn want(&self, intent: Intent) {
        // A run that has ended wants nothing.
        let _ = self.0.send(Box::new(intent)).await;
    }
}
