//! A fill: the only thing that changes a position.

use serde::{Deserialize, Serialize};

use super::{ClientOrderId, FillId, Money, Price, Quantity, Side, Symbol, Time, VenueOrderId};

/// Whether a fill added to the book or took from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Liquidity {
    /// Rested on the book.
    Maker,
    /// Took from the book.
    Taker,
}

/// One execution as the venue reports it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fill {
    /// The venue's id; the same fill told twice has the same id.
    pub id: FillId,
    /// The venue's id of the order.
    pub order_id: VenueOrderId,
    /// Our id of the order, if it was one of ours.
    pub client_order_id: Option<ClientOrderId>,
    /// The market.
    pub symbol: Symbol,
    /// The order's side.
    pub side: Side,
    /// Price of this execution.
    pub price: Price,
    /// Units of the asset; above zero.
    pub quantity: Quantity,
    /// What the venue charged; negative for a rebate.
    pub fee: Money,
    /// Maker or taker.
    pub liquidity: Liquidity,
    /// When, by the venue's clock.
    pub at: Time,
}
