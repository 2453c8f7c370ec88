//! Idempotency keys: which order a key belongs to, and what its client was told first.

use serde::{Deserialize, Serialize};

use super::{Exchange, OrderNumber, Reject};
use crate::model::{ClientOrderId, OrderReport, OrderTicket, Quantity, VenueOrderStatus};

/// A key that has been used. Keys are kept as long as their orders: for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRow {
    /// The client order id, which is the key.
    pub key: ClientOrderId,
    /// The order that it made.
    pub order: OrderNumber,
    /// Where the order stood in the first answer.
    pub status: VenueOrderStatus,
    /// Its quantity in the first answer.
    pub quantity: Quantity,
    /// How many of its fills the first answer told.
    pub fills: u32,
}

impl Exchange {
    /// The first answer to the ticket's key, if the key has been used for the same ticket.
    pub(super) fn first_answer(&self, ticket: &OrderTicket) -> Result<Option<OrderReport>, Reject> {
        let Some(row) = self.keys.get(&ticket.client_order_id) else { return Ok(None) };
        let Some(order) = self.orders.get(row.order.index()) else { return Ok(None) };
        if order.ticket != *ticket {
            return Err(Reject::idempotency_conflict(row.key.as_str()));
        }
        let fills = self.fills_of(order).take(row.fills as usize).collect::<Vec<_>>();
        let filled = fills.iter().map(|fill| fill.quantity).sum();
        Ok(Some(OrderReport {
            quantity: Some(row.quantity),
            filled: Some(filled),
            status: row.status,
            ..order.report(fills)
        }))
    }

    /// Remembers that the order's key has been used and what is about to be answered.
    pub(super) fn remember_answer(&mut self, number: OrderNumber) -> Option<KeyRow> {
        let order = self.orders.get(number.index())?;
        let key = order.client_order_id()?.clone();
        let row = KeyRow {
            key: key.clone(),
            order: number,
            status: order.status,
            quantity: order.quantity,
            fills: u32::try_from(order.fills.len()).unwrap_or(u32::MAX),
        };
        self.keys.insert(key, row.clone());
        Some(row)
    }
}
