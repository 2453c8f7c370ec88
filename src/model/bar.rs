//! A bar: the prices of one interval in four numbers.

use serde::{Deserialize, Serialize};

use super::{MarketId, Price, Quantity, Time};

/// Open, high, low and close of one interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// When the interval opens.
    pub at: Time,
    /// First price.
    pub open: Price,
    /// Highest price.
    pub high: Price,
    /// Lowest price.
    pub low: Price,
    /// Last price.
    pub close: Price,
    /// Units traded.
    pub volume: Quantity,
}

/// The closes of a market before the soak began, oldest first, for an agent's warm-up. They are
/// spaced by the agent's bar length.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// The market.
    pub market: MarketId,
    /// Closing prices, oldest first.
    pub closes: Vec<Price>,
}
