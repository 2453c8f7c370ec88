//! How much an entry is, and when a position has fallen to its stop.
//!
//! Both rules come from the founding document: at most 2% of equity in one trade, and out at 5%
//! below the entry.
//!
//! Invariant: rounding only ever makes an order smaller.

use crate::model::{Market, Money, Position, Price, Quantity, Rate};

/// The largest quantity whose worth at `price` is at most the share `rate` of `equity`, in whole
/// steps of the market; zero when that is below its smallest order, or when there is no equity or
/// no price.
#[must_use]
pub fn sizing(equity: Money, rate: Rate, price: Price, market: &Market) -> Quantity {
    let worth_max = equity * rate;
    if !worth_max.is_positive() || !price.is_positive() {
        return Quantity::ZERO;
    }
    let quantity = market.floor_quantity(worth_max.buys_at(price));
    // A quotient that does not end is rounded at its last digit, which can lift it to a whole step.
    if price * quantity > worth_max {
        market.floor_quantity(quantity - market.quantity_step)
    } else {
        quantity
    }
}

/// The signed worth (mark × quantity) at or below which `position` has fallen by the share `stop`
/// of its cost. It changes only when the position does, so a caller may keep it.
#[must_use]
pub fn stop_worth(position: &Position, stop: Rate) -> Money {
    position.cost() - position.cost().abs() * stop
}

/// Whether `position` at `mark` has fallen by the share `stop` of its cost or more; never for a
/// flat one. Long and short alike: a short's cost and worth are negative, so a rising mark lowers
/// its worth.
#[must_use]
pub fn stop_loss_hit(position: &Position, mark: Price, stop: Rate) -> bool {
    !position.is_flat() && mark * position.quantity() <= stop_worth(position, stop)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::*;
    use crate::model::{Side, Symbol};

    fn market(quantity_step: Decimal) -> Market {
        Market {
            symbol: Symbol::new("BTC").unwrap(),
            price_step: "0.01".parse().unwrap(),
            quantity_step: Quantity::new(quantity_step),
            quantity_min: Quantity::new(quantity_step),
        }
    }

    #[test]
    fn two_per_cent_of_ten_thousand_at_fifty_thousand() {
        #[track_caller]
        fn check(equity: &str, price: &str, expect: &str) {
            let two = Rate::from_bp(200);
            let size =
                sizing(equity.parse().unwrap(), two, price.parse().unwrap(), &market(Decimal::new(1, 4)));
            assert_eq!(size, expect.parse().unwrap());
        }
        check("10000", "50000", "0.004");
        check("10000", "30000", "0.0066");
        check("10000", "3000000", "0");
        check("0", "50000", "0");
        check("-10", "50000", "0");
        check("10000", "0", "0");
    }

    #[test]
    fn the_stop_is_hit_at_five_per_cent_and_beyond() {
        #[track_caller]
        fn check(side: Side, mark: &str, hit: bool) {
            let mut position = Position::FLAT;
            position.apply(side, "0.3".parse().unwrap(), "100".parse().unwrap());
            assert_eq!(stop_loss_hit(&position, mark.parse().unwrap(), Rate::from_bp(500)), hit);
        }
        check(Side::Buy, "94", true);
        check(Side::Buy, "95", true);
        check(Side::Buy, "95.00000001", false);
        check(Side::Buy, "106", false);
        check(Side::Sell, "106", true);
        check(Side::Sell, "105", true);
        check(Side::Sell, "104.99999999", false);
        check(Side::Sell, "94", false);
    }

    #[test]
    fn nothing_held_has_no_stop() {
        assert!(!stop_loss_hit(&Position::FLAT, Price::ZERO, Rate::from_bp(500)));
    }

    proptest! {
        #[test]
        fn a_trade_is_never_over_its_share_and_never_a_step_too_small(
            equity in 0_i64..1_000_000_000_000,
            price in 1_i64..100_000_000_000_000,
            rate in 1_i64..=200,
            step_decimals in 0_u32..=8,
        ) {
            let equity = Money::new(Decimal::new(equity, 4));
            let price = Price::new(Decimal::new(price, 8));
            let market = market(Decimal::new(1, step_decimals));
            let size = sizing(equity, Rate::from_bp(rate), price, &market);
            let cap = equity * Rate::from_bp(rate);
            prop_assert!(price * size <= cap);
            prop_assert!(price * (size + market.quantity_step) > cap);
        }
    }
}
