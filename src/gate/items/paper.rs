//! It was proven that the venue is paper, since the process was last started. A run with real money proves
//! nothing of the kind.

use serde::{Deserialize, Serialize};

use crate::engine::State;
use crate::gate::Judged;
use crate::model::{Time, TradingMode, neutralise};

/// Most of a fault that is shown.
const FAULT_CHARS_MAX: usize = 60;

/// What it is judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::gate) struct Facts {
    /// The moment.
    pub(in crate::gate) at: Time,
    /// What the run was told to be.
    pub(in crate::gate) mode: TradingMode,
    /// Whether the venue has proven that it executes like that.
    pub(in crate::gate) proven: bool,
    /// Why the soak cannot go on, if it cannot.
    pub(in crate::gate) fault: Option<String>,
}

impl From<&State> for Facts {
    fn from(state: &State) -> Self {
        let fault = state.fault().map(str::to_owned);
        Self { at: state.at(), mode: state.trading_mode(), proven: state.is_proven(), fault }
    }
}

pub(in crate::gate) fn judge(facts: &Facts) -> Judged {
    if facts.mode == TradingMode::Live {
        return Judged::no_go("this run trades with real money", "a paper run of the same", facts.at);
    }
    match &facts.fault {
        Some(fault) if !facts.proven => {
            let text = neutralise(fault, FAULT_CHARS_MAX);
            Judged::no_go(text, "a venue that says it is paper", facts.at)
        }
        _ if facts.proven => Judged::go("the venue is paper".to_owned(), facts.at),
        _ => {
            Judged::wait("the venue has not said that it is paper", "wait for its answer").judged_at(facts.at)
        }
    }
}
