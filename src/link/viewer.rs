//! A viewer's end of the control socket: it listens, and comes back when the link is lost.

use super::wire::Broadcast;
use crate::model::Span;

/// What a viewer hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ViewerNews {
    /// The soak answered; pictures follow.
    Connected {
        /// The process that runs it.
        pid: u32,
    },
    /// The soak said something.
    Heard(Broadcast),
    /// The link is lost; it is tried again after this time.
    Lost {
        /// Why, for people.
        text: String,
        /// The wait before the next try.
        retry_in: Span,
    },
    /// The soak has ended, or will not be watched: nothing more comes.
    Over {
        /// Why, for people.
        text: String,
    },
}
