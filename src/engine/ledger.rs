//! The account by our own books: cash, positions, fees, all from fills and nothing else.
//!
//! Invariant: a fill is booked once, however often and from wherever it is told.
//! Invariant: equity = initial balance + realised − fees + unrealised, to the last digit.

use std::collections::{BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use super::profit::{DayBegin, Profit};
use super::protection::Protection;
use crate::model::{
    Cursor, FILLS_IN_ANSWER_MAX, Fill, FillId, MarketId, Money, Position, Price, Quantity, Time,
};

/// Fills remembered by id. A venue whose list has no cursor tells all of them in each cycle, in one answer:
/// as many as fit there are known again, and a thousand more that the stream tells before the list does.
///
/// Why not forget by the fills' times? A fill that is listed late, or with the time of another, would be
/// taken for one of those forgotten, and its money would be missing. Only its id tells them apart.
const FILLS_REMEMBERED: usize = FILLS_IN_ANSWER_MAX + 1_000;

/// The account by our own books.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    initial: Money,
    realized: Money,
    fees: Money,
    holdings: Vec<Holding>,
    unrealized: Money,
    exposure: Money,
    day: DayBegin,
    fills_seen: BTreeSet<FillId>,
    fills_order: VecDeque<FillId>,
    fills_total: u64,
    trades: u64,
    /// Where the venue's list of fills goes on.
    pub(super) cursor: Option<Cursor>,
}

/// One market's part of the account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// What is held.
    pub position: Position,
    /// The price it is marked at; nothing before the first tick.
    pub mark: Option<Price>,
    /// When it was opened from flat.
    pub opened_at: Option<Time>,
    unrealized: Money,
    exposure: Money,
}

/// What a fill did to the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Booked {
    /// Profit or loss realised, before the fee.
    pub realized: Money,
    /// The position after it.
    pub position_after: Quantity,
}

impl Ledger {
    /// Empty books over `markets` markets and an account that was paid `initial`.
    pub(super) fn new(initial: Money, markets: usize) -> Self {
        Self { initial, holdings: vec![Holding::default(); markets], ..Self::default() }
    }

    /// Books `fill` in `market`, or returns `None` when it was booked before.
    pub(super) fn book(&mut self, market: MarketId, fill: &Fill, at: Time) -> Option<Booked> {
        if !self.remember(&fill.id) && Protection::FillOnce.stands() {
            return None;
        }
        self.turn_day(at);
        let holding = self.holdings.get_mut(market.index())?;
        let before = holding.position.side();
        let realized = holding.position.apply(fill.side, fill.quantity, fill.price);
        let after = holding.position.side();
        if after != before {
            holding.opened_at = after.map(|_| at);
            self.trades += u64::from(after.is_some());
        }
        self.fills_total += 1;
        self.realized += realized;
        self.fees += fill.fee;
        let mark = holding.mark.unwrap_or(fill.price);
        let position_after = holding.position.quantity();
        self.mark(market, mark, at);
        Some(Booked { realized, position_after })
    }

    /// Marks `market` at `price`; returns whether the account's worth could have changed. `at` never
    /// goes back.
    pub(super) fn mark(&mut self, market: MarketId, price: Price, at: Time) -> bool {
        let Some(holding) = self.holdings.get_mut(market.index()) else { return false };
        holding.mark = Some(price);
        if holding.position.is_flat() && holding.exposure.is_zero() {
            return false;
        }
        self.turn_day(at);
        let Some(holding) = self.holdings.get_mut(market.index()) else { return false };
        let worth = price * holding.position.quantity();
        let unrealized = worth - holding.position.cost();
        let exposure = worth.abs();
        self.unrealized += unrealized - holding.unrealized;
        self.exposure += exposure - holding.exposure;
        holding.unrealized = unrealized;
        holding.exposure = exposure;
        true
    }

    /// Keeps what the day begins with, before its first change.
    fn turn_day(&mut self, at: Time) {
        if self.day.is_over(at) {
            self.day.begin(at, self.profit());
        }
    }

    fn remember(&mut self, fill: &FillId) -> bool {
        if !self.fills_seen.insert(fill.clone()) {
            return false;
        }
        self.fills_order.push_back(fill.clone());
        if self.fills_order.len() > FILLS_REMEMBERED
            && let Some(oldest) = self.fills_order.pop_front()
        {
            self.fills_seen.remove(&oldest);
        }
        true
    }

