//! A market on the wire.

use serde::{Deserialize, Serialize};

use super::Exact;
use crate::model::{Decimal, Market, Price, Quantity, Symbol};

/// Most decimal places of a step, the model's own limit: with more, amounts stop being exact.
const STEP_PLACES_MAX: u32 = 8;

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
        let steps = [self.price_step.0.get(), self.amount_step.0.get()];
        if steps.into_iter().any(|step: Decimal| step.normalize().scale() > STEP_PLACES_MAX) {
            return Err(format!("the steps of {symbol} have more than {STEP_PLACES_MAX} decimal places"));
        }
        if self.amount_min.0.is_negative() {
            return Err(format!("the smallest order of {symbol} is below zero"));
        }
        Ok(Market {
            symbol,
            price_step: self.price_step.0,
            quantity_step: self.amount_step.0,
            quantity_min: self.amount_min.0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(price_step: &str, amount_step: &str, amount_min: &str, expect: Result<(), &str>) {
        let json = format!(
            r#"{{"markets":[{{"symbol":"BTC","price_step":"{price_step}","amount_step":"{amount_step}",
                "amount_min":"{amount_min}"}}]}}"#
        );
        let read = serde_json::from_str::<MarketsBody>(&json).unwrap().markets();
        match expect {
            Ok(()) => assert_eq!(read.map(|markets| markets.len()), Ok(1)),
            Err(part) => assert!(read.as_ref().is_err_and(|error| error.contains(part)), "{read:?}"),
        }
    }

    #[test]
    fn markets_that_cannot_be_traded_exactly_are_refused() {
        check("0.01", "0.00000001", "0", Ok(()));
        check("0.0100000000", "1", "1", Ok(()));
        check("0", "1", "1", Err("not above zero"));
        check("1", "-1", "1", Err("not above zero"));
        check("0.000000001", "1", "1", Err("more than 8 decimal places"));
        check("1", "0.0000000000000000000000000001", "1", Err("more than 8 decimal places"));
        check("1", "1", "-1", Err("below zero"));
    }
}
