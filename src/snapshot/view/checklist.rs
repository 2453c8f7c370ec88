//! The items of the go/no-go decision.

use serde::{Deserialize, Serialize};

use crate::gate::{ChecklistStatus, Item};
use crate::model::Time;

/// Items of the decision: the founding document's ten, and five that experience adds.
pub const CHECKLIST_ITEMS: usize = Item::ALL.len();

/// One item of the checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistItem {
    /// Its identity, as [`crate::gate::Item::as_str`] has it.
    pub id: String,
    /// What it is called on the screen, at most 14 characters.
    pub title: String,
    /// How it stands.
    pub status: ChecklistStatus,
    /// The evidence in one line, or what is waited for.
    pub evidence: String,
    /// What turns it green, as a command or an act of a person; empty when it is green.
    pub next: String,
    /// When the evidence was taken; none while there is none.
    pub at: Option<Time>,
}
