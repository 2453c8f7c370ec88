//! Where a close rests that is taken and never worked on.
//!
//! The venue itself holds it, as an order that no market reaches, so that every question about it is
//! answered alike.

use crate::model::{Decimal, Price, Side};

/// What nobody pays for one unit of anything, and still a price that a venue takes.
const OUT_OF_REACH: Decimal = Decimal::from_parts(100_000_000, 0, 0, false, 0);

/// The price, in whole steps of `step`, at which an order of `side` rests for ever.
#[must_use]
pub fn price_out_of_reach(side: Side, step: Price) -> Price {
    let highest = || {
        let steps = OUT_OF_REACH.checked_div(step.get())?.floor();
        steps.checked_mul(step.get()).map(Price::new)
    };
    match side {
        Side::Buy => step,
        Side::Sell => highest().map_or(step, |highest| highest.max(step)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(side: Side, step: &str, expect: &str) {
        let price = price_out_of_reach(side, step.parse().unwrap());
        assert_eq!(price, expect.parse().unwrap(), "{side:?} in steps of {step}");
    }

    #[test]
    fn it_is_a_whole_number_of_steps_and_never_nothing() {
        check(Side::Buy, "0.01", "0.01");
        check(Side::Sell, "0.01", "100000000");
        check(Side::Sell, "0.03", "99999999.99");
        check(Side::Sell, "300000000", "300000000");
        check(Side::Sell, "0", "0");
    }
}
