//! What one market offers right now: the last tick, and what of it has been taken.
//!
//! Prices of the levels are computed when somebody asks, not when the tick comes: nearly all ticks
//! meet no order, and storing one costs a few nanoseconds.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::Terms;
use crate::model::{Decimal, Market, Price, Quantity, Rate, Side, Tick, TickKind};

/// Levels that one tick offers to a taker: the touch and four behind it. More would let a thin
/// tick fill any order; fewer would make large orders work for hours on bar data.
pub(super) const LEVELS: u32 = 5;

/// The last tick of a market and what has been taken from it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Book {
    last: Option<Tick>,
    taken_by_buyers: Quantity,
    taken_by_sellers: Quantity,
}

/// What a level offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    /// Price of one unit, a whole number of price steps, above zero.
    pub(super) price: Price,
    /// Units left, a whole number of quantity steps.
    pub(super) quantity: Quantity,
}

impl Book {
    /// Replaces what was on offer by what `tick` offers.
    pub(super) fn refresh(&mut self, tick: &Tick) {
        *self = Self { last: Some(*tick), ..Self::default() };
    }

    /// The price that positions are marked at, once there was a tick.
    pub(super) fn mark(&self) -> Option<Price> {
        self.last.as_ref().map(Tick::mark)
    }

    /// The price at which an order on `side` would take first.
    pub(super) fn touch(&self, side: Side, market: &Market, terms: &Terms) -> Option<Price> {
        self.level_price(side, 0, market, terms)
    }

    /// What the level number `level` (0 is the touch) has left for an order on `side`; `None` when
    /// there was no tick or when the price would not be above zero.
    pub(super) fn offer(&self, side: Side, level: u32, market: &Market, terms: &Terms) -> Option<Offer> {
        let price = self.level_price(side, level, market, terms)?;
        let each = whole_steps(self.size(side), market);
        let up_to_here: Quantity = (0..=level).map(|_| each).sum();
        let left = up_to_here - self.taken(side);
        Some(Offer { price, quantity: left.clamp(Quantity::ZERO, each) })
    }

    /// How much of an order that rests at `limit` on `side` the last tick fills.
    pub(super) fn reaches(&self, side: Side, limit: Price, market: &Market) -> Quantity {
        let Some(tick) = &self.last else { return Quantity::ZERO };
        let reached = match tick.kind {
            TickKind::Trade { price, taker, .. } => match (price.get().cmp(&limit.get()), side) {
                (Ordering::Equal, _) => taker != Some(side),
                (Ordering::Less, Side::Buy) | (Ordering::Greater, Side::Sell) => true,
                (Ordering::Less, Side::Sell) | (Ordering::Greater, Side::Buy) => false,
            },
            TickKind::Quote { bid, ask, .. } => match side {
                Side::Buy => ask <= limit,
                Side::Sell => bid >= limit,
            },
        };
        if !reached {
            return Quantity::ZERO;
        }
        let left = whole_steps(self.size(side), market) - self.taken(side);
        left.max(Quantity::ZERO)
    }

    /// Takes `quantity` away from what orders on `side` can still get.
    pub(super) fn take(&mut self, side: Side, quantity: Quantity) {
        match side {
            Side::Buy => self.taken_by_buyers += quantity,
            Side::Sell => self.taken_by_sellers += quantity,
        }
    }

    fn taken(&self, side: Side) -> Quantity {
        match side {
            Side::Buy => self.taken_by_buyers,
            Side::Sell => self.taken_by_sellers,
        }
    }

    fn size(&self, side: Side) -> Quantity {
        let Some(tick) = &self.last else { return Quantity::ZERO };
        match (tick.kind, side) {
            (TickKind::Trade { size, .. }, _) => size,
            (TickKind::Quote { ask_size, .. }, Side::Buy) => ask_size,
            (TickKind::Quote { bid_size, .. }, Side::Sell) => bid_size,
        }
    }

    fn level_price(&self, side: Side, level: u32, market: &Market, terms: &Terms) -> Option<Price> {
        let touch = match (self.last.as_ref()?.kind, side) {
            (TickKind::Trade { price, .. }, _) => worse_by(side, price, terms.half_spread),
            (TickKind::Quote { ask, .. }, Side::Buy) => ask,
            (TickKind::Quote { bid, .. }, Side::Sell) => bid,
        };
        let slippage = Rate::new(terms.slippage.get() * Decimal::from(level));
        let price = market.worse_price(worse_by(side, touch, slippage), side);
        price.is_positive().then_some(price)
    }
}

