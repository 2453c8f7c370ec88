//! One of our orders, from the promise to the journal until nothing more can happen to it.
//!
//! ```text
//!   Waiting ──► Sent ──► Working ──► Done(filled | cancelled)
//!      │          ├────► Done(refused)
//!      │          └────► Unknown ──evidence──► any of them, or Waiting again with the same key
//!      └────► Done(dropped)
//! ```
//!
//! Whatever changes its state or what is filled of it is told as a row, so that its life can be read
//! from the journal.
//!
//! Invariant: the fills booked never exceed the quantity ordered without an `overfill` alert.
//! Invariant: an UNKNOWN order leaves that state by evidence of the venue or by a person's note.

use serde::{Deserialize, Serialize};

use super::protection::Protection;
use crate::event::{Effect, IntentOrigin, OrderRecord, Purpose, Record};
use crate::model::{
    ClientOrderId, MarketId, OrderKind, OrderSeq, OrderTicket, Price, Quantity, Side, Symbol, Time,
    VenueOrderId, VenueOrderStatus,
};

/// One of our orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Our number.
    pub seq: OrderSeq,
    /// Our id at the venue, and the idempotency key.
    pub key: ClientOrderId,
    /// The venue's id, once known.
    pub venue_id: Option<VenueOrderId>,
    /// The market.
    pub market: MarketId,
    /// The market's name.
    pub symbol: Symbol,
    /// Buy or sell.
    pub side: Side,
    /// Units ordered.
    pub quantity: Quantity,
    /// Market or limit.
    pub kind: OrderKind,
    /// What for.
    pub purpose: Purpose,
    /// Who wanted it.
    pub origin: IntentOrigin,
    /// The market's mark when it was made: what an unknown order is valued at.
    pub mark_at_start: Price,
    /// When the intent was formed.
    pub intent_at: Time,
    /// When it was promised to the journal.
    pub created_at: Time,
    /// When its state last changed.
    pub changed_at: Time,
    /// Where it stands.
    pub state: OrderState,
    /// Units filled, by the fills booked.
    pub filled: Quantity,
    /// Units filled, as the venue last said; `None` while it has not said.
    pub filled_at_venue: Option<Quantity>,
    /// Times it was handed to the venue.
    pub attempts: u16,
    /// When it was last asked about, while that matters.
    pub asked_at: Option<Time>,
    /// When the venue first said, completely, that it has no such order.
    pub absent_since: Option<Time>,
    /// What is being done about ending it early.
    pub cancel: CancelState,
    /// When a further cancel may be tried.
    pub cancel_again_at: Time,
    /// Why it was made, and then why it is in its state.
    pub reason: String,
}

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrderState {
    /// In the journal and in the queue for the venue.
    Waiting,
    /// Handed to the venue, no answer yet.
    Sent,
    /// Handed to the venue, and no answer that says what happened.
    Unknown {
        /// Since when.
        since: Time,
    },
    /// The venue has it and works on it.
    Working,
    /// Nothing more can happen to it.
    Done(Ending),
}

/// How an order ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ending {
    /// Filled completely.
    Filled,
    /// Ended with what was filled until then.
    Cancelled,
    /// The venue did not take it.
    Refused,
    /// It never reached the venue: too old, too often limited, breaker, or proven absent.
    Dropped,
}

/// What is being done about ending an order early.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CancelState {
    /// Nothing.
    #[default]
    None,
    /// It is wanted, and is sent as soon as the venue is known to work on the order.
    Wanted,
    /// The request is in the queue or with the venue; its end says how it goes on.
    Asked,
    /// The venue did not do it; the order is asked about before anything is repeated.
    Refused,
}

impl Order {
    /// What the venue is told.
    #[must_use]
    pub fn ticket(&self) -> OrderTicket {
        OrderTicket {
            client_order_id: self.key.clone(),
            symbol: self.symbol.clone(),
            side: self.side,
            quantity: self.quantity,
            kind: self.kind,
            reduce_only: !self.purpose.adds_exposure() && Protection::ReduceOnly.stands(),
        }
    }

    /// Whether nothing more can happen to it, as far as the venue said.
    #[must_use]
    pub fn is_done(&self) -> bool {
        matches!(self.state, OrderState::Done(_))
    }

    /// Whether the venue is known to have it, whatever the request that placed it may still say.
    #[must_use]
    pub fn was_seen(&self) -> bool {
        self.state != OrderState::Sent || self.venue_id.is_some() || self.filled.is_positive()
    }

    /// Whether it is taken for something that the venue does not have.
    #[must_use]
    pub fn is_given_up(&self) -> bool {
        matches!(self.state, OrderState::Waiting | OrderState::Done(Ending::Refused | Ending::Dropped))
    }

    /// Whether its outcome is not known.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        matches!(self.state, OrderState::Unknown { .. })
    }

    /// Whether it is done and every fill that the venue spoke of is booked.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let expected = match self.state {
            OrderState::Done(Ending::Filled) => self.filled_at_venue.unwrap_or(self.quantity),
            OrderState::Done(Ending::Cancelled) => self.filled_at_venue.unwrap_or(self.filled),
            OrderState::Done(Ending::Refused | Ending::Dropped) => Quantity::ZERO,
            _ => return false,
        };
        self.filled >= expected
    }

    /// Units that may still be filled, at the worst.
    #[must_use]
    pub fn open_quantity(&self) -> Quantity {
        match self.state {
            OrderState::Done(_) if self.is_settled() => Quantity::ZERO,
            OrderState::Done(_) => {
                (self.filled_at_venue.unwrap_or(self.quantity) - self.filled).max(Quantity::ZERO)
            }
            _ => (self.quantity - self.filled).max(Quantity::ZERO),
        }
    }

    /// The state after the venue said `status`.
    #[must_use]
    pub fn state_for(status: VenueOrderStatus) -> OrderState {
        match status {
            VenueOrderStatus::Open | VenueOrderStatus::PartiallyFilled => OrderState::Working,
            VenueOrderStatus::Filled => OrderState::Done(Ending::Filled),
            VenueOrderStatus::Cancelled => OrderState::Done(Ending::Cancelled),
            VenueOrderStatus::Rejected => OrderState::Done(Ending::Refused),
        }
    }

    /// The word for its state in tables and on screens.
    #[must_use]
    pub fn state_word(&self) -> &'static str {
        match self.state {
            OrderState::Waiting => "journaled",
            OrderState::Sent => "sent",
            OrderState::Unknown { .. } => "unknown",
            OrderState::Working if self.filled.is_zero() => "open",
            OrderState::Working => "partially_filled",
            OrderState::Done(Ending::Filled) => "filled",
            OrderState::Done(Ending::Cancelled) => "cancelled",
            OrderState::Done(Ending::Refused) => "refused",
            OrderState::Done(Ending::Dropped) => "dropped",
        }
    }

    /// Its row for the journal's tables, after something about it changed `at` this time.
    pub(super) fn row(&self, at: Time) -> Effect {
        Effect::Record(Box::new(Record::Order(self.record(at))))
    }

    fn record(&self, at: Time) -> OrderRecord {
        OrderRecord {
            at,
            order: self.seq,
            client_order_id: self.key.clone(),
            venue_order_id: self.venue_id.clone(),
            symbol: self.symbol.clone(),
            side: self.side,
            quantity: self.quantity,
            kind: self.kind,
            purpose: self.purpose,
            created_at: self.created_at,
            state: self.state_word().to_owned(),
            filled: self.filled,
            reason: self.reason.clone(),
        }
    }
}
