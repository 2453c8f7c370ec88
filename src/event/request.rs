//! A request to the venue, before it has an address or a wire form.

use serde::{Deserialize, Serialize};

use super::Purpose;
use crate::model::{ClientOrderId, Cursor, OrderSeq, OrderTicket, RequestId, VenueOrderId};

/// One request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its number.
    pub id: RequestId,
    /// Which lane of the budget it was taken from.
    pub lane: Lane,
    /// What is asked.
    pub call: Call,
    /// The order it concerns, if any.
    pub order: Option<OrderSeq>,
    /// What that order is for.
    pub purpose: Option<Purpose>,
}

/// The lanes of the budget, first served first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// Closing, cancelling, reconciling.
    Protect,
    /// New orders of the agent.
    Trade,
    /// Everything that can wait.
    Observe,
}

/// What is asked of the venue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Call {
    /// Place an order; the ticket's client order id is also the idempotency key.
    PlaceOrder(OrderTicket),
    /// Cancel an order.
    CancelOrder(VenueOrderId),
    /// Ask about one order.
    QueryOrder(OrderQuery),
    /// List the open orders.
    ListOpenOrders {
        /// Where to go on; `None` for the first page.
        cursor: Option<Cursor>,
    },
    /// List the account's fills, oldest first.
    ListFills {
        /// Where to go on; `None` for the very first fill.
        cursor: Option<Cursor>,
    },
    /// List the positions.
    ListPositions,
    /// Ask for the balance.
    GetBalance,
    /// Ask the venue what it is, for the proof that it is paper.
    GetHealth,
}

/// How one order is asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrderQuery {
    /// By the venue's id.
    Venue(VenueOrderId),
    /// By ours.
    Client(ClientOrderId),
}

/// The routes that latency and limits are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// `POST /trade/order`.
    Order,
    /// `DELETE /trade/order/{id}`.
    Cancel,
    /// `GET /trade/order/{id}` and by client order id.
    OrderQuery,
    /// `GET /trade/orders`.
    Orders,
    /// `GET /trade/fills`.
    Fills,
    /// `GET /trade/positions`.
    Positions,
    /// `GET /wallet/balance`.
    Balance,
    /// `GET /health`.
    Health,
}

impl Route {
    /// Every route, in the order of tables and screens.
    pub const ALL: [Self; 8] = [
        Self::Order,
        Self::Cancel,
        Self::OrderQuery,
        Self::Orders,
        Self::Fills,
        Self::Positions,
        Self::Balance,
        Self::Health,
    ];

    /// Its place in [`Self::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The word in configuration, tables and on screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Cancel => "cancel",
            Self::OrderQuery => "order_query",
            Self::Orders => "orders",
            Self::Fills => "fills",
            Self::Positions => "positions",
            Self::Balance => "balance",
            Self::Health => "health",
        }
    }
}

impl Call {
    /// The route it takes.
    #[must_use]
    pub const fn route(&self) -> Route {
        match self {
            Self::PlaceOrder(_) => Route::Order,
            Self::CancelOrder(_) => Route::Cancel,
            Self::QueryOrder(_) => Route::OrderQuery,
            Self::ListOpenOrders { .. } => Route::Orders,
            Self::ListFills { .. } => Route::Fills,
            Self::ListPositions => Route::Positions,
            Self::GetBalance => Route::Balance,
            Self::GetHealth => Route::Health,
        }
    }

    /// Whether the venue's books can change by it. Such a request leaves only when the input that
    /// caused it is on disk.
    #[must_use]
    pub const fn changes_the_venue(&self) -> bool {
        matches!(self, Self::PlaceOrder(_) | Self::CancelOrder(_))
    }
}

impl Request {
    /// The route it takes.
    #[must_use]
    pub const fn route(&self) -> Route {
        self.call.route()
    }

    /// Whether exposure could become larger by it: what the breaker holds back.
    #[must_use]
    pub fn adds_exposure(&self) -> bool {
        match &self.call {
            Call::PlaceOrder(ticket) => !ticket.reduce_only,
            _ => false,
        }
    }
}
