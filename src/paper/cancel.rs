//! Cancelling.

use super::{Change, Exchange, OrderNumber, Reject};
use crate::model::{OrderReport, Time, VenueOrderId, VenueOrderStatus};

impl Exchange {
    /// Cancels a working order; what was filled stays filled.
    ///
    /// # Errors
    /// `not_found` (404) when there never was such an order; `already_filled` and
    /// `already_cancelled` (409) when there is nothing left to cancel.
    pub fn cancel(
        &mut self,
        at: Time,
        id: &VenueOrderId,
        changes: &mut Vec<Change>,
    ) -> Result<OrderReport, Reject> {
        let number = OrderNumber::of(id).ok_or_else(|| Reject::not_found(id.as_str()))?;
        let order = self.orders.get_mut(number.index()).ok_or_else(|| Reject::not_found(id.as_str()))?;
        match order.status {
            VenueOrderStatus::Open | VenueOrderStatus::PartiallyFilled => order.cancel(at),
            VenueOrderStatus::Filled => return Err(Reject::already_filled(id.as_str())),
            VenueOrderStatus::Cancelled | VenueOrderStatus::Rejected => {
                return Err(Reject::already_cancelled(id.as_str()));
            }
        }
        let market_id = self.markets.id_of(order.ticket.symbol.as_str());
        if let Some(market_id) = market_id {
            self.drop_ended(market_id);
        }
        self.tell_order(number, changes);
        self.order(id).ok_or_else(|| Reject::not_found(id.as_str()))
    }
}
