//! A position and the arithmetic of fills: exact, whatever the order of partial fills.
//!
//! The cost of what is open is kept instead of an average price, because an average needs a
//! division and a division rounds. A partial close takes a share of the cost, rounded to
//! [`COST_DECIMALS`] places, and leaves the rest of the cost where it was, so that
//!
//! ```text
//!   realised + (quantity × mark − cost)  =  Σ over fills of −signed quantity × (price − mark)
//! ```
//!
//! holds to the last digit at every moment, however the rounding fell.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Money, Price, Quantity, Side};

/// Decimal places of the cost that a partial close takes out.
const COST_DECIMALS: u32 = 12;

/// How much of one market is held, and what it cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Units of the asset: long is positive, short negative.
    quantity: Quantity,
    /// Signed price × quantity of what is open.
    cost: Money,
}

impl Position {
    /// Nothing held.
    pub const FLAT: Self = Self { quantity: Quantity::ZERO, cost: Money::ZERO };

    /// A position of `quantity` that cost `cost`, as read back from a store.
    #[must_use]
    pub fn new(quantity: Quantity, cost: Money) -> Self {
        assert!(!quantity.is_zero() || cost.is_zero(), "Invariant: what is not held has no cost");
        Self { quantity, cost }
    }

    /// Units held: long is positive, short negative.
    #[must_use]
    pub const fn quantity(&self) -> Quantity {
        self.quantity
    }

    /// Signed price × quantity of what is open.
    #[must_use]
    pub const fn cost(&self) -> Money {
        self.cost
    }

    /// Whether nothing is held.
    #[must_use]
    pub const fn is_flat(&self) -> bool {
        self.quantity.is_zero()
    }

    /// The side that opened it, if anything is held.
    #[must_use]
    pub fn side(&self) -> Option<Side> {
        match self.quantity {
            quantity if quantity.is_zero() => None,
            quantity if quantity.is_negative() => Some(Side::Sell),
            _ => Some(Side::Buy),
        }
    }

    /// The average price of what is open, rounded for showing and for stops; zero when flat.
    #[must_use]
    pub fn entry_price(&self) -> Price {
        let price = self.cost.get().checked_div(self.quantity.get()).unwrap_or_default();
        Price::new(price.round_dp(8).normalize())
    }

    /// Profit or loss of what is open at `mark`.
    #[must_use]
    pub fn unrealized(&self, mark: Price) -> Money {
        mark * self.quantity - self.cost
    }

    /// Worth of what is open at `mark`, without its sign.
    #[must_use]
    pub fn exposure(&self, mark: Price) -> Money {
        (mark * self.quantity).abs()
    }

    /// Applies one fill and returns the profit or loss that it realised, before fees.
    pub fn apply(&mut self, side: Side, quantity: Quantity, price: Price) -> Money {
        let opens_more = self.side().is_none_or(|held| held == side);
        if opens_more {
            self.open(side, quantity, price);
            return Money::ZERO;
        }
        let closed = quantity.min(self.quantity.abs());
        let realised = self.close(side, closed, price);
        let beyond = quantity - closed;
        if beyond.is_positive() {
            self.open(side, beyond, price);
        }
        realised
    }

    fn open(&mut self, side: Side, quantity: Quantity, price: Price) {
        let signed = side.signed(quantity);
        self.quantity += signed;
        self.cost += price * signed;
    }

    /// The part of the cost that belongs to `quantity`, which is at most what is held. Where the
    /// product is too large, the division comes first: that loses digits, and any share keeps the sum.
    fn cost_share(&self, quantity: Quantity) -> Decimal {
        let (cost, part, held) = (self.cost.get(), quantity.get(), self.quantity.get().abs());
        let exact = cost.checked_mul(part).and_then(|product| product.checked_div(held));
        let rough = || part.checked_div(held).and_then(|share| share.checked_mul(cost));
        exact.or_else(rough).unwrap_or_default()
    }

    fn close(&mut self, side: Side, quantity: Quantity, price: Price) -> Money {
        let cost_out = if quantity == self.quantity.abs() {
            self.cost
        } else {
            Money::new(self.cost_share(quantity).round_dp(COST_DECIMALS))
        };
        let signed = side.signed(quantity);
        self.quantity += signed;
        self.cost -= cost_out;
        -(price * signed) - cost_out
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(fills: &[(Side, &str, &str)], quantity: &str, realised: &str, entry: &str) {
        let mut position = Position::FLAT;
        let total: Money = fills
            .iter()
            .map(|(side, size, price)| position.apply(*side, size.parse().unwrap(), price.parse().unwrap()))
            .sum();
        assert_eq!(position.quantity(), quantity.parse().unwrap());
        assert_eq!(total, realised.parse().unwrap());
        assert_eq!(position.entry_price(), entry.parse().unwrap());
    }

    #[test]
    fn opening_closing_and_turning_over() {
        use Side::{Buy, Sell};
        check(&[(Buy, "2", "100")], "2", "0", "100");
        check(&[(Buy, "2", "100"), (Buy, "1", "103")], "3", "0", "101");
        check(&[(Buy, "2", "100"), (Sell, "1", "110")], "1", "10", "100");
        check(&[(Buy, "2", "100"), (Sell, "3", "90")], "-1", "-20", "90");
        check(&[(Sell, "2", "100"), (Buy, "2", "95")], "0", "10", "0");
    }

    #[test]
    fn a_part_of_a_position_of_absurd_worth_is_closed() {
        use Side::{Buy, Sell};
        let most = "1000000000000";
        check(&[(Buy, most, most), (Sell, "500000000000", most)], "500000000000", "0", most);
        check(&[(Sell, most, most), (Buy, "1", "1")], "-999999999999", "999999999999", most);
    }

    proptest! {
        #[test]
        fn profit_is_the_cash_that_flowed_to_the_last_digit(
            fills in prop::collection::vec((any::<bool>(), 1_i64..1_000_000, 1_i64..100_000_000), 1..60),
            mark in 1_i64..100_000_000,
        ) {
            let mark = Price::new(Decimal::new(mark, 4));
            let mut position = Position::FLAT;
            let mut realised = Money::ZERO;
            let mut flowed = Money::ZERO;
            for (buy, quantity, price) in fills {
                let side = if buy { Side::Buy } else { Side::Sell };
                let quantity = Quantity::new(Decimal::new(quantity, 5));
                let price = Price::new(Decimal::new(price, 4));
                realised += position.apply(side, quantity, price);
                flowed -= price * side.signed(quantity);
                prop_assert_eq!(
                    realised + position.unrealized(mark),
                    flowed + mark * position.quantity()
                );
            }
        }
    }
}
