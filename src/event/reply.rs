//! How a request ended.

use serde::{Deserialize, Serialize};

use crate::model::{
    BalanceReport, Fill, OrderReport, Page, PaperProof, PositionReport, RequestId, Span, Time,
};

/// The end of one request. Every request that was asked for has exactly one, in the life of one
/// process; after a restart the missing ones never come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Which request.
    pub request: RequestId,
    /// When its first byte was about to leave.
    pub sent_at: Time,
    /// How it ended.
    pub outcome: Outcome,
}

/// How a request ended, before the engine decides what that means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// A complete answer that could be read.
    Answered(Answer),
    /// 429. The request had no effect.
    RateLimited {
        /// How long the venue asks to wait, from header or body, seconds or date, not yet clamped.
        retry_after: Option<Span>,
    },
    /// A complete answer that says no: 4xx other than 404 for a query, 408 and 429.
    Refused {
        /// HTTP status.
        status: u16,
        /// The venue's `error` code, neutralised; empty when the body held none.
        code: String,
        /// The venue's message, neutralised.
        message: String,
    },
    /// No answer, or none that says what happened.
    Failed {
        /// What went wrong.
        failure: Failure,
        /// Details for people, neutralised.
        detail: String,
    },
}

/// What can be read from an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// To `PlaceOrder` and `CancelOrder`: the order as it now is.
    Order(Box<OrderReport>),
    /// To `QueryOrder`: the order, or `None` when the venue says completely that it has none.
    OrderFound(Option<Box<OrderReport>>),
    /// To `ListOpenOrders`.
    Orders(Page<OrderReport>),
    /// To `ListFills`.
    Fills(Page<Fill>),
    /// To `ListPositions`; always complete.
    Positions(Vec<PositionReport>),
    /// To `GetBalance`.
    Balance(BalanceReport),
    /// To `GetHealth`.
    Health(PaperProof),
}

/// Why there is no answer to act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// Nothing left this machine (name not resolved, connection refused, breaker closed the door).
    /// Policy: the request had no effect.
    NotSent,
    /// No complete answer in time. Policy: an order is UNKNOWN.
    TimedOut,
    /// The connection ended before the answer did. Policy: an order is UNKNOWN.
    Disconnected,
    /// 5xx or 408. Policy: an order is UNKNOWN and is not sent again without evidence.
    ServerError,
    /// A 2xx whose body is not what was asked for, is cut short, or is too large. Policy: no
    /// information; an order is UNKNOWN.
    Malformed,
}

impl Failure {
    /// The word in tables and on screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotSent => "not_sent",
            Self::TimedOut => "timed_out",
            Self::Disconnected => "disconnected",
            Self::ServerError => "server_error",
            Self::Malformed => "malformed",
        }
    }
}

impl Reply {
    /// The end of a request that was held back at `at`, before anything of it left.
    #[must_use]
    pub fn held_back(request: RequestId, at: Time, why: &str) -> Self {
        let detail = format!("held back before it left: {why}");
        Self { request, sent_at: at, outcome: Outcome::Failed { failure: Failure::NotSent, detail } }
    }
}

impl Outcome {
    /// One word for tables: `ok`, `rate_limited`, `refused`, or the failure.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Answered(_) => "ok",
            Self::RateLimited { .. } => "rate_limited",
            Self::Refused { .. } => "refused",
            Self::Failed { failure, .. } => failure.as_str(),
        }
    }
}