/// `price` moved by the share `rate` of it against a taker on `side`.
fn worse_by(side: Side, price: Price, rate: Rate) -> Price {
    match side {
        Side::Buy => price + price * rate,
        Side::Sell => price - price * rate,
    }
}

/// `size` cut down to whole quantity steps. Unlike an order, a fill may be under the smallest size.
fn whole_steps(size: Quantity, market: &Market) -> Quantity {
    let step = market.quantity_step.get();
    let whole = size.get().checked_div(step).and_then(|steps| steps.floor().checked_mul(step));
    Quantity::new(whole.unwrap_or_default())
}

#[cfg(test)]
impl Book {
    /// Everything that the last tick offered to `side`, on all levels.
    pub(super) fn all_on_offer(&self, side: Side) -> Quantity {
        Quantity::new(self.size(side).get() * Decimal::from(LEVELS))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{market, quote, trade};
    use super::*;

    fn book(tick: &Tick) -> Book {
        let mut book = Book::default();
        book.refresh(tick);
        book
    }

    #[track_caller]
    fn check(book: &Book, side: Side, level: u32, price: &str, quantity: &str) {
        let offer = book.offer(side, level, &market("BTC"), &Terms::default()).unwrap();
        assert_eq!((offer.price.to_string(), offer.quantity.to_string()), (price.into(), quantity.into()));
    }

    #[test]
    fn a_trade_offers_its_size_on_both_sides_and_prices_round_against_the_taker() {
        let book = book(&trade(0, "100", "2.0009"));
        check(&book, Side::Buy, 0, "100.01", "2.000");
        check(&book, Side::Sell, 0, "99.99", "2.000");
        check(&book, Side::Buy, 1, "100.03", "2.000");
        check(&book, Side::Sell, 4, "99.95", "2.000");
    }

    #[test]
    fn a_quote_offers_its_own_prices_and_sizes() {
        let book = book(&quote(0, "99.5", "3", "100.5", "1"));
        check(&book, Side::Buy, 0, "100.50", "1.000");
        check(&book, Side::Sell, 0, "99.50", "3.000");
        assert_eq!(book.mark(), Some("100".parse().unwrap()));
    }

    #[test]
    fn what_was_taken_is_gone_level_by_level_and_only_on_that_side() {
        let mut book = book(&trade(0, "100", "2"));
        book.take(Side::Buy, "3".parse().unwrap());
        check(&book, Side::Buy, 0, "100.01", "0");
        check(&book, Side::Buy, 1, "100.03", "1.000");
        check(&book, Side::Buy, 2, "100.04", "2.000");
        check(&book, Side::Sell, 0, "99.99", "2.000");
    }

    #[test]
    fn a_resting_order_is_reached_through_or_at_its_price_but_not_by_its_own_side() {
        #[track_caller]
        fn check(tick: &Tick, side: Side, limit: &str, expect: &str) {
            let reached = book(tick).reaches(side, limit.parse().unwrap(), &market("BTC"));
            assert_eq!(reached, expect.parse().unwrap());
        }
        let from = |taker| {
            let (price, size) = ("100".parse().unwrap(), "2".parse().unwrap());
            Tick { kind: TickKind::Trade { price, size, taker }, ..trade(0, "1", "1") }
        };
        check(&from(None), Side::Buy, "100.01", "2");
        check(&from(None), Side::Buy, "100", "2");
        check(&from(None), Side::Buy, "99.99", "0");
        check(&from(Some(Side::Sell)), Side::Buy, "100", "2");
        check(&from(Some(Side::Buy)), Side::Buy, "100", "0");
        check(&from(Some(Side::Buy)), Side::Buy, "100.01", "2");
        check(&from(None), Side::Sell, "99.99", "2");
        check(&from(None), Side::Sell, "100.01", "0");
        check(&quote(0, "99", "3", "101", "1"), Side::Buy, "101", "1");
        check(&quote(0, "99", "3", "101", "1"), Side::Buy, "100.99", "0");
        check(&quote(0, "99", "3", "101", "1"), Side::Sell, "99", "3");
    }

    #[test]
    fn nothing_sells_at_or_below_zero() {
        let book = book(&trade(0, "0.004", "2"));
        assert_eq!(book.offer(Side::Sell, 0, &market("BTC"), &Terms::default()), None);
    }
}
