//! A drill: what is rehearsed, why, and with which protections in mind.

use serde::{Deserialize, Serialize};

use super::Case;
use crate::engine::Protection;

/// A rehearsed failure.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drill {
    /// Its name on the command line: `flash-crash`.
    pub id: String,
    /// What it belongs to.
    pub family: Family,
    /// What happens, in a few words.
    pub title: String,
    /// What happens, what must hold, and why that matters, in a few sentences.
    pub about: String,
    /// The protections that it exists for.
    #[serde(default)]
    pub guards: Vec<Protection>,
    /// Its variants; it is passed when all of them are.
    #[serde(rename = "case")]
    pub cases: Vec<Case>,
}

/// What a drill belongs to. The names are words of the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Whole stories: a crash, a storm of refusals, a partition.
    Scenario,
    /// One thing around the soak is broken.
    Chaos,
    /// One kind of bad answer of the venue.
    Integration,
    /// What was learned the hard way.
    Field,
}

impl Family {
    /// Every family, in the order of lists.
    pub const ALL: [Self; 4] = [Self::Scenario, Self::Chaos, Self::Integration, Self::Field];

    /// The word that chooses all its drills on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Scenario => "scenarios",
            Self::Chaos => "chaos",
            Self::Integration => "integration",
            Self::Field => "field",
        }
    }
}
