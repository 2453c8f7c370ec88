//! The market of a drill, before anything goes wrong with it: a scripted path, with seeded noise on top.
//!
//! Crashes, gaps and frozen prices are faults, and come in on top of this.

use serde::Deserialize;

use super::written;
use crate::model::{Market, Price, Quantity, Rate, Span, Symbol};

/// The path of one market's price.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarketPath {
    /// The market.
    pub symbol: Symbol,
    /// The price it begins with.
    #[serde(deserialize_with = "written::text")]
    pub price: Price,
    /// Time between two ticks.
    #[serde(default = "second", deserialize_with = "written::text")]
    pub every: Span,
    /// Units that each tick offers.
    #[serde(default = "plenty", deserialize_with = "written::text")]
    pub size: Quantity,
    /// The widest that a tick may be off the path, as a share of its price.
    #[serde(default, deserialize_with = "written::text")]
    pub noise: Rate,
    /// Prices move in whole steps of this.
    #[serde(default = "cent", deserialize_with = "written::text")]
    pub price_step: Price,
    /// Quantities are whole multiples of this, which is also the smallest order.
    #[serde(default = "fine", deserialize_with = "written::text")]
    pub quantity_step: Quantity,
    /// Further prices, each from its time on until the next.
    #[serde(default)]
    pub points: Vec<Point>,
    /// Prices that the ticks go through one after the other, over and over, in place of all the above.
    #[serde(default)]
    pub round: Vec<Price>,
}

/// A price from a time on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// From when, after the beginning.
    #[serde(deserialize_with = "written::text")]
    pub at: Span,
    /// The price.
    #[serde(deserialize_with = "written::text")]
    pub price: Price,
}

impl MarketPath {
    /// The market with its steps.
    #[must_use]
    pub fn market(&self) -> Market {
        Market {
            symbol: self.symbol.clone(),
            price_step: self.price_step,
            quantity_step: self.quantity_step,
            quantity_min: self.quantity_step,
        }
    }
}

const fn second() -> Span {
    Span::from_secs(1)
}

/// Far more than any paper account can trade, so that one tick fills whatever comes.
fn plenty() -> Quantity {
    Quantity::new(1_000_000.into())
}

fn cent() -> Price {
    Price::new(crate::model::Decimal::new(1, 2))
}

fn fine() -> Quantity {
    Quantity::new(crate::model::Decimal::new(1, 5))
}
