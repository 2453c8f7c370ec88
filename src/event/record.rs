//! Rows for people: what happened, in the journal's tables, in the log and on the event list.
//!
//! Invariant: records follow from inputs. They are never read back to decide anything.

use serde::{Deserialize, Serialize};

use super::{Lane, Purpose, Route};
use crate::model::{
    BreakerLevel, ClientOrderId, Fill, Money, OrderKind, OrderSeq, Quantity, Rate, RequestId, Side, Span,
    Symbol, Time, VenueOrderId,
};

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Record {
    /// An order was made or changed its state; the latest row of an order stands.
    Order(OrderRecord),
    /// A fill was booked.
    Fill(FillRecord),
    /// Equity at the end of a minute.
    Equity(EquityRecord),
    /// An alert was raised, acknowledged or cleared; the latest row of an alert stands.
    Alert(AlertRecord),
    /// A request ended.
    Request(RequestRecord),
    /// A person did something.
    Operator(OperatorRecord),
    /// The breaker moved.
    Breaker {
        /// When.
        at: Time,
        /// To where.
        level: BreakerLevel,
        /// Who or what moved it.
        by: String,
        /// Why.
        reason: String,
    },
    /// The soak clock did not run between these times.
    Gap {
        /// The last time that counts.
        from: Time,
        /// The next time that counts.
        to: Time,
        /// Why: `no market data`, `nothing might be traded`, `process was down`.
        reason: String,
    },
    /// Anything else that a person may want to know: an intent held back, a crash seen.
    Note {
        /// When.
        at: Time,
        /// A short word that groups such notes: `intent_refused`, `crash`.
        kind: String,
        /// The sentence.
        text: String,
    },
}

/// An order as it now is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRecord {
    /// When it changed.
    pub at: Time,
    /// Our number.
    pub order: OrderSeq,
    /// Our id at the venue.
    pub client_order_id: ClientOrderId,
    /// The venue's id, once known.
    pub venue_order_id: Option<VenueOrderId>,
    /// The market.
    pub symbol: Symbol,
    /// Buy or sell.
    pub side: Side,
    /// Units ordered.
    pub quantity: Quantity,
    /// Market or limit.
    pub kind: OrderKind,
    /// What for.
    pub purpose: Purpose,
    /// When it was promised to the journal.
    pub created_at: Time,
    /// `journaled`, `sent`, `unknown`, `open`, `partially_filled`, `filled`, `cancelled`,
    /// `refused`, `dropped`.
    pub state: String,
    /// Units filled, by the fills booked.
    pub filled: Quantity,
    /// Why it is in that state, or why it was made.
    pub reason: String,
}

/// A fill with what it did to the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FillRecord {
    /// The fill.
    pub fill: Fill,
    /// When it was booked here.
    pub booked_at: Time,
    /// The order it belongs to, if it is one of ours.
    pub order: Option<OrderSeq>,
    /// Profit or loss that it realised, before its fee.
    pub realized: Money,
    /// The position after it.
    pub position_after: Quantity,
}

/// The account at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EquityRecord {
    /// The moment.
    pub at: Time,
    /// Marked equity.
    pub equity: Money,
    /// Realised since the start, before fees.
    pub realized: Money,
    /// Unrealised at the marks of that moment.
    pub unrealized: Money,
    /// Fees since the start.
    pub fees: Money,
    /// Worth of all positions.
    pub exposure: Money,
    /// Fall from the peak so far.
    pub drawdown: Rate,
}

/// How loud an alert is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Note,
    /// Look when awake.
    Warn,
    /// Wake somebody.
    Page,
}

impl Severity {
    /// The word in tables and on screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warn => "warn",
            Self::Page => "page",
        }
    }
}

/// An alert as it now is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertRecord {
    /// Its identity: kind and subject, `stuck_position:ETH`.
    pub id: String,
    /// `stuck_position`, `unknown_order`, …
    pub kind: String,
    /// What it is about: a symbol, an order, a route.
    pub subject: String,
    /// How loud.
    pub severity: Severity,
    /// What was expected, what the venue said, and what is being done.
    pub text: String,
    /// When it was raised.
    pub raised_at: Time,
    /// When a person acknowledged it.
    pub acknowledged_at: Option<Time>,
    /// When its cause was gone.
    pub cleared_at: Option<Time>,
}

/// One request with its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRecord {
    /// Its number.
    pub id: RequestId,
    /// The route.
    pub route: Route,
    /// The lane it was taken from.
    pub lane: Lane,
    /// The order it concerned.
    pub order: Option<OrderSeq>,
    /// When it left.
    pub sent_at: Time,
    /// How long its end took from when it was due to leave.
    pub latency: Span,
    /// One word: `ok`, `rate_limited`, `refused`, `timed_out`, …
    pub outcome: String,
    /// Details of anything but `ok`, and what the venue said of an order that was asked about.
    pub detail: String,
}

/// An act of a person with what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorRecord {
    /// When.
    pub at: Time,
    /// Login name.
    pub user: String,
    /// Terminal.
    pub terminal: String,
    /// The verb.
    pub command: String,
    /// The person's reason.
    pub reason: String,
    /// What came of it: `done`, or why not.
    pub result: String,
}
