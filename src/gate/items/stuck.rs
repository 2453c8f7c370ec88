//! The second half of reconciliation: a position that does not close was seen in time, told, and a person
//! acknowledged it, either in this soak or in a drill beside a test alert.

use super::holds::Drills;
use crate::engine::Told;
use crate::gate::{Facts as All, Judged};
use crate::model::{Plan, Span, Time};

/// The drill.
pub(super) const DRILL: [&str; 1] = ["stuck-position"];

/// How soon after the close was made it has to be seen: an interval of five seconds, and one.
const SEEN_WITHIN: Span = Span::from_secs(6);

/// What the person still has to do, or what was shown.
pub(super) fn judge(all: &All, plan: &Plan, stuck: Option<&Told>, test: Option<&Told>) -> Judged {
    let (at, fresh_for) = (all.at, plan.gate.fresh_for);
    let drills = Drills::of(all, plan, &DRILL);
    if let Some(failure) = drills.failure() {
        return Judged::no_go(failure, "soak drill stuck-position", at);
    }
    let fresh = |told: &&Told| at.since(told.raised_at) <= fresh_for;
    let own = stuck.filter(fresh);
    if let Some(told) = own {
        let seen = told.raised_at.since(told.since);
        if seen > SEEN_WITHIN {
            let words = format!("{} seen after {seen}, not within {SEEN_WITHIN}", told.alert);
            return Judged::no_go(words, "soak drill stuck-position, and report it", at);
        }
        if let Some(reached_at) = reached(told) {
            return Judged::go(format!("books agree; stuck seen in {seen}, told, acknowledged"), reached_at);
        }
    }
    let tested = test.filter(fresh);
    if let (None, Some(drilled_at), Some(reached_at)) = (drills.lack(), drills.at, tested.and_then(reached)) {
        let words = "books agree; stuck drilled, test alert acknowledged".to_owned();
        return Judged::go(words, drilled_at.min(reached_at));
    }
    match (own, drills.lack(), tested) {
        (None, Some(lack), _) => Judged::wait(lack, "soak drill stuck-position"),
        (Some(told), _, _) | (None, None, Some(told)) => lacks(told),
        (None, None, None) => Judged::wait("stuck drilled; no test alert lately", "soak alert test"),
    }
}

/// When it had both left the box and been acknowledged.
fn reached(told: &Told) -> Option<Time> {
    let (delivered, acknowledged) = told.delivered_at.zip(told.acknowledged_at)?;
    Some(delivered.max(acknowledged))
}

/// What is missing of a page that was told.
fn lacks(told: &Told) -> Judged {
    if told.delivered_at.is_none() {
        let next = "[alerts] in soak.toml, then soak alert test";
        Judged::wait(format!("{} is not delivered yet", told.alert), next)
    } else {
        let next = format!("soak alert ack {}", told.alert);
        Judged::wait(format!("{} is not acknowledged yet", told.alert), next)
    }
}
