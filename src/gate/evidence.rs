//! A recorded fact with a time, an origin and what it holds for.

use serde::{Deserialize, Serialize};

use super::Finding;
use crate::model::{Fingerprints, Time};

/// A recorded fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Its name among others of its kind: a drill's, `load`, `regression`, `coverage`.
    pub name: String,
    /// What was found.
    pub finding: Finding,
    /// When it was taken, by the clock of the machine.
    pub taken_at: Time,
    /// The command that brought it, as a person would type it.
    pub origin: String,
    /// What it holds for.
    pub fingerprints: Fingerprints,
}
