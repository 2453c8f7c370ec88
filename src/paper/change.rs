//! What a call has changed: whole rows as they now are, for the store and for the stream.
//!
//! Invariant: writing the changes of all calls in their order, each row over the one with its key,
//! gives the exchange's books.

use super::{Account, FillRow, Holding, KeyRow, Order};
use crate::model::{OrderReport, Symbol};

/// One row as it now is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// An order was placed, filled, cut or cancelled.
    Order(Box<OrderChange>),
    /// A fill was made. Fills never change.
    Fill(FillRow),
    /// A position changed; flat when it was closed.
    Position {
        /// The market.
        symbol: Symbol,
        /// What is now held in it.
        holding: Holding,
    },
    /// The account's sums changed.
    Account(Account),
    /// An idempotency key was used.
    Key(Box<KeyRow>),
}

/// An order as it now is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderChange {
    /// Its row.
    pub order: Order,
    /// What the client may be told of it, with its newest fills.
    pub report: OrderReport,
}

impl Change {
    /// What the client may be told, if an order changed.
    #[must_use]
    pub fn order_report(&self) -> Option<&OrderReport> {
        match self {
            Self::Order(change) => Some(&change.report),
            _ => None,
        }
    }
}
