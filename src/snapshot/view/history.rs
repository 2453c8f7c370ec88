//! What lies behind a picture: curves, events, one order's life. Read from the journal.

use serde::{Deserialize, Serialize};

use super::Snapshot;
use crate::event::Severity;
use crate::model::{Money, OrderSeq, Span, Time};

/// What led to the moment `at`, read from the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// The moment that it ends with.
    pub at: Time,
    /// When the soak began.
    pub began_at: Time,
    /// Equity of the last hour, one point a minute at most, oldest first.
    pub hour: Vec<CurvePoint>,
    /// Equity of the last 24 hours, at most 288 points.
    pub day: Vec<CurvePoint>,
    /// Equity of the whole soak, at most 512 points.
    pub soak: Vec<CurvePoint>,
    /// Round trips by minute over the last two hours, oldest first; minutes without any are left out.
    pub latency: Vec<LatencyMinute>,
    /// What happened, oldest first: at most the last 500.
    pub events: Vec<EventLine>,
    /// Alerts that are over or stand, the latest first: at most 200.
    pub alerts: Vec<AlertPast>,
    /// Gaps in the soak clock, the latest first: at most 100.
    pub gaps: Vec<GapView>,
}

/// Equity at the end of a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// When.
    pub at: Time,
    /// Marked equity.
    pub equity: Money,
}

/// The round trips of one minute, of the route `order` or of all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LatencyMinute {
    /// When the minute began.
    pub at: Time,
    /// The route, or `all`.
    pub route: String,
    /// Round trips that ended in it.
    pub count: u64,
    /// Those that failed.
    pub errors: u64,
    /// Their mean.
    pub mean: Span,
    /// The longest.
    pub max: Span,
}

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// An order changed its state.
    Order,
    /// A fill was booked.
    Fill,
    /// An alert was raised, acknowledged or cleared.
    Alert,
    /// A person did something.
    Operator,
    /// The breaker moved.
    Breaker,
    /// The soak clock stood still.
    Gap,
    /// A request failed.
    Request,
    /// Anything else.
    Note,
}

/// One line of the event log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventLine {
    /// When it happened.
    pub at: Time,
    /// What it is about.
    pub kind: EventKind,
    /// How loud it is; none for what is in the order of things.
    pub severity: Option<Severity>,
    /// The order that it concerns.
    pub order: Option<OrderSeq>,
    /// The sentence, without the time.
    pub text: String,
}

/// An alert that was raised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertPast {
    /// Its identity.
    pub id: String,
    /// How loud.
    pub severity: Severity,
    /// The sentence.
    pub text: String,
    /// When it was raised.
    pub raised_at: Time,
    /// When a person acknowledged it.
    pub acknowledged_at: Option<Time>,
    /// When its cause was gone.
    pub cleared_at: Option<Time>,
}

/// A gap in the soak clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GapView {
    /// The last time that counts.
    pub from: Time,
    /// The next time that counts.
    pub to: Time,
    /// Why.
    pub reason: String,
}

/// One order from intent to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLife {
    /// Our number.
    pub order: OrderSeq,
    /// What it is in a line: `entry buy 0.0029 BTC at market`.
    pub what: String,
    /// Facts about it, name and value: key, venue id, state, filled, why.
    pub facts: Vec<(String, String)>,
    /// What happened to it, oldest first: intent, journaled, each request with its answer, fills, end.
    pub steps: Vec<LifeStep>,
}

/// One step in an order's life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeStep {
    /// When.
    pub at: Time,
    /// A word: `intent`, `journaled`, `sent`, `answer`, `unknown`, `fill`, `filled`, …
    pub word: String,
    /// What is known of it.
    pub text: String,
    /// How long it took, for an answer.
    pub took: Option<Span>,
    /// Whether it is something that should not have happened.
    pub bad: bool,
}

/// One moment of the past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// The picture of that moment; none if the journal keeps none there that this build can read.
    pub picture: Option<Box<Snapshot>>,
    /// What led to it.
    pub history: History,
    /// The first and the last moment there are pictures of.
    pub reach: Option<(Time, Time)>,
}
