//! What the engine can ask for.

use serde::{Deserialize, Serialize};

use super::{Record, Request};
use crate::model::{BreakerLevel, Time};

/// All that the engine can ask the outside for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Send this to the venue and bring back one `Input::Reply`. A request that changes the venue
    /// leaves only when the input that caused it is durable.
    Send(Box<Request>),
    /// Bring `Input::Wake` at this time or soon after; replaces any earlier wish.
    WakeAt(Time),
    /// Write the breaker's file before anything that follows is done.
    Latch(Box<Latch>),
    /// A row for the journal's tables, written with the input that caused it.
    Record(Box<Record>),
}

/// The breaker's state as its own file keeps it, so that it holds when the journal does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Latch {
    /// How far the breaker has gone.
    pub level: BreakerLevel,
    /// Since when.
    pub at: Time,
    /// Who or what moved it: `engine` or a login name.
    pub by: String,
    /// Why, for people.
    pub reason: String,
}

/// How far a restart has to take the breaker up, by what its own file said.
///
/// Invariant: it is written to the journal by its place in this list. The first two stand where *false* and
/// *true* stood when all that was asked was whether it had tripped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Latched {
    /// Armed or paused: no further than the journal says.
    Open,
    /// Tripped.
    Tripped,
    /// Tripped, and everything is to be closed.
    Flattening,
    /// The file is missing or cannot be read: taken as tripped, and no proof that a trip outlives a restart.
    Lost,
}

impl Latched {
    /// The level that the breaker is at least at.
    #[must_use]
    pub const fn level(self) -> BreakerLevel {
        match self {
            Self::Open => BreakerLevel::Armed,
            Self::Tripped | Self::Lost => BreakerLevel::Tripped,
            Self::Flattening => BreakerLevel::Flattening,
        }
    }
}

impl From<BreakerLevel> for Latched {
    fn from(level: BreakerLevel) -> Self {
        match level {
            BreakerLevel::Armed | BreakerLevel::Paused => Self::Open,
            BreakerLevel::Tripped => Self::Tripped,
            BreakerLevel::Flattening => Self::Flattening,
        }
    }
}
