//! What is wrong: standing alerts, and the comparison with the venue's books.

use serde::{Deserialize, Serialize};

use crate::event::Severity;
use crate::model::{Money, Span, Time};

/// One standing alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertView {
    /// Its identity, `kind:subject`.
    pub id: String,
    /// What kind: `stuck_position`, `unknown_order`, …
    pub kind: String,
    /// How loud.
    pub severity: Severity,
    /// What it is about.
    pub subject: String,
    /// The sentence.
    pub text: String,
    /// What was expected, if that can be said apart.
    pub expected: Option<String>,
    /// What the venue, the market or the disk said instead, if that can be said apart.
    pub observed: Option<String>,
    /// What is being done about it, and what a person can do.
    pub doing: String,
    /// When it was raised.
    pub raised_at: Time,
    /// When a person acknowledged it.
    pub acknowledged_at: Option<Time>,
}

/// The comparison with the venue's books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReconcileView {
    /// When the last agreeing cycle was complete.
    pub agreed_at: Option<Time>,
    /// How often the books are compared when nothing hurries.
    pub every: Span,
    /// Since when no complete answer came, if that is alarming.
    pub blind_since: Option<Time>,
    /// Complete cycles.
    pub cycles: u64,
    /// Differences that stand, in words.
    pub standing: Vec<String>,
    /// Orders of unknown outcome.
    pub orders_unknown: u64,
    /// The venue's cash less ours.
    pub drift_unexplained: Money,
}
