//! A tenth of the capital first, for two healthy days, and then by steps; with real money the engine holds it.

use serde::{Deserialize, Serialize};

use crate::engine::{RampReading, State};
use crate::gate::{Facts as All, Judged};
use crate::model::{Plan, Rate, Span, TradingMode};

/// The founding document's "10% of the capital first".
const FIRST_MAX_BP: i64 = 1_000;

/// Its 48 hours.
const HOLD_MIN: Span = Span::from_secs(48 * 3_600);

/// What of the run it is judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::gate) struct Facts {
    /// What the engine holds exposure to; none where it does not.
    pub(in crate::gate) enforced: Option<RampReading>,
}

impl From<&State> for Facts {
    fn from(state: &State) -> Self {
        Self { enforced: state.ramp() }
    }
}

pub(in crate::gate) fn judge(all: &All, plan: &Plan) -> Judged {
    let next = "[ramp] in soak.toml";
    let (steps, hold) = (&plan.ramp.steps, plan.ramp.hold);
    let percent = |rate: Rate| format!("{}%", rate.percent().round_dp(2).normalize());
    let (Some(first), Some(last)) = (steps.first().copied(), steps.last().copied()) else {
        return Judged::wait("no ramp in soak.toml", next);
    };
    if first > Rate::from_bp(FIRST_MAX_BP) || !first.is_positive() {
        return Judged::no_go(format!("begins with {}, not with 10%", percent(first)), next, all.at);
    }
    if last != Rate::ONE {
        return Judged::no_go(format!("ends with {}, not with 100%", percent(last)), next, all.at);
    }
    if !steps.is_sorted_by(|step, after| step < after) {
        return Judged::no_go("its steps do not rise", next, all.at);
    }
    if hold < HOLD_MIN {
        return Judged::no_go(format!("each step holds {hold}, not 48h"), next, all.at);
    }
    match (plan.mode, all.run.ramp.enforced) {
        (TradingMode::Paper, _) => {
            let text = format!("{} first, {} steps of {hold}", percent(first), steps.len());
            Judged::go(text, all.at)
        }
        (TradingMode::Live, Some(now)) if steps.contains(&now.share) => {
            let text = format!("step {} of {}: {} may be taken", now.step, now.steps, percent(now.share));
            Judged::go(text, all.at)
        }
        (TradingMode::Live, _) => {
            Judged::no_go("the engine does not hold to the ramp", "soak stop, and start it again", all.at)
        }
    }
}
