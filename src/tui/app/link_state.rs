//! How it stands with the soak at the other end.

use crate::model::{Span, Time};

/// The link, by this machine's clock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Link {
    /// Nothing was heard yet.
    #[default]
    Connecting,
    /// Pictures come.
    Connected {
        /// The process that runs the soak.
        pid: u32,
    },
    /// It is tried again; the last picture stays.
    Lost {
        /// Why.
        text: String,
        /// When the next try begins.
        retry_at: Time,
    },
    /// The soak has ended, or will not be watched.
    Over {
        /// Why.
        text: String,
    },
}

impl Link {
    /// The link after a loss at `now`.
    pub(crate) fn lost(text: &str, retry_in: Span, now: Time) -> Self {
        Self::Lost { text: text.to_owned(), retry_at: now + retry_in }
    }

    /// Whether what is drawn may be old.
    pub(crate) fn is_down(&self) -> bool {
        matches!(self, Self::Lost { .. } | Self::Over { .. })
    }
}
