//! Integration tests: the agent meets a venue that limits, breaks, is silent and talks nonsense, by the drills
//! or by an imported report of its own tests.

use super::bound::Held;
use super::holds::Drills;
use crate::gate::{Evidence, Facts, Finding, Judged};
use crate::model::{Plan, neutralise};

/// The drills.
const DRILLS: [&str; 4] = ["rate-limited", "server-error", "timeout", "malformed"];

/// Most of an imported report's name that is shown.
const NAME_CHARS_MAX: usize = 24;

pub(in crate::gate) fn judge(facts: &Facts, plan: &Plan) -> Judged {
    let drills = Drills::of(facts, plan, &DRILLS);
    let (next, import) = (drills.next("soak drill integration"), "soak evidence add junit FILE");
    if let Some(failure) = drills.failure() {
        return Judged::no_go(failure, next, facts.at);
    }
    let imported: Vec<_> = facts.evidence.iter().filter_map(tests).collect();
    let (mut total, mut oldest, mut stale) = (Tests::default(), None, None);
    for (evidence, Tests { run, failed, skipped }) in &imported {
        let name = neutralise(&evidence.name, NAME_CHARS_MAX);
        match Held::against(facts, plan).lapse(evidence) {
            Some(why) => stale = Some(format!("{name} is stale: {why}")),
            None if *failed > 0 => {
                return Judged::no_go(format!("{name}: {failed} of {run} tests failed"), import, facts.at);
            }
            None if skipped > run => {
                let all = run.saturating_add(*skipped);
                let text = format!("{name}: {skipped} of {all} tests were left out");
                return Judged::wait(text, format!("run them, then {import}"));
            }
            None => {
                total.run = total.run.saturating_add(*run);
                total.skipped = total.skipped.saturating_add(*skipped);
                oldest = Some(oldest.map_or(evidence.taken_at, |at| evidence.taken_at.min(at)));
            }
        }
    }
    if drills.lack().is_none() {
        let at = oldest.into_iter().chain(drills.at).min().unwrap_or(facts.at);
        return Judged::go(tell(drills.held.len(), total), at);
    }
    match (stale, oldest) {
        (Some(stale), _) => Judged::wait(stale, import),
        (None, Some(at)) if total.run > 0 => Judged::go(tell(drills.held.len(), total), at),
        (None, Some(_)) => Judged::wait("the imported report ran no test", import),
        (None, None) => Judged::wait(drills.lack().unwrap_or_default(), next),
    }
}

/// What a report of tests counts.
#[derive(Clone, Copy, Debug, Default)]
struct Tests {
    run: u64,
    failed: u64,
    skipped: u64,
}

fn tests(evidence: &Evidence) -> Option<(&Evidence, Tests)> {
    match evidence.finding {
        Finding::Tests { run, failed, skipped } => Some((evidence, Tests { run, failed, skipped })),
        _ => None,
    }
}

fn tell(drills: usize, tests: Tests) -> String {
    let drilled = (drills > 0).then(|| format!("{drills} of {} drills held", DRILLS.len()));
    let passed = (drills == 0 || tests.run > 0).then(|| format!("{} tests passed", tests.run));
    let left_out = (tests.skipped > 0).then(|| format!("{} left out", tests.skipped));
    drilled.into_iter().chain(passed).chain(left_out).collect::<Vec<_>>().join(", ")
}
