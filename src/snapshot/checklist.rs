//! The checklist as it is shown: the gate's judgement of the moment.

use super::view::{ChecklistItem, Vitals};
use crate::engine::State;
use crate::gate::{Facts, ItemJudged, RunFacts, judge};

/// Everything that the gate judges by, from `state` and what `vitals` know around it: as of the run's own time
/// while it runs, and of the machine's when it has ended, as evidence is taken after the end too.
#[must_use]
pub fn facts(state: &State, vitals: &Vitals) -> Facts {
    Facts {
        at: vitals.judged_at.map_or(state.at(), |at| at.max(state.at())),
        plan: state.plan().cloned(),
        run: RunFacts::of(state),
        venue: vitals.venue.clone(),
        key_env: vitals.key_env.clone(),
        evidence: vitals.evidence.newest.to_vec(),
        fixtures: vitals.evidence.fixtures.as_ref().clone(),
    }
}

/// Every item, judged from `state` and what `vitals` know of evidence.
pub(super) fn checklist(state: &State, vitals: &Vitals) -> Vec<ChecklistItem> {
    let item = |ItemJudged { item, judged }| ChecklistItem {
        id: item.as_str().to_owned(),
        title: item.title().to_owned(),
        status: judged.status,
        evidence: judged.evidence,
        next: judged.next,
        at: judged.at,
    };
    judge(&facts(state, vitals)).items.into_iter().map(item).collect()
}
