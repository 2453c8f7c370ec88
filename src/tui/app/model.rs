//! All that the dashboard knows.

use crate::snapshot::{History, Snapshot};

/// All that the dashboard knows.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// The latest picture.
    pub(crate) picture: Option<Snapshot>,
    /// What led to it.
    pub(crate) history: History,
}

impl Model {
    /// Whether something on the screen changes with time alone.
    #[must_use]
    pub fn wants_tick(&self) -> bool {
        self.picture.is_none()
    }

    /// What led to the latest picture.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.history
    }
}
