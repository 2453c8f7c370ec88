//! What an agent wants, before the engine has promised anything.

use serde::{Deserialize, Serialize};

use crate::model::{MarketId, OrderKind, Quantity, Side, Time};

/// A wish to trade. It becomes an order only when risk, breaker and budget let it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// Who wants it.
    pub origin: IntentOrigin,
    /// What for; decides the lane and whether the breaker holds it back.
    pub purpose: Purpose,
    /// The market.
    pub market: MarketId,
    /// Buy or sell.
    pub side: Side,
    /// Units of the asset; `None` for as much as sizing allows (entries) or as is held (exits).
    pub quantity: Option<Quantity>,
    /// Market or limit.
    pub kind: OrderKind,
    /// When it was formed; it lapses `intent_ttl` later.
    pub at: Time,
    /// Why, in a few words for people: `fast above slow`.
    pub reason: String,
}

/// Who formed an intent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntentOrigin {
    /// The agent under test, built in or in another process.
    Agent,
    /// The engine's own protection: stop-loss, flatten.
    Protection,
}

/// What an order is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Adds exposure.
    Entry,
    /// Makes a position smaller because the agent wants it.
    Exit,
    /// Makes a position smaller because it fell below its stop.
    StopLoss,
    /// Makes a position smaller because the breaker flattens.
    Flatten,
}

impl Purpose {
    /// Whether an order of this purpose may make exposure larger.
    #[must_use]
    pub const fn adds_exposure(self) -> bool {
        matches!(self, Self::Entry)
    }

    /// The word in tables and on screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Exit => "exit",
            Self::StopLoss => "stop_loss",
            Self::Flatten => "flatten",
        }
    }
}
