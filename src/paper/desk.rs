//! Everything about one market: what it offers, what is held in it, which orders work in it.

use serde::{Deserialize, Serialize};

use super::OrderNumber;
use super::book::Book;
use crate::model::{Money, Position, Price, Quantity};

/// What is held in one market.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// Units held and what they cost.
    pub position: Position,
    /// The mark when the position last changed, so that equity can be told after a restart before
    /// the first tick; zero when nothing is held.
    pub marked: Price,
}

impl Holding {
    /// A holding as read back from a store; `None` when it has a cost and holds nothing.
    #[must_use]
    pub fn stored(quantity: Quantity, cost: Money, marked: Price) -> Option<Self> {
        let is_possible = !quantity.is_zero() || cost.is_zero();
        is_possible.then(|| Self { position: Position::new(quantity, cost), marked })
    }
}

/// One market of the exchange.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Desk {
    /// What the market offers.
    pub(super) book: Book,
    /// What the account holds in it.
    pub(super) holding: Holding,
    /// Orders that are not final, oldest first. Its length is bounded by `Terms::open_orders_max`.
    pub(super) working: Vec<OrderNumber>,
}

impl Desk {
    /// The price that the position is marked at: the last tick's, else the one it was stored with.
    /// `None` when there was no tick and nothing is held.
    pub(super) fn mark(&self) -> Option<Price> {
        let stored = (!self.holding.position.is_flat()).then_some(self.holding.marked);
        self.book.mark().or(stored)
    }
}
