//! What the exchange tells when it is asked. Nothing here changes anything.

use super::page::List;
use super::{Exchange, FillRow, Order, OrderFilter, OrderNumber, Reject};
use crate::model::{
    BalanceReport, ClientOrderId, Fill, Money, OrderReport, Page, PositionReport, VenueOrderId,
};

/// Fills told with an order, the newest: more than one tick can make, and few enough that a page of a
/// hundred orders stays under the megabyte that a client reads. The list of fills has all of them.
const FILLS_TOLD_MAX: usize = 20;

impl Exchange {
    /// The order with the exchange's id `id`.
    #[must_use]
    pub fn order(&self, id: &VenueOrderId) -> Option<OrderReport> {
        self.report_of(OrderNumber::of(id)?)
    }

    /// The order with the client's id `id`.
    #[must_use]
    pub fn order_by_client_id(&self, id: &ClientOrderId) -> Option<OrderReport> {
        self.report_of(self.keys.get(id)?.order)
    }

    /// Up to `limit` (1 to [`super::PAGE_MAX`], clamped) orders after `cursor`, oldest first.
    ///
    /// # Errors
    /// `bad_cursor` (400) when `cursor` is not one that this list gave.
    pub fn orders(
        &self,
        filter: OrderFilter,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<OrderReport>, Reject> {
        let last = u64::try_from(self.orders.len()).unwrap_or(u64::MAX);
        let seen = List::Orders.seen(cursor, last)?;
        let entry = |number| self.report_of(OrderNumber(number));
        Ok(match filter {
            OrderFilter::All => List::Orders.page(seen, seen + 1..=last, limit, entry),
            OrderFilter::Open => {
                let working = self.desks.iter().flat_map(|desk| &desk.working);
                let mut numbers: Vec<u64> = working.map(|n| n.0).filter(|n| *n > seen).collect();
                numbers.sort_unstable();
                List::Orders.page(seen, numbers.into_iter(), limit, entry)
            }
        })
    }

    /// Up to `limit` (1 to [`super::PAGE_MAX`], clamped) fills after `cursor`, oldest first. The
    /// page's `resume` is always there and later leads to what was filled since.
    ///
    /// # Errors
    /// `bad_cursor` (400) when `cursor` is not one that this list gave.
    pub fn fills(&self, cursor: Option<&str>, limit: usize) -> Result<Page<Fill>, Reject> {
        let last = u64::try_from(self.fills.len()).unwrap_or(u64::MAX);
        let seen = List::Fills.seen(cursor, last)?;
        let entry = |number| self.told(self.fills.get(super::FillNumber(number).index())?);
        Ok(List::Fills.page(seen, seen + 1..=last, limit, entry))
    }

    /// How many fills there have been; each has an id of its own.
    #[must_use]
    pub const fn fills_total(&self) -> usize {
        self.fills.len()
    }

    /// The open positions, in the order of the markets.
    #[must_use]
    pub fn positions(&self) -> Vec<PositionReport> {
        let desks = self.markets.iter().zip(&self.desks);
        let open = desks.filter(|(_, desk)| !desk.holding.position.is_flat());
        open.map(|((_, market), desk)| PositionReport {
            symbol: market.symbol.clone(),
            quantity: desk.holding.position.quantity(),
            entry_price: Some(desk.holding.position.entry_price()),
            mark_price: desk.mark(),
        })
        .collect()
    }

    /// Cash, equity, and all that equity was computed from.
    #[must_use]
    pub fn balance(&self) -> BalanceReport {
        let desks = self.markets.iter().zip(&self.desks);
        let open = desks.filter(|(_, desk)| !desk.holding.position.is_flat());
        let marks = open.filter_map(|((_, market), desk)| Some((market.symbol.clone(), desk.mark()?)));
        BalanceReport {
            cash: self.account.cash(),
            equity: self.equity(),
            realized_pnl: Some(self.account.realized),
            fees: Some(self.account.fees),
            marks: marks.collect(),
            fills_total: u64::try_from(self.fills.len()).ok(),
        }
    }

    /// Cash plus what the open positions have won at their marks.
    pub(super) fn equity(&self) -> Money {
        let unrealized = self.desks.iter().filter_map(|desk| {
            let position = desk.holding.position;
            if position.is_flat() { None } else { Some(position.unrealized(desk.mark()?)) }
        });
        self.account.cash() + unrealized.sum()
    }

    /// The order's fills as the client is told of them, oldest first.
    pub(super) fn fills_of<'a>(&'a self, order: &'a Order) -> impl Iterator<Item = Fill> + 'a {
        let rows = order.fills.iter().filter_map(|number| self.fills.get(number.index()));
        rows.filter_map(|row| self.told(row))
    }

    fn report_of(&self, number: OrderNumber) -> Option<OrderReport> {
        Some(self.report(self.orders.get(number.index())?))
    }

    /// What the client is told of `order`, with its newest fills.
    pub(super) fn report(&self, order: &Order) -> OrderReport {
        let newest = order.fills.len().saturating_sub(FILLS_TOLD_MAX);
        let rows = order.fills.iter().skip(newest).filter_map(|number| self.fills.get(number.index()));
        order.report(rows.filter_map(|row| self.told(row)).collect())
    }

    fn told(&self, row: &FillRow) -> Option<Fill> {
        let order = self.orders.get(row.order.index())?;
        Some(Fill {
            id: row.number.id(),
            order_id: row.order.id(),
            client_order_id: order.client_order_id().cloned(),
            symbol: order.ticket.symbol.clone(),
            side: order.side(),
            price: row.price,
            quantity: row.quantity,
            fee: row.fee,
            liquidity: row.liquidity,
            at: row.at,
        })
    }
}
