//! Integration tests: the agent meets a venue that limits, breaks, is silent and talks nonsense, by the drills
//! or by an imported report of its own tests.

use super::holds::{Drills, WHOLE, changed};
use crate::gate::{Evidence, Facts, Finding, Judged};
use crate::model::{Plan, neutralise};

/// The drills.
const DRILLS: [&str; 4] = ["rate-limited", "server-error", "timeout", "malformed"];

/// Most of an imported report's name that is shown.
const NAME_CHARS_MAX: usize = 24;

pub(in crate::gate) fn judge(facts: &Facts, plan: &Plan) -> Judged {
    let drills = Drills::of(facts, plan, &DRILLS, &WHOLE, None);
    let (next, import) = (drills.next("soak drill integration"), "soak evidence add tests FILE");
    if let Some(failure) = drills.failure() {
        return Judged::no_go(failure, next, facts.at);
    }
    let imported: Vec<_> = facts.evidence.iter().filter_map(tests).collect();
    let (mut run_total, mut oldest, mut stale) = (0_u64, None, None);
    for (evidence, run, failed) in &imported {
        let name = neutralise(&evidence.name, NAME_CHARS_MAX);
        match changed(evidence, plan, &WHOLE) {
            Some(why) => stale = Some(format!("{name} is stale: {why}")),
            None if *failed > 0 => {
                return Judged::no_go(format!("{name}: {failed} of {run} tests failed"), import, facts.at);
            }
            None => {
                run_total = run_total.saturating_add(*run);
                oldest = Some(oldest.map_or(evidence.taken_at, |at| evidence.taken_at.min(at)));
            }
        }
    }
    if drills.lack().is_none() {
        let at = oldest.into_iter().chain(drills.at).min().unwrap_or(facts.at);
        return Judged::go(tell(drills.held.len(), run_total), at);
    }
    match (stale, oldest) {
        (Some(stale), _) => Judged::wait(stale, import),
        (None, Some(at)) if run_total > 0 => Judged::go(tell(drills.held.len(), run_total), at),
        (None, Some(_)) => Judged::wait("the imported report ran no test", import),
        (None, None) => Judged::wait(drills.lack().unwrap_or_default(), next),
    }
}

fn tests(evidence: &Evidence) -> Option<(&Evidence, u64, u64)> {
    match evidence.finding {
        Finding::Tests { run, failed, .. } => Some((evidence, run, failed)),
        _ => None,
    }
}

fn tell(drills: usize, run: u64) -> String {
    match (drills, run) {
        (0, run) => format!("{run} tests passed"),
        (drills, 0) => format!("{drills} of {} drills held", DRILLS.len()),
        (drills, run) => format!("{drills} of {} drills held, {run} tests passed", DRILLS.len()),
    }
}
