//! One piece of market data: a trade or a quote.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{MarketId, Price, Quantity, Rate, Side, Time};

/// One piece of market data of one market.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tick {
    /// The market, by its place in the soak's table.
    pub market: MarketId,
    /// When it happened, by the clock of whoever published it.
    pub at: Time,
    /// What happened.
    pub kind: TickKind,
}

/// A trade, or a change of the best bid and offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TickKind {
    /// Somebody traded.
    Trade {
        /// Price of the trade; above zero.
        price: Price,
        /// Units of the asset; zero or more.
        size: Quantity,
        /// The side that took, where the source says so.
        taker: Option<Side>,
    },
    /// The best bid and offer changed.
    Quote {
        /// Best bid; above zero, not above the offer.
        bid: Price,
        /// Units bid for.
        bid_size: Quantity,
        /// Best offer.
        ask: Price,
        /// Units offered.
        ask_size: Quantity,
    },
}

impl Tick {
    /// The price that positions are marked at: the trade's, or the middle of the quote.
    #[must_use]
    pub fn mark(&self) -> Price {
        match self.kind {
            TickKind::Trade { price, .. } => price,
            TickKind::Quote { bid, ask, .. } => (bid + ask) * Rate::new(Decimal::new(5, 1)),
        }
    }

    /// Units traded; none in a quote.
    #[must_use]
    pub fn volume(&self) -> Quantity {
        match self.kind {
            TickKind::Trade { size, .. } => size,
            TickKind::Quote { .. } => Quantity::ZERO,
        }
    }
}
