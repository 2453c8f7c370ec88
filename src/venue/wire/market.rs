//! A market on the wire.

use serde::Serialize;

use super::Exact;
use crate::model::{Market, Price, Quantity};

/// One market with its steps and, once a tick has come, the price it is marked at.
#[derive(Debug, Serialize)]
pub(crate) struct MarketAnswer<'a> {
    symbol: &'a str,
    price_step: Exact<Price>,
    amount_step: Exact<Quantity>,
    amount_min: Exact<Quantity>,
    mark_price: Option<Exact<Price>>,
}

impl<'a> MarketAnswer<'a> {
    /// The wire form of `market`, marked at `mark`.
    pub(crate) fn new(market: &'a Market, mark: Option<Price>) -> Self {
        Self {
            symbol: market.symbol.as_str(),
            price_step: Exact(market.price_step),
            amount_step: Exact(market.quantity_step),
            amount_min: Exact(market.quantity_min),
            mark_price: mark.map(Exact),
        }
    }
}

/// The answer of `GET /markets`.
#[derive(Debug, Serialize)]
pub(crate) struct MarketList<'a> {
    pub(crate) markets: Vec<MarketAnswer<'a>>,
}
