//! The load test at twice the normal rate, made from a rate that the run has not passed since.

use serde::{Deserialize, Serialize};

use crate::engine::State;
use crate::gate::{Evidence, Facts as All, Finding, Judged, LoadFinding};
use crate::model::{Plan, Span};

/// The founding document's "2× normal".
const TIMES: u32 = 2;

/// Shorter tests see no queue grow: a minute is what the budget is counted in.
const LENGTH_MIN: Span = Span::from_secs(60);

/// What of the run it is judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::gate) struct Facts {
    /// The most requests in 60 seconds of normal running so far.
    pub(in crate::gate) normal_rpm: u32,
}

impl From<&State> for Facts {
    fn from(state: &State) -> Self {
        Self { normal_rpm: u32::from(state.headroom().routine_peak_soak) }
    }
}

pub(in crate::gate) fn judge(all: &All, plan: &Plan) -> Judged {
    let next = "soak load --times 2";
    let found = all.evidence.iter().filter_map(load);
    let Some((evidence, load)) = found.max_by_key(|(evidence, _)| evidence.taken_at) else {
        return Judged::none_yet(next);
    };
    let at = evidence.taken_at;
    let (asked, now) = (load.asked_rpm, all.run.load.normal_rpm);
    let normal = load.normal_rpm.max(now);
    if asked < normal.saturating_mul(TIMES) {
        let text = if now > load.normal_rpm {
            format!("normal load is {now} a minute now, and {asked} were asked for")
        } else {
            format!("{asked} a minute is less than twice {normal}")
        };
        return Judged::wait(text, next);
    }
    let limit = plan.gate.load_p99_max;
    if load.cut_short {
        return Judged::wait("the load test was cut short", next);
    }
    if load.sent == 0 {
        return Judged::wait("the load test sent nothing", next);
    }
    if load.length < LENGTH_MIN {
        return Judged::wait(format!("it lasted {}, at least {LENGTH_MIN} are wanted", load.length), next);
    }
    if load.dropped > 0 {
        return Judged::no_go(format!("{} requests dropped", load.dropped), next, at);
    }
    if load.errors > 0 {
        return Judged::no_go(format!("{} requests failed", load.errors), next, at);
    }
    match load.p99 {
        Some(p99) if p99 <= limit => Judged::go(format!("{asked} a minute, p99 {p99}, none dropped"), at),
        Some(p99) => Judged::no_go(format!("p99 {p99}, at most {limit}"), next, at),
        None => Judged::no_go("no request was answered", next, at),
    }
}

fn load(evidence: &Evidence) -> Option<(&Evidence, &LoadFinding)> {
    match &evidence.finding {
        Finding::Load(load) => Some((evidence, load)),
        _ => None,
    }
}
