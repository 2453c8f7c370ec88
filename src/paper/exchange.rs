//! The exchange's state, and the tick that every market event comes in by.
//!
//! Invariant: a tick of a market without working orders stores the tick and does nothing else.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::book::Book;
use super::desk::Desk;
use super::{Account, Change, FillRow, KeyRow, Order, Terms};
use crate::model::{ClientOrderId, MarketId, Markets, OrderKind, Price, Tick};

/// A paper exchange with one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    pub(super) markets: Markets,
    pub(super) terms: Terms,
    /// One for each market, at the market's place.
    pub(super) desks: Vec<Desk>,
    pub(super) account: Account,
    /// Every order, at the place of its number. Bounded by `ORDERS_MAX`.
    pub(super) orders: Vec<Order>,
    /// Every fill, at the place of its number. Bounded by the orders and the ticks that fill them.
    pub(super) fills: Vec<FillRow>,
    /// Every key, bounded like the orders.
    pub(super) keys: BTreeMap<ClientOrderId, KeyRow>,
}

impl Exchange {
    /// An exchange for `markets` with a new account that `terms.initial_balance` was paid into.
    #[must_use]
    pub fn new(markets: Markets, terms: Terms) -> Self {
        let steps_are_positive =
            markets.iter().all(|(_, m)| m.price_step.is_positive() && m.quantity_step.is_positive());
        assert!(steps_are_positive, "Invariant: the steps of a market are above zero");
        Self {
            desks: vec![Desk::default(); markets.len()],
            markets,
            account: Account::opened_with(terms.initial_balance),
            terms,
            orders: Vec::new(),
            fills: Vec::new(),
            keys: BTreeMap::new(),
        }
    }

    /// Takes in a tick: marks the market, refreshes what it offers, and fills the orders that work
    /// in it, oldest first. A tick of a market that is not in the table is ignored.
    pub fn on_tick(&mut self, tick: &Tick, changes: &mut Vec<Change>) {
        let Some(desk) = self.desks.get_mut(tick.market.index()) else { return };
        desk.book.refresh(tick);
        if !desk.working.is_empty() {
            self.work(tick, changes);
        }
    }

    /// The markets, in the order that `MarketId` counts them.
    #[must_use]
    pub const fn markets(&self) -> &Markets {
        &self.markets
    }

    /// The terms of the account.
    #[must_use]
    pub const fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The market's last price, once it has ticked.
    #[must_use]
    pub fn mark(&self, market: MarketId) -> Option<Price> {
        self.desks.get(market.index())?.book.mark()
    }

    /// The exchange as it is after a restart: everything but the market data, which comes anew.
    #[must_use]
    pub fn restarted(mut self) -> Self {
        for desk in &mut self.desks {
            desk.book = Book::default();
        }
        self
    }

    fn work(&mut self, tick: &Tick, changes: &mut Vec<Change>) {
        let told_before = changes.len();
        let mut place = 0;
        while let Some(number) = self.working_at(tick.market, place) {
            place += 1;
            let Some(order) = self.orders.get(number.index()) else { continue };
            // An order further up may have ended this one by closing the position it reduces.
            if order.status.is_final() {
                continue;
            }
            let filled_before = self.fills.len();
            match order.ticket.kind {
                OrderKind::Market => self.take(tick.market, number, tick.at, changes),
                OrderKind::Limit { price, .. } => self.make(tick.market, number, price, tick.at, changes),
            }
            if self.fills.len() > filled_before {
                self.settle(tick.market, number, tick.at, changes);
            }
        }
        if changes.len() > told_before {
            self.drop_ended(tick.market);
        }
    }
}