    /// What was paid in.
    #[must_use]
    pub fn initial(&self) -> Money {
        self.initial
    }

    /// What was paid in, plus realised profit, less fees.
    #[must_use]
    pub fn cash(&self) -> Money {
        self.initial + self.realized - self.fees
    }

    /// Cash plus unrealised profit at the last marks.
    #[must_use]
    pub fn equity(&self) -> Money {
        self.cash() + self.unrealized
    }

    /// Equity as it would be with `marks` in place of ours, for comparing with a venue that marks
    /// at another moment.
    pub(super) fn equity_at(&self, marks: &[(MarketId, Price)]) -> Money {
        let mut equity = self.equity();
        for (market, mark) in marks {
            if let Some(holding) = self.holdings.get(market.index()) {
                equity += holding.position.unrealized(*mark) - holding.unrealized;
            }
        }
        equity
    }

    /// What changed since the start.
    #[must_use]
    pub fn profit(&self) -> Profit {
        Profit { realized: self.realized, unrealized: self.unrealized, fees: self.fees }
    }

    /// What changed since the day (UTC) that holds `at` began, or since the start if that was later;
    /// `at` is not before the last change.
    #[must_use]
    pub fn day_profit(&self, at: Time) -> Profit {
        self.day.profit(at, &self.profit())
    }

    /// Profit or loss realised since the start, before fees.
    #[must_use]
    pub fn realized(&self) -> Money {
        self.realized
    }

    /// Profit or loss of what is open at the last marks.
    #[must_use]
    pub fn unrealized(&self) -> Money {
        self.unrealized
    }

    /// Fees since the start.
    #[must_use]
    pub fn fees(&self) -> Money {
        self.fees
    }

    /// Worth of all positions at the last marks.
    #[must_use]
    pub fn exposure(&self) -> Money {
        self.exposure
    }

    /// Fills booked since the start.
    #[must_use]
    pub fn fills_total(&self) -> u64 {
        self.fills_total
    }

    /// Positions opened since the start; turning one over opens another.
    #[must_use]
    pub fn trades(&self) -> u64 {
        self.trades
    }

    /// What is held in `market`.
    #[must_use]
    pub fn holding(&self, market: MarketId) -> Holding {
        self.holdings.get(market.index()).copied().unwrap_or_default()
    }

    /// The position in `market`.
    #[must_use]
    pub fn position(&self, market: MarketId) -> Position {
        self.holding(market).position
    }

