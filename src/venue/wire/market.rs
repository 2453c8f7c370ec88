//! A market on the wire.

use serde::{Deserialize, Serialize};

use super::Exact;
use crate::model::{Market, Price, Quantity, Symbol};

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

/// The answer of `GET /markets` as a client reads it.
#[derive(Debug, Deserialize)]
pub(crate) struct MarketsBody {
    markets: Vec<MarketBody>,
}

#[derive(Debug, Deserialize)]
struct MarketBody {
    symbol: String,
    price_step: Exact<Price>,
    amount_step: Exact<Quantity>,
    amount_min: Exact<Quantity>,
}

impl MarketsBody {
    /// The markets, each with steps above zero.
    ///
    /// # Errors
    /// What is wrong with the first one that cannot be traded.
    pub(crate) fn markets(self) -> Result<Vec<Market>, String> {
        self.markets.into_iter().map(MarketBody::market).collect()
    }
}

impl MarketBody {
    fn market(self) -> Result<Market, String> {
        let symbol = Symbol::new(&self.symbol).map_err(|error| error.to_string())?;
        if !self.price_step.0.is_positive() || !self.amount_step.0.is_positive() {
            return Err(format!("the steps of {symbol} are not above zero"));
        }
        Ok(Market {
            symbol,
            price_step: self.price_step.0,
            quantity_step: self.amount_step.0,
            quantity_min: self.amount_min.0,
        })
    }
}
