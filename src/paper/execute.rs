//! Executing orders: taking from the book, filling what rests, and what a fill drags along.

use super::account::fee_of;
use super::book::LEVELS;
use super::{Change, Exchange, FillNumber, FillRow, Holding, OrderChange, OrderNumber};
use crate::model::{Liquidity, MarketId, Price, Quantity, Side, Time, VenueOrderStatus};

impl Exchange {
    /// Takes what the book offers at prices that the order accepts.
    pub(super) fn take(
        &mut self,
        market_id: MarketId,
        number: OrderNumber,
        at: Time,
        changes: &mut Vec<Change>,
    ) {
        for level in 0..LEVELS {
            let (Some(order), Some(desk), Some(market)) = (
                self.orders.get(number.index()),
                self.desks.get(market_id.index()),
                self.markets.get(market_id),
            ) else {
                return;
            };
            let Some(offer) = desk.book.offer(order.side(), level, market, &self.terms) else { return };
            if order.remaining().is_zero() || !order.accepts(offer.price) {
                return;
            }
            let quantity = order.remaining().min(offer.quantity);
            self.fill(market_id, number, (offer.price, quantity, Liquidity::Taker), at, changes);
        }
    }

    /// Fills a resting order at its own limit with what the last tick brings to it.
    pub(super) fn make(
        &mut self,
        market_id: MarketId,
        number: OrderNumber,
        limit: Price,
        at: Time,
        changes: &mut Vec<Change>,
    ) {
        let (Some(order), Some(desk), Some(market)) =
            (self.orders.get(number.index()), self.desks.get(market_id.index()), self.markets.get(market_id))
        else {
            return;
        };
        let reached = desk.book.reaches(order.side(), limit, market);
        if reached.is_zero() {
            return;
        }
        let quantity = order.remaining().min(reached);
        self.fill(market_id, number, (limit, quantity, Liquidity::Maker), at, changes);
    }

    /// Books one fill everywhere but in the rows that [`Self::settle`] tells of.
    fn fill(
        &mut self,
        market_id: MarketId,
        number: OrderNumber,
        (price, quantity, liquidity): (Price, Quantity, Liquidity),
        at: Time,
        changes: &mut Vec<Change>,
    ) {
        let (Some(order), Some(desk)) =
            (self.orders.get_mut(number.index()), self.desks.get_mut(market_id.index()))
        else {
            return;
        };
        if !quantity.is_positive() {
            return;
        }
        let rate = match liquidity {
            Liquidity::Maker => self.terms.maker_fee,
            Liquidity::Taker => self.terms.taker_fee,
        };
        let fill = FillRow {
            number: FillNumber::at_index(self.fills.len()),
            order: number,
            price,
            quantity,
            fee: fee_of(price, quantity, rate),
            liquidity,
            at,
        };
        desk.book.take(order.side(), quantity);
        order.fill(fill.number, quantity, at);
        let realized = desk.holding.position.apply(order.side(), quantity, price);
        self.account.book(realized, fill.fee);
        self.fills.push(fill);
        changes.push(Change::Fill(fill));
    }

    /// Tells of the order, and of the position and account that its fills changed, and cuts the
    /// reduce-only orders that the position has become too small for.
    pub(super) fn settle(
        &mut self,
        market_id: MarketId,
        number: OrderNumber,
        at: Time,
        changes: &mut Vec<Change>,
    ) {
        self.tell_order(number, changes);
        let (Some(desk), Some(market)) = (self.desks.get_mut(market_id.index()), self.markets.get(market_id))
        else {
            return;
        };
        let position = desk.holding.position;
        let last_price = desk.mark().unwrap_or_default();
        desk.holding =
            if position.is_flat() { Holding::default() } else { Holding { position, marked: last_price } };
        changes.push(Change::Position { symbol: market.symbol.clone(), holding: desk.holding });
        changes.push(Change::Account(self.account));
        self.trim_reduce_only(market_id, at, changes);
    }

    fn trim_reduce_only(&mut self, market_id: MarketId, at: Time, changes: &mut Vec<Change>) {
        let mut place = 0;
        while let Some(number) = self.working_at(market_id, place) {
            place += 1;
            let (Some(order), Some(desk)) =
                (self.orders.get_mut(number.index()), self.desks.get(market_id.index()))
            else {
                continue;
            };
            if !order.ticket.reduce_only || order.status.is_final() {
                continue;
            }
            let reducible = reducible(desk.holding, order.side());
            if order.remaining() <= reducible {
                continue;
            }
            if reducible.is_zero() {
                order.cancel(at);
            } else {
                order.quantity = order.filled + reducible;
                order.changed_at = at;
            }
            self.tell_order(number, changes);
        }
    }

    /// Adds the order as it now is to the changes.
    pub(super) fn tell_order(&self, number: OrderNumber, changes: &mut Vec<Change>) {
        if let Some(order) = self.orders.get(number.index()) {
            let report = self.report(order);
            changes.push(Change::Order(Box::new(OrderChange { order: order.clone(), report })));
        }
    }

    /// The number of the order at `place` among the market's working orders.
    pub(super) fn working_at(&self, market_id: MarketId, place: usize) -> Option<OrderNumber> {
        self.desks.get(market_id.index())?.working.get(place).copied()
    }

    /// Takes the orders that ended out of the market's working ones.
    pub(super) fn drop_ended(&mut self, market_id: MarketId) {
        let orders = &self.orders;
        let is_working = |number: &OrderNumber| {
            orders.get(number.index()).is_some_and(|order| {
                matches!(order.status, VenueOrderStatus::Open | VenueOrderStatus::PartiallyFilled)
            })
        };
        if let Some(desk) = self.desks.get_mut(market_id.index()) {
            desk.working.retain(is_working);
        }
    }
}

/// How much of the holding an order on `side` could close; zero when it would enlarge it.
pub(super) fn reducible(holding: Holding, side: Side) -> Quantity {
    match holding.position.side() {
        Some(held) if held != side => holding.position.quantity().abs(),
        _ => Quantity::ZERO,
    }
}
