//! Placing an order: what is checked, in which order, and what happens at once.

use super::desk::Desk;
use super::execute::reducible;
use super::{Change, Exchange, Order, OrderNumber, Reject};
use crate::model::{
    ClientOrderId, Decimal, Market, MarketId, Money, OrderKind, OrderReport, OrderTicket, Price, Quantity,
    Side, Time, TimeInForce,
};

/// Most orders of one account: fifty a minute for a week, about 250 MB of memory. Beyond it only
/// reduce-only orders are taken, so that what is open can still be closed.
const ORDERS_MAX: usize = 500_000;

/// Largest price and quantity that are looked at further, 10^12: far above every market, and the
/// product of the two still fits a decimal.
pub(super) const VALUE_MAX: Decimal = Decimal::from_parts(3_567_587_328, 232, 0, false, 0);

impl Exchange {
    /// Places the order of `ticket` at the time `at`, with the ticket's client order id as the
    /// idempotency key; an empty one means that the client sent none. The answer is the order
    /// after what it could take at once.
    ///
    /// # Errors
    /// A [`Reject`] that names the first thing that is wrong; then nothing has happened.
    pub fn place(
        &mut self,
        at: Time,
        ticket: &OrderTicket,
        changes: &mut Vec<Change>,
    ) -> Result<OrderReport, Reject> {
        if let Some(answer) = self.first_answer(ticket)? {
            return Ok(answer);
        }
        let (market_id, quantity) = self.admit(ticket)?;
        let number = OrderNumber::at_index(self.orders.len());
        self.orders.push(Order::new(number, ticket.clone(), quantity, at));
        if let Some(desk) = self.desks.get_mut(market_id.index()) {
            desk.working.push(number);
        }
        // A post-only order was let in because the touch is beyond its price: it takes nothing.
        self.take(market_id, number, at, changes);
        if is_ioc(ticket)
            && let Some(order) = self.orders.get_mut(number.index())
            && !order.status.is_final()
        {
            order.cancel(at);
        }
        let filled = self.orders.get(number.index()).is_some_and(|order| order.filled.is_positive());
        if filled {
            self.settle(market_id, number, at, changes);
        } else {
            self.tell_order(number, changes);
        }
        self.drop_ended(market_id);
        changes.extend(self.remember_answer(number).map(|row| Change::Key(Box::new(row))));
        self.order(&number.id()).ok_or_else(|| Reject::not_found(number.id().as_str()))
    }

    /// Checks everything that can be wrong with a new order; its market and the quantity to fill.
    fn admit(&self, ticket: &OrderTicket) -> Result<(MarketId, Quantity), Reject> {
        if ticket.client_order_id.as_str().chars().count() > ClientOrderId::KEY_LENGTH_MAX {
            return Err(Reject::bad_client_order_id(ClientOrderId::KEY_LENGTH_MAX));
        }
        let symbol = ticket.symbol.as_str();
        let unknown = || Reject::unknown_symbol(symbol);
        let market_id = self.markets.id_of(symbol).ok_or_else(unknown)?;
        let market = self.markets.get(market_id).ok_or_else(unknown)?;
        let desk = self.desks.get(market_id.index()).ok_or_else(unknown)?;

        let closable = reducible(desk.holding, ticket.side);
        let closes_all = ticket.reduce_only && closable.is_positive() && ticket.quantity >= closable;
        check_size(ticket.quantity, market, closes_all)?;
        check_price(ticket.kind, market)?;
        let mark = desk.book.mark().ok_or_else(|| Reject::no_price(symbol))?;
        self.check_post_only(ticket, desk, market)?;
        if ticket.reduce_only && closable.is_zero() {
            return Err(Reject::would_increase(symbol));
        }
        self.check_room(ticket)?;
        if ticket.reduce_only {
            return Ok((market_id, ticket.quantity.min(closable)));
        }
        self.check_balance(ticket, market_id, mark)?;
        Ok((market_id, ticket.quantity))
    }

