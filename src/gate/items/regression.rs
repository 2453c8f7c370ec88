//! The recorded sessions, as they lie there now, give what is expected of them, with the agent that runs now.

use std::collections::BTreeMap;

use super::bound::Held;
use crate::gate::fixtures::FixturesNow;
use crate::gate::{Facts, Finding, Judged};
use crate::model::{Plan, neutralise};

/// Most of a session's name that is shown.
const NAME_CHARS_MAX: usize = 32;

pub(in crate::gate) fn judge(facts: &Facts, plan: &Plan) -> Judged {
    let next = "soak regress DIR";
    let (mut run, mut oldest, mut stale) = (0_u64, None, None);
    for evidence in &facts.evidence {
        let Finding::Regression { sessions, failed, .. } = &evidence.finding else { continue };
        if let Some(why) = Held::against(facts, plan).lapse(evidence) {
            stale = Some(format!("stale: {why}"));
            continue;
        }
        if let Some((first, more)) = failed.split_first() {
            let first = neutralise(first, NAME_CHARS_MAX);
            let text = match more.len() {
                0 => format!("{first} of {sessions} sessions failed"),
                more => format!("{first} and {more} more of {sessions} failed"),
            };
            return Judged::no_go(text, next, evidence.taken_at);
        }
        run += u64::from(*sessions);
        oldest = Some(oldest.map_or(evidence.taken_at, |at| evidence.taken_at.min(at)));
    }
    match (stale, oldest) {
        (Some(stale), _) => Judged::wait(stale, next),
        (None, Some(at)) if run > 0 => Judged::go(format!("{run} sessions as expected"), at),
        (None, Some(_)) => Judged::wait("no session was run", next),
        (None, None) => Judged::none_yet(next),
    }
}

/// Why the fixtures in `folder` are not those of the fingerprint `then`; none where they are.
pub(super) fn moved(
    then: &str,
    folder: Option<&str>,
    fixtures: &BTreeMap<String, FixturesNow>,
) -> Option<&'static str> {
    let Some(folder) = folder else { return Some("where its sessions lie was not kept") };
    match fixtures.get(folder) {
        Some(FixturesNow::Read { sha256 }) if sha256 == then => None,
        Some(FixturesNow::Read { .. }) => Some("sessions or expectations changed"),
        Some(FixturesNow::Gone) => Some("the folder of its sessions is gone"),
        Some(FixturesNow::Unread { .. }) => Some("its sessions cannot be read any more"),
        None => Some("its sessions were not looked at"),
    }
}
