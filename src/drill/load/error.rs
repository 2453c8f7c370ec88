//! Why a load test did not begin.

use std::io;

use crate::venue::VenueError;
use crate::venue::store::StoreError;

/// Why a load test did not begin. Once it runs, whatever happens is in its report.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// What is asked makes no sense or is beyond the bounds. Policy: nothing was sent; ask for less.
    #[error("{0}")]
    Plan(String),
    /// The venue did not prove to be paper. Policy: nothing but the question was sent, and nothing will be.
    #[error("{venue} gets no load: {why}")]
    NotPaper {
        /// The venue's address.
        venue: String,
        /// What it said.
        why: String,
    },
    /// The account is in use. Policy: only questions were sent; nothing was changed.
    #[error("{venue} gets no load: {why}")]
    InUse {
        /// The venue's address.
        venue: String,
        /// By what that is seen.
        why: String,
    },
    /// The venue does not take the key. Policy: only questions were sent; ask where the key is from.
    #[error("{venue} gets no load: it does not take the key ({why})")]
    LockedOut {
        /// The venue's address.
        venue: String,
        /// What it said.
        why: String,
    },
    /// The venue takes no order, for want of a price or for another reason. Policy: nothing is left open.
    #[error("{venue} takes no order to begin with: {why}")]
    NoOrder {
        /// The venue's address.
        venue: String,
        /// What it said last.
        why: String,
    },
    /// The venue's client or server could not be set up. Policy: nothing was sent.
    #[error(transparent)]
    Venue(#[from] VenueError),
    /// The own exchange's store could not be opened. Policy: as above.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system refused something. Policy: as above.
    #[error("cannot {what}: {cause}")]
    System {
        /// What was tried.
        what: &'static str,
        /// What the system said.
        cause: io::Error,
    },
}

impl LoadError {
    /// Names what was tried when the system refuses it.
    pub(super) fn system(what: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |cause| Self::System { what, cause }
    }
}
