//! Everything that a judgement is made from.

use serde::{Deserialize, Serialize};

use super::Evidence;
use super::items::{breaker, reconciliation, seven_days};
use crate::engine::State;
use crate::model::{Plan, Time};

/// Everything that a judgement is made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The moment of the judgement.
    pub at: Time,
    /// What the run was set out to prove; none before it began.
    pub plan: Option<Plan>,
    /// What the run itself shows.
    pub run: RunFacts,
    /// Where it trades: `embedded`, or the venue's host.
    pub venue: String,
    /// The variable that the venue's key was taken from; none when the venue needs none.
    pub key_env: Option<String>,
    /// The newest evidence of each name.
    pub evidence: Vec<Evidence>,
}

/// What the run itself shows, a part for each item that is judged from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunFacts {
    pub(super) seven_days: seven_days::Facts,
    pub(super) reconciliation: reconciliation::Facts,
    pub(super) breaker: breaker::Facts,
}

impl RunFacts {
    /// What `state` shows.
    #[must_use]
    pub fn of(state: &State) -> Self {
        Self { seven_days: state.into(), reconciliation: state.into(), breaker: state.into() }
    }
}

#[cfg(test)]
impl RunFacts {
    /// What a run shows that has not begun.
    pub(crate) fn of_nothing() -> Self {
        Self::of(&State::new())
    }
}
