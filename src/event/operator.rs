//! What a person does to a running soak.

use serde::{Deserialize, Serialize};

use crate::model::{BreakerLevel, OrderSeq};

/// One act of a person, with who it was and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorAction {
    /// Who did it.
    pub operator: Operator,
    /// What was done.
    pub command: OperatorCommand,
    /// Why, in the person's words; may be empty where no reason is asked for.
    pub reason: String,
}

/// Who acts on a soak.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operator {
    /// The login name.
    pub user: String,
    /// The terminal, or `none`.
    pub terminal: String,
}

/// The verbs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperatorCommand {
    /// Move the breaker to this level (pause, trip, flatten); never downwards.
    Raise(BreakerLevel),
    /// Arm the breaker again after a trip. Needs a reason.
    Reset,
    /// End a pause; has no effect on a trip.
    Resume,
    /// Acknowledge the alert with this identity, or every open one.
    Acknowledge {
        /// The alert's identity; `None` for all.
        alert: Option<String>,
    },
    /// State what became of an order that no evidence settles, as a person found out elsewhere.
    Settle {
        /// The order.
        order: OrderSeq,
        /// Whether the venue never had it.
        absent: bool,
    },
    /// End the soak.
    Stop,
    /// Inject a fault into a paper soak on the embedded venue.
    Inject {
        /// The fault and how long, as a person writes it: `partition 30s`.
        fault: String,
    },
    /// Raise an alert that means nothing, to see that it reaches a person. Acknowledging it clears it.
    TestAlert,
}

impl OperatorCommand {
    /// The word in the journal's table of operator actions.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Raise(BreakerLevel::Armed | BreakerLevel::Paused) => "pause",
            Self::Raise(BreakerLevel::Tripped) => "trip",
            Self::Raise(BreakerLevel::Flattening) => "flatten",
            Self::Reset => "reset",
            Self::Resume => "resume",
            Self::Acknowledge { .. } => "acknowledge",
            Self::Settle { .. } => "settle",
            Self::TestAlert => "test alert",
            Self::Stop => "stop",
            Self::Inject { .. } => "inject",
        }
    }
}