    /// Every market's holding, in the order of the markets.
    pub fn holdings(&self) -> impl Iterator<Item = (MarketId, &Holding)> {
        (0..).map(MarketId).zip(&self.holdings)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::engine::EquityCurve;
    use crate::model::{Decimal, Liquidity, Side, Symbol, VenueOrderId};

    fn fill(id: &str, side: Side, quantity: &str, price: &str) -> Fill {
        Fill {
            id: FillId::new(id),
            order_id: VenueOrderId::new("o"),
            client_order_id: None,
            symbol: Symbol::new("BTC").unwrap(),
            side,
            price: price.parse().unwrap(),
            quantity: quantity.parse().unwrap(),
            fee: "0.05".parse().unwrap(),
            liquidity: Liquidity::Taker,
            at: Time::EPOCH,
        }
    }

    const BTC: MarketId = MarketId(0);

    #[test]
    fn a_fill_told_twice_counts_once() {
        let mut ledger = Ledger::new("10000".parse().unwrap(), 1);
        let buy = fill("f1", Side::Buy, "0.5", "100");
        assert!(ledger.book(BTC, &buy, Time::EPOCH).is_some());
        let once = ledger.clone();
        assert!(ledger.book(BTC, &buy, Time::EPOCH).is_none());
        assert_eq!(ledger, once);
    }

    /// By id alone: all have the time of one another, and new ones come before and between the old.
    #[test]
    fn the_longest_list_told_again_and_again_counts_once_and_new_fills_count() {
        let mut ledger = Ledger::new("10000".parse().unwrap(), 1);
        let mut listed: Vec<_> = (0..FILLS_IN_ANSWER_MAX - 500)
            .map(|n| fill(&n.to_string(), if n % 2 == 0 { Side::Buy } else { Side::Sell }, "1", "100"))
            .collect();
        let mut tell = |listed: &[Fill]| {
            listed.iter().filter(|fill| ledger.book(BTC, fill, Time::EPOCH).is_some()).count()
        };
        assert_eq!((tell(&listed), tell(&listed)), (FILLS_IN_ANSWER_MAX - 500, 0));
        for n in 0..500 {
            let at = Time::EPOCH - crate::model::Span::from_secs(n % 3);
            let late = Fill { at, ..fill(&format!("late {n}"), Side::Buy, "1", "100") };
            listed.insert(usize::try_from(n).unwrap() * 7, late);
        }
        assert_eq!((tell(&listed), tell(&listed)), (500, 0));
        listed.reverse();
        assert_eq!(tell(&listed), 0);
    }

    #[test]
    fn what_is_remembered_of_fills_is_bounded() {
        let mut ledger = Ledger::new("10000".parse().unwrap(), 1);
        for n in 0..2 * FILLS_REMEMBERED {
            ledger.book(BTC, &fill(&n.to_string(), Side::Buy, "1", "100"), Time::EPOCH);
        }
        assert_eq!((ledger.fills_seen.len(), ledger.fills_order.len()), (FILLS_REMEMBERED, FILLS_REMEMBERED));
    }

    #[test]
    fn equity_is_what_was_paid_in_plus_what_was_made_less_fees() {
        let mut ledger = Ledger::new("10000".parse().unwrap(), 1);
        ledger.book(BTC, &fill("1", Side::Buy, "2", "100"), Time::EPOCH);
        ledger.mark(BTC, "110".parse().unwrap(), Time::EPOCH);
        assert_eq!(ledger.equity(), "10019.95".parse().unwrap());
        assert_eq!(ledger.exposure(), "220".parse().unwrap());
        ledger.book(BTC, &fill("2", Side::Sell, "2", "110"), Time::EPOCH);
        assert_eq!(ledger.equity(), "10019.90".parse().unwrap());
        assert_eq!(ledger.unrealized(), Money::ZERO);
        assert_eq!(ledger.exposure(), Money::ZERO);
        assert_eq!(ledger.trades(), 1);
        ledger.mark(BTC, "500".parse().unwrap(), Time::EPOCH);
        assert_eq!(ledger.equity(), "10019.90".parse().unwrap());
    }

    #[test]
    fn equity_at_other_marks_leaves_the_books_alone() {
        let mut ledger = Ledger::new("10000".parse().unwrap(), 1);
        ledger.book(BTC, &fill("1", Side::Sell, "1", "100"), Time::EPOCH);
        let other = ledger.equity_at(&[(BTC, "90".parse().unwrap())]);
        assert_eq!(other, "10009.95".parse().unwrap());
        assert_eq!(ledger.equity(), "9999.95".parse().unwrap());
    }

    /// A day in eight steps, so that a short run of them crosses several midnights.
    const STEP: crate::model::Span = crate::model::Span::from_secs(86_400 / 8);

    proptest! {
        #[test]
        fn the_days_profit_adds_up_to_the_change_of_equity_since_midnight(
            steps in prop::collection::vec((0_i64..20, 1_u32..400, any::<bool>(), any::<bool>()), 1..60),
        ) {
            let rules = crate::model::BreakerRules::default();
            let mut ledger = Ledger::new("10000".parse().unwrap(), 1);
            let mut curve = EquityCurve::new(Time::EPOCH, ledger.equity(), &rules);
            let mut at = Time::EPOCH;
            for (n, (wait, price, trades, buys)) in (1_i64..).zip(steps) {
                at = at + STEP.times(wait);
                prop_assert_eq!(ledger.day_profit(at).net(), ledger.equity() - curve.day_start(at));
                let side = if buys { Side::Buy } else { Side::Sell };
                let price = Price::new(Decimal::new(price.into(), 1));
                if trades {
                    let quantity = Quantity::new(Decimal::new(n, 3));
                    let new = Fill { price, quantity, ..fill(&n.to_string(), side, "1", "1") };
                    ledger.book(BTC, &new, at);
                } else {
                    ledger.mark(BTC, price, at);
                }
                curve.observe(at, ledger.equity());
                let (total, day) = (ledger.profit(), ledger.day_profit(at));
                prop_assert_eq!(total.net(), ledger.equity() - ledger.initial());
                prop_assert_eq!(day.net(), day.realized + day.unrealized - day.fees);
                prop_assert_eq!(day.net(), ledger.equity() - curve.day_start(at));
            }
        }
    }
}
