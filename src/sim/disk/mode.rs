//! How a simulated disk behaves while windows are open, and what came of a moment of it.

use crate::fault::{Fault, Window};
use crate::model::Span;

/// How a simulated disk behaves.
#[derive(Clone, Debug, Default)]
pub(in crate::sim) struct Mode {
    /// How much longer than usual a write takes.
    pub(super) slow: Span,
    /// The window in which writes fail, if one is open.
    pub(super) fails: Option<Window>,
    /// The window in which the process is killed at a write, if one is open.
    pub(super) kills: Option<Window>,
}

/// What came of a moment of a simulated disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sim) enum Turn {
    /// Nothing that anybody minds.
    Nothing,
    /// A write is done: more is durable.
    Durable,
    /// A write has failed, after one that had not, or that had for another reason; why, for people.
    Fails(String),
    /// A write is done, after one that had failed.
    Heals,
    /// The process is killed at this write.
    Dies,
}

impl Mode {
    /// How the disk behaves while `open` are open.
    pub(in crate::sim) fn under(open: &[Window]) -> Self {
        let mut mode = Self::default();
        for window in open {
            match window.fault {
                Fault::DiskSlow { by } => mode.slow += by,
                Fault::DiskFails | Fault::DiskFull => mode.fails = Some(window.clone()),
                Fault::Crash if !window.is_whole() => mode.kills = Some(window.clone()),
                _ => {}
            }
        }
        mode
    }

    /// Whether a write may end otherwise than well.
    pub(super) const fn is_bad(&self) -> bool {
        self.fails.is_some() || self.kills.is_some()
    }
}

/// What the system says when a write fails in `window`.
pub(super) fn reason(window: &Window) -> String {
    match window.fault {
        Fault::DiskFull => "write the journal: database or disk is full".to_owned(),
        _ => "write the journal: disk I/O error".to_owned(),
    }
}
