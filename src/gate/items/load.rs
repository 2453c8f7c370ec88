//! The load test at twice the normal rate, made from a rate that the run has not passed since.

use serde::{Deserialize, Serialize};

use crate::engine::State;
use crate::gate::{Evidence, Facts as All, Finding, Judged, LoadFinding};
use crate::model::Plan;

/// The founding document's "2× normal".
const TIMES: u32 = 2;

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
    let (normal, now) = (load.normal_rpm, all.run.load.normal_rpm);
    if now > normal {
        return Judged::wait(format!("normal load rose from {normal} to {now} a minute"), next);
    }
    let limit = plan.gate.load_p99_max;
    let asked = load.asked_rpm;
    if load.cut_short {
        return Judged::wait("the load test was cut short", next);
    }
    if load.sent == 0 {
        return Judged::wait("the load test sent nothing", next);
    }
    if asked < normal.saturating_mul(TIMES) {
        return Judged::wait(format!("{asked} a minute is less than twice {normal}"), next);
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
