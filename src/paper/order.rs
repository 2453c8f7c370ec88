//! An order in the exchange's books.
//!
//! Invariant: `filled ≤ quantity`, and an order is `Filled` exactly when they are equal.

use serde::{Deserialize, Serialize};

use super::{FillNumber, OrderNumber};
use crate::model::{
    ClientOrderId, Fill, OrderKind, OrderReport, OrderTicket, Price, Quantity, Side, Time, VenueOrderStatus,
};

/// An order in the exchange's books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Its number.
    pub number: OrderNumber,
    /// What was asked for, as it was asked for.
    pub ticket: OrderTicket,
    /// Units to fill: the ticket's, or less when a reduce-only order was cut to the position.
    pub quantity: Quantity,
    /// Units filled so far.
    pub filled: Quantity,
    /// Where it stands.
    pub status: VenueOrderStatus,
    /// When it was placed.
    pub placed_at: Time,
    /// When it last changed.
    pub changed_at: Time,
    /// Its fills, oldest first. Not a column of its row: the fills name their order.
    pub(super) fills: Vec<FillNumber>,
}

impl Order {
    /// An order of `quantity` that nothing has happened to.
    #[must_use]
    pub fn new(number: OrderNumber, ticket: OrderTicket, quantity: Quantity, at: Time) -> Self {
        Self {
            number,
            ticket,
            quantity,
            filled: Quantity::ZERO,
            status: VenueOrderStatus::Open,
            placed_at: at,
            changed_at: at,
            fills: Vec::new(),
        }
    }

    /// Buy or sell.
    #[must_use]
    pub const fn side(&self) -> Side {
        self.ticket.side
    }

    /// Units still to fill.
    #[must_use]
    pub fn remaining(&self) -> Quantity {
        self.quantity - self.filled
    }

    /// Whether `price` is no worse than the order allows.
    #[must_use]
    pub fn accepts(&self, price: Price) -> bool {
        match (self.ticket.kind, self.side()) {
            (OrderKind::Market, _) => true,
            (OrderKind::Limit { price: limit, .. }, Side::Buy) => price <= limit,
            (OrderKind::Limit { price: limit, .. }, Side::Sell) => price >= limit,
        }
    }

    /// The client's id for it, if the client sent one.
    #[must_use]
    pub fn client_order_id(&self) -> Option<&ClientOrderId> {
        let id = &self.ticket.client_order_id;
        (!id.as_str().is_empty()).then_some(id)
    }

    /// Counts a fill of `quantity`.
    pub(super) fn fill(&mut self, fill: FillNumber, quantity: Quantity, at: Time) {
        self.fills.push(fill);
        self.filled += quantity;
        assert!(self.filled <= self.quantity, "Invariant: an order is never filled beyond its quantity");
        self.changed_at = at;
        self.status = if self.filled == self.quantity {
            VenueOrderStatus::Filled
        } else {
            VenueOrderStatus::PartiallyFilled
        };
    }

    /// Ends it with what was filled until now.
    pub(super) fn cancel(&mut self, at: Time) {
        assert!(!self.status.is_final(), "Invariant: only a working order is cancelled");
        self.status = VenueOrderStatus::Cancelled;
        self.changed_at = at;
    }

    /// What the client is told of it, with the given fills.
    pub(super) fn report(&self, fills: Vec<Fill>) -> OrderReport {
        OrderReport {
            order_id: self.number.id(),
            client_order_id: self.client_order_id().cloned(),
            symbol: Some(self.ticket.symbol.clone()),
            side: Some(self.side()),
            quantity: Some(self.quantity),
            filled: Some(self.filled),
            status: self.status,
            fills,
        }
    }
}
