//! The ten items of the go/no-go decision, in the order of the founding document.
//!
//! Four of them can be judged from the run alone, each in a file of its own: facts in, status and
//! evidence out. The others wait for evidence that is brought from elsewhere.
//!
//! Invariant: what cannot be judged is never green; evidence that is too old is no evidence.
//! Invariant: evidence holds no ages, which change by themselves; its time stands beside it.

mod breaker;
mod key;
mod reconciliation;
mod seven_days;

use super::view::{ChecklistItem, ChecklistStatus, Vitals};
use crate::engine::State;
use crate::model::Time;

/// How an item stands, and by what.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Judged {
    status: ChecklistStatus,
    evidence: String,
    /// What turns it green; empty when it is.
    next: String,
    /// When the evidence was taken.
    at: Option<Time>,
}

impl Judged {
    fn go(evidence: String, at: Time) -> Self {
        Self { status: ChecklistStatus::Go, evidence, next: String::new(), at: Some(at) }
    }

    fn wait(evidence: impl Into<String>, next: impl Into<String>) -> Self {
        Self { status: ChecklistStatus::Wait, evidence: evidence.into(), next: next.into(), at: None }
    }

    /// The same as of a moment, for what is watched all the time.
    fn judged_at(self, at: Time) -> Self {
        Self { at: Some(at), ..self }
    }

    fn no_go(evidence: impl Into<String>, next: impl Into<String>, at: Time) -> Self {
        let status = ChecklistStatus::NoGo;
        Self { status, evidence: evidence.into(), next: next.into(), at: Some(at) }
    }

    /// An item whose evidence comes from elsewhere, by the command that brings it.
    fn none_yet(next: &str) -> Self {
        Self::wait("no evidence yet", next)
    }
}

/// The ten items.
pub(super) fn checklist(state: &State, vitals: &Vitals) -> Vec<ChecklistItem> {
    let items = [
        ("coverage", "coverage", Judged::none_yet("soak evidence add coverage FILE")),
        ("integration", "integration", Judged::none_yet("soak drill scenarios")),
        ("seven_days", "seven days", seven_days::judge(&state.into())),
        ("load", "load ×2", Judged::none_yet("soak load --times 2")),
        ("chaos", "chaos", Judged::none_yet("soak drill chaos")),
        ("regression", "regression", Judged::none_yet("soak regress DIR")),
        ("reconciliation", "reconciliation", reconciliation::judge(&state.into())),
        ("breaker", "breaker", breaker::judge(&state.into())),
        ("key", "key", key::judge(&vitals.venue, vitals.key_env.as_deref())),
        ("ramp", "10% first", Judged::wait("no ramp in soak.toml", "[ramp] in soak.toml")),
    ];
    let item = |(id, title, judged): (&str, &str, Judged)| ChecklistItem {
        id: id.to_owned(),
        title: title.to_owned(),
        status: judged.status,
        evidence: judged.evidence,
        next: judged.next,
        at: judged.at,
    };
    items.into_iter().map(item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_soak_that_has_not_begun_has_ten_items_and_none_of_them_is_green() {
        let items = checklist(&State::new(), &Vitals::default());
        let ids: Vec<_> = items.iter().map(|item| item.id.as_str()).collect();
        let expect = [
            "coverage",
            "integration",
            "seven_days",
            "load",
            "chaos",
            "regression",
            "reconciliation",
            "breaker",
            "key",
            "ramp",
        ];
        assert_eq!(ids, expect);
        for item in &items {
            assert_eq!(item.status, ChecklistStatus::Wait, "{item:?}");
            assert!(!item.next.is_empty() && !item.evidence.is_empty(), "{item:?}");
            assert!(item.title.chars().count() <= 14, "{item:?}");
        }
    }
}
