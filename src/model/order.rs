//! What an order asks of a venue, in the venue's own terms.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{ClientOrderId, Price, Quantity, Symbol};

/// Buy or sell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Takes the asset for money.
    Buy,
    /// Gives the asset for money.
    Sell,
}

impl Side {
    /// The other side.
    #[must_use]
    pub const fn opposite(self) -> Self {
        match self {
            Self::Buy => Self::Sell,
            Self::Sell => Self::Buy,
        }
    }

    /// `quantity` with the sign that this side gives it in a position.
    #[must_use]
    pub fn signed(self, quantity: Quantity) -> Quantity {
        match self {
            Self::Buy => quantity,
            Self::Sell => -quantity,
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Buy => "buy",
            Self::Sell => "sell",
        })
    }
}

/// How long a limit order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeInForce {
    /// Until filled or cancelled.
    Gtc,
    /// What cannot be filled at once is cancelled.
    Ioc,
    /// Refused if it would take liquidity.
    PostOnly,
}

/// Market or limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderKind {
    /// At whatever price the book gives.
    Market,
    /// At `price` or better.
    Limit {
        /// The worst acceptable price.
        price: Price,
        /// How long it stands.
        time_in_force: TimeInForce,
    },
}

/// Everything that a venue is told about an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderTicket {
    /// Our id, sent as `client_order_id` and as `Idempotency-Key`.
    pub client_order_id: ClientOrderId,
    /// The market.
    pub symbol: Symbol,
    /// Buy or sell.
    pub side: Side,
    /// Units of the asset; above zero.
    pub quantity: Quantity,
    /// Market or limit.
    pub kind: OrderKind,
    /// Whether the order may only make a position smaller.
    pub reduce_only: bool,
}

/// Where an order stands, as the venue says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VenueOrderStatus {
    /// Working, nothing filled.
    Open,
    /// Working, something filled.
    PartiallyFilled,
    /// Filled completely.
    Filled,
    /// Ended by a cancel, or by its time in force, with what was filled until then.
    Cancelled,
    /// Never worked.
    Rejected,
}

impl VenueOrderStatus {
    /// Whether nothing more can happen to the order.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Filled | Self::Cancelled | Self::Rejected)
    }

    /// The word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::PartiallyFilled => "partially_filled",
            Self::Filled => "filled",
            Self::Cancelled => "cancelled",
            Self::Rejected => "rejected",
        }
    }
}