    fn check_post_only(&self, ticket: &OrderTicket, desk: &Desk, market: &Market) -> Result<(), Reject> {
        let OrderKind::Limit { price, time_in_force: TimeInForce::PostOnly } = ticket.kind else {
            return Ok(());
        };
        match desk.book.touch(ticket.side, market, &self.terms) {
            Some(touch) if ticket.side == Side::Buy && price >= touch => {
                Err(Reject::post_only_would_take(price, touch))
            }
            Some(touch) if ticket.side == Side::Sell && price <= touch => {
                Err(Reject::post_only_would_take(price, touch))
            }
            _ => Ok(()),
        }
    }

    fn check_room(&self, ticket: &OrderTicket) -> Result<(), Reject> {
        if self.orders.len() >= ORDERS_MAX && !ticket.reduce_only {
            return Err(Reject::history_full(ORDERS_MAX));
        }
        let open: usize = self.desks.iter().map(|desk| desk.working.len()).sum();
        let open_orders_max = self.terms.open_orders_max;
        if open >= open_orders_max as usize && !is_ioc(ticket) {
            return Err(Reject::too_many_open_orders(open_orders_max));
        }
        Ok(())
    }

    /// Refuses an order that enlarges its market's worst case when all worst cases together, and the
    /// order's fee, are then more than the equity allows.
    fn check_balance(&self, ticket: &OrderTicket, market_id: MarketId, mark: Price) -> Result<(), Reject> {
        let Some(desk) = self.desks.get(market_id.index()) else { return Ok(()) };
        let before = self.worst_case(desk, None);
        let after = self.worst_case(desk, Some((ticket.side, ticket.quantity)));
        if after <= before {
            return Ok(());
        }
        let price = match ticket.kind {
            OrderKind::Market => mark,
            OrderKind::Limit { price, .. } => price.max(mark),
        };
        let others = self.desks.iter().filter(|other| !std::ptr::eq(*other, desk));
        let elsewhere: Money = others.filter_map(|d| Some(d.mark()? * self.worst_case(d, None))).sum();
        let needed = elsewhere + price * after;
        let fee = price * ticket.quantity * self.terms.taker_fee;
        let allowed = (self.equity() - fee) * self.terms.leverage_max;
        if needed > allowed { Err(Reject::insufficient_balance(needed, allowed)) } else { Ok(()) }
    }

    /// The largest position, without sign, that the desk's orders could lead to, with `more` among
    /// them. Reduce-only orders lead to none.
    fn worst_case(&self, desk: &Desk, more: Option<(Side, Quantity)>) -> Quantity {
        let orders = desk.working.iter().filter_map(|number| self.orders.get(number.index()));
        let adding = orders.filter(|order| !order.ticket.reduce_only);
        let entries = adding.map(|order| (order.side(), order.remaining())).chain(more);
        let held = desk.holding.position.quantity();
        let (mut highest, mut lowest) = (held, held);
        for (side, quantity) in entries {
            match side {
                Side::Buy => highest += quantity,
                Side::Sell => lowest -= quantity,
            }
        }
        highest.abs().max(lowest.abs())
    }
}

/// Whether what cannot be filled at once is to be cancelled.
const fn is_ioc(ticket: &OrderTicket) -> bool {
    matches!(ticket.kind, OrderKind::Limit { time_in_force: TimeInForce::Ioc, .. })
}

/// An order that closes the whole position may be under the smallest size: partial fills can leave
/// less than that, and it must be possible to close it.
fn check_size(quantity: Quantity, market: &Market, closes_all: bool) -> Result<(), Reject> {
    let is_whole = is_multiple(quantity.get(), market.quantity_step.get());
    let is_large_enough = closes_all || quantity >= market.quantity_min;
    if is_whole && is_large_enough { Ok(()) } else { Err(Reject::bad_size(quantity, market)) }
}

fn check_price(kind: OrderKind, market: &Market) -> Result<(), Reject> {
    match kind {
        OrderKind::Limit { price, .. } if !is_multiple(price.get(), market.price_step.get()) => {
            Err(Reject::bad_price(price, market))
        }
        _ => Ok(()),
    }
}

/// Whether `value` is a whole multiple of `step` above zero.
fn is_multiple(value: Decimal, step: Decimal) -> bool {
    value > Decimal::ZERO && value <= VALUE_MAX && value.checked_rem(step).is_some_and(|rest| rest.is_zero())
}
