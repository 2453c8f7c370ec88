//! How an item stands, and by what.

use serde::{Deserialize, Serialize};

use crate::model::Time;

/// How an item stands. What cannot be judged yet is not green.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChecklistStatus {
    /// Proven.
    Go,
    /// Not proven yet.
    Wait,
    /// Disproven.
    NoGo,
}

/// How an item stands, and by what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// How it stands.
    pub status: ChecklistStatus,
    /// The evidence in one line, or what is waited for.
    pub evidence: String,
    /// What turns it green, as a command or an act of a person; empty when it is.
    pub next: String,
    /// When the evidence was taken.
    pub at: Option<Time>,
}

impl Judged {
    pub(super) fn go(evidence: String, at: Time) -> Self {
        Self { status: ChecklistStatus::Go, evidence, next: String::new(), at: Some(at) }
    }

    pub(super) fn wait(evidence: impl Into<String>, next: impl Into<String>) -> Self {
        Self { status: ChecklistStatus::Wait, evidence: evidence.into(), next: next.into(), at: None }
    }

    /// The same as of a moment, for what is watched all the time.
    pub(super) fn judged_at(self, at: Time) -> Self {
        Self { at: Some(at), ..self }
    }

    pub(super) fn no_go(evidence: impl Into<String>, next: impl Into<String>, at: Time) -> Self {
        let status = ChecklistStatus::NoGo;
        Self { status, evidence: evidence.into(), next: next.into(), at: Some(at) }
    }

    /// An item whose evidence comes from elsewhere, by the command that brings it.
    pub(super) fn none_yet(next: &str) -> Self {
        Self::wait("no evidence yet", next)
    }
}
