//! The account's sums, and the fills that they are the sums of.
//!
//! Invariant: `cash = paid_in + realized − fees` at every moment, because cash is not kept but
//! computed.

use serde::{Deserialize, Serialize};

use super::{FillNumber, OrderNumber};
use crate::model::{Decimal, Liquidity, Money, Price, Quantity, Rate, Time};
use rust_decimal::RoundingStrategy::MidpointAwayFromZero;

/// Decimal places that a fee is rounded to: what keeps every sum of a soak inside 28 digits.
const FEE_DECIMALS: u32 = 8;

/// What was paid in, won, lost and charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Paid in when the account was opened.
    pub paid_in: Money,
    /// Profit and loss of what was closed, before fees.
    pub realized: Money,
    /// Fees of all fills.
    pub fees: Money,
}

/// One fill, without what its order says already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FillRow {
    /// Its number.
    pub number: FillNumber,
    /// The order that it belongs to.
    pub order: OrderNumber,
    /// Price of this execution: a whole number of price steps.
    pub price: Price,
    /// Units of the asset; above zero.
    pub quantity: Quantity,
    /// What was charged, at most 8 decimal places.
    pub fee: Money,
    /// Maker or taker.
    pub liquidity: Liquidity,
    /// When: the time of the tick or request that caused it.
    pub at: Time,
}

impl Account {
    /// An account that nothing has happened in.
    #[must_use]
    pub const fn opened_with(paid_in: Money) -> Self {
        Self { paid_in, realized: Money::ZERO, fees: Money::ZERO }
    }

    /// Paid in, plus realised, less fees.
    #[must_use]
    pub fn cash(&self) -> Money {
        self.paid_in + self.realized - self.fees
    }

    /// Books one fill.
    pub(super) fn book(&mut self, realized: Money, fee: Money) {
        self.realized += realized;
        self.fees += fee;
    }
}

/// What a fill of `quantity` at `price` is charged, rounded half away from zero.
pub(super) fn fee_of(price: Price, quantity: Quantity, rate: Rate) -> Money {
    let exact: Decimal = (price * quantity * rate).get();
    Money::new(exact.round_dp_with_strategy(FEE_DECIMALS, MidpointAwayFromZero))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(price: &str, quantity: &str, expect: &str) {
        let fee = fee_of(price.parse().unwrap(), quantity.parse().unwrap(), Rate::from_bp(5));
        assert_eq!(fee.to_string(), expect);
    }

    #[test]
    fn fees_round_half_away_from_zero_at_eight_places() {
        check("100", "1", "0.0500");
        check("0.00001", "1", "0.00000001");
        check("0.000009", "1", "0.00000000");
        check("0.00003", "1", "0.00000002");
    }

    #[test]
    fn cash_is_what_was_paid_in_and_won_less_what_was_charged() {
        let mut account = Account::opened_with("100".parse().unwrap());
        account.book("-3".parse().unwrap(), "0.5".parse().unwrap());
        assert_eq!(account.cash(), "96.5".parse().unwrap());
    }
}
