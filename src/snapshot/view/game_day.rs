//! Faults that are injected on purpose: what is rehearsed now.

use serde::{Deserialize, Serialize};

use crate::model::Time;

/// What is rehearsed. A picture has it only where faults may be injected at all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GameDayView {
    /// The windows that are open, the first to have opened first.
    pub open: Vec<WindowView>,
}

/// A stretch of time in which a fault is injected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowView {
    /// What people call the fault.
    pub label: String,
    /// When the window opens.
    pub from: Time,
    /// When it closes.
    pub until: Time,
}
