//! Making an exchange again from stored rows, and refusing rows that do not add up.
//!
//! Everything that can be computed from the fills is computed from them and compared with what was
//! stored: positions, sums, what each order has filled. A store that was edited or cut is found out
//! here and not by an account that has quietly changed.

use std::collections::BTreeMap;

use super::place::VALUE_MAX;
use super::{Account, Exchange, FillNumber, FillRow, Holding, KeyRow, Order, OrderNumber, Terms};
use crate::model::{Decimal, MarketId, Markets, Position, Symbol, VenueOrderStatus};

/// The rows of an exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The account's sums.
    pub account: Account,
    /// Every order by number, without its fills.
    pub orders: Vec<Order>,
    /// Every fill by number.
    pub fills: Vec<FillRow>,
    /// What is held.
    pub holdings: Vec<(Symbol, Holding)>,
    /// Every idempotency key.
    pub keys: Vec<KeyRow>,
}

/// Rows that no exchange can have written. Policy: refuse to start, leave the store alone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the books do not add up: {0}")]
pub struct RestoreError(String);

impl Exchange {
    /// The exchange that wrote `saved`, as it is after a restart. `markets` must name every market
    /// that an order was in; `terms` hold from now on, but what was paid in stays as it was.
    ///
    /// # Errors
    /// When the rows contradict each other.
    pub fn restore(markets: Markets, mut terms: Terms, saved: Saved) -> Result<Self, RestoreError> {
        let Saved { account, orders, fills, holdings, keys } = saved;
        terms.initial_balance = account.paid_in;
        let mut exchange = Self::new(markets, terms);
        exchange.put_orders(orders)?;
        for fill in fills {
            exchange.put_fill(fill)?;
        }
        if exchange.account != account {
            return Err(RestoreError("the sums of the account are not those of its fills".into()));
        }
        exchange.check_orders()?;
        exchange.put_holdings(&holdings)?;
        exchange.put_keys(keys)?;
        Ok(exchange)
    }

    fn put_orders(&mut self, orders: Vec<Order>) -> Result<(), RestoreError> {
        for order in orders {
            let number = OrderNumber::at_index(self.orders.len());
            if order.number != number {
                return Err(RestoreError(format!("the order {number} is missing")));
            }
            let market = self.market_of(&order.ticket.symbol)?;
            if let (false, Some(desk)) = (order.status.is_final(), self.desks.get_mut(market.index())) {
                desk.working.push(number);
            }
            self.orders.push(Order { fills: Vec::new(), ..order });
        }
        Ok(())
    }

    fn put_fill(&mut self, fill: FillRow) -> Result<(), RestoreError> {
        let number = FillNumber::at_index(self.fills.len());
        if fill.number != number {
            return Err(RestoreError(format!("the fill {number} is missing")));
        }
        // Checked before anything is computed, so that no sum can overflow.
        let amounts = [fill.price.get(), fill.quantity.get(), fill.fee.get().abs().max(Decimal::ONE)];
        if amounts.iter().any(|amount| *amount <= Decimal::ZERO || *amount > VALUE_MAX) {
            return Err(RestoreError(format!("the fill {number} is not one that can have been made")));
        }
        let of_nothing = || RestoreError(format!("the fill {number} has no order"));
        let order = self.orders.get_mut(fill.order.index()).ok_or_else(of_nothing)?;
        order.fills.push(number);
        let (side, symbol) = (order.side(), order.ticket.symbol.clone());
        let market = self.market_of(&symbol)?;
        let desk = self.desks.get_mut(market.index()).ok_or_else(of_nothing)?;
        let realized = desk.holding.position.apply(side, fill.quantity, fill.price);
        self.account.book(realized, fill.fee);
        self.fills.push(fill);
        Ok(())
    }

    fn check_orders(&self) -> Result<(), RestoreError> {
        for order in &self.orders {
            let fills = order.fills.iter().filter_map(|number| self.fills.get(number.index()));
            let filled = fills.map(|fill| fill.quantity).sum();
            let is_complete = order.filled == order.quantity;
            let fits = match order.status {
                VenueOrderStatus::Open => order.filled.is_zero(),
                VenueOrderStatus::PartiallyFilled => order.filled.is_positive() && !is_complete,
                VenueOrderStatus::Filled => is_complete,
                VenueOrderStatus::Cancelled => !is_complete,
                VenueOrderStatus::Rejected => false,
            };
            if order.filled != filled || order.filled > order.quantity || !fits {
                return Err(RestoreError(format!("the order {} is not what its fills say", order.number)));
            }
        }
        Ok(())
    }

    fn put_holdings(&mut self, holdings: &[(Symbol, Holding)]) -> Result<(), RestoreError> {
        let mut held: BTreeMap<&Symbol, Holding> = BTreeMap::new();
        held.extend(holdings.iter().map(|(symbol, holding)| (symbol, *holding)));
        for ((_, market), desk) in self.markets.iter().zip(&mut self.desks) {
            let stored = held.remove(&market.symbol).unwrap_or_default();
            if stored.position != desk.holding.position {
                let text = format!("the position in {} is not what its fills say", market.symbol);
                return Err(RestoreError(text));
            }
            desk.holding = stored;
        }
        match held.iter().find(|(_, holding)| holding.position != Position::FLAT) {
            Some((symbol, _)) => Err(RestoreError(format!("the position in {symbol} has no fills"))),
            None => Ok(()),
        }
    }

    fn put_keys(&mut self, keys: Vec<KeyRow>) -> Result<(), RestoreError> {
        for row in keys {
            let order = self.orders.get(row.order.index());
            if order.and_then(Order::client_order_id) != Some(&row.key) {
                return Err(RestoreError(format!("the key {} is not that of its order", row.key)));
            }
            self.keys.insert(row.key.clone(), row);
        }
        let keyed = self.orders.iter().filter_map(Order::client_order_id);
        match keyed.into_iter().find(|key| !self.keys.contains_key(*key)) {
            Some(key) => Err(RestoreError(format!("the key {key} is missing"))),
            None => Ok(()),
        }
    }

    fn market_of(&self, symbol: &Symbol) -> Result<MarketId, RestoreError> {
        let unknown = || RestoreError(format!("there is no market {symbol}"));
        self.markets.id_of(symbol.as_str()).ok_or_else(unknown)
    }
}
