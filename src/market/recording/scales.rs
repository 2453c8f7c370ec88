//! One scale for all of a market's numbers: decimals of one scale add, compare and print alike.

use super::number::Number;
use crate::model::{Market, Price, Quantity};

/// Decimal places of a market's steps.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scales {
    price: u32,
    quantity: u32,
}

impl Scales {
    pub(super) fn of(market: &Market) -> Self {
        Self { price: market.price_step.get().scale(), quantity: market.quantity_step.get().scale() }
    }

    /// `number` as a price with the places of the market's price step.
    pub(super) fn price(self, number: Number) -> Price {
        Price::new(number.widened(self.price).decimal())
    }

    /// `number` as a quantity with the places of the market's quantity step.
    pub(super) fn quantity(self, number: Number) -> Quantity {
        Quantity::new(self.widened_quantity(number).decimal())
    }

    /// `number` counted in the market's quantity steps.
    pub(super) fn widened_quantity(self, number: Number) -> Number {
        number.widened(self.quantity)
    }
}
