//! Why a run did not begin, or ended early.

use super::OpenError;
use crate::journal::JournalError;
use crate::link::LinkError;
use crate::sim::WorldError;
use crate::venue::VenueError;
use crate::venue::store::StoreError;

/// Why a run did not begin, or ended early.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The folder could not be opened. Policy: nothing was changed; mend and run again.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The control socket could not be opened. Policy: as above.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The paper exchange's store could not be opened or written. Policy: as above.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The venue's client or server could not be set up. Policy: as above.
    #[error(transparent)]
    Venue(#[from] VenueError),
    /// The feed could not be read. Policy: as above.
    #[error(transparent)]
    Feed(#[from] crate::market::FeedError),
    /// The simulated world stopped. Policy: the soak can be resumed once the cause is gone.
    #[error(transparent)]
    World(#[from] WorldError),
    /// The journal could not be finished. Policy: the soak can be resumed once the cause is gone.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The system refused something that a run needs.
    #[error("cannot {what}: {error}")]
    System {
        /// What was tried.
        what: &'static str,
        /// What the system said.
        error: std::io::Error,
    },
    /// A plan that asks for what cannot be combined.
    #[error("{0}")]
    Plan(String),
}

/// Names what was tried when the system refuses it.
pub(super) fn system(what: &'static str) -> impl FnOnce(std::io::Error) -> RunError {
    move |error| RunError::System { what, error }
}

impl RunError {
    /// Whether the run never began: the command was wrong, not the soak.
    #[must_use]
    pub const fn is_usage(&self) -> bool {
        !matches!(self, Self::World(_) | Self::Journal(_))
    }
}
