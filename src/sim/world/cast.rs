//! Who and what is in a world, and how its turning ends.

use crate::engine::{State, WrittenError};
use crate::fault::Schedule;
use crate::journal::JournalError;
use crate::market::{Feed, FeedError};
use crate::model::{ANSWER_WITHIN, Span, Time};
use crate::paper::Exchange;
use crate::sim::{Broken, Disk};
use crate::venue::store::StoreError;

/// How long the client waits for an answer unless it is told otherwise: as long as the real one.
pub const PATIENCE: Span = ANSWER_WITHIN;

/// Who and what is in a world when it begins.
#[derive(Debug)]
pub struct Cast {
    /// The engine: new, or as its journal left it.
    pub engine: State,
    /// The exchange: new, or as its store left it.
    pub exchange: Exchange,
    /// Where ticks come from, past what was taken in already. Faults of the market are put over it.
    pub feed: Box<dyn Feed>,
    /// The disks. What goes wrong with the machine (its disk, its process) needs a simulated one.
    pub disk: Disk,
    /// The seed of everything drawn by chance.
    pub seed: u64,
    /// When the soak began.
    pub began_at: Time,
    /// How much the soak clock counts before the end; none for as long as the feed goes on.
    pub length: Option<Span>,
    /// What goes wrong, and when.
    pub faults: Schedule,
    /// How long the client waits for an answer: [`PATIENCE`].
    pub patience: Span,
}

/// What one turn of the crank did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Something happened at this time.
    At(Time),
    /// The feed ended and was taken in; only the ending remains.
    FeedEnded,
    /// The asked length is reached; only the ending remains.
    LengthReached,
}

/// Why the world stopped turning. Policy of each but the last: the run ends by a fault and can be resumed.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// The recording could not be read on.
    #[error(transparent)]
    Feed(#[from] FeedError),
    /// The journal could not be written.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The paper exchange could not write its store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The engine's state could not be written down.
    #[error(transparent)]
    Written(#[from] WrittenError),
    /// Who looks on has seen a law broken. Policy: the world is over; its seed shows it again.
    #[error("the law {:?} was broken at {}: {}", .0.law, .0.at, .0.text)]
    Law(Box<Broken>),
}

impl From<Box<Broken>> for WorldError {
    fn from(broken: Box<Broken>) -> Self {
        Self::Law(broken)
    }
}
