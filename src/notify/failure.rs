//! Why a sink did not take a notice.

use crate::model::{Span, neutralise};

/// Longest reason kept, in characters: a line on a screen and a bit.
const REASON_CHARS_MAX: usize = 200;

/// Why a sink did not take a notice. Its words hold neither address nor secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendFailure {
    /// The sink is not there, or not well. Policy: leave the sink alone for a while; everything for it waits,
    /// in order.
    #[error("{0}")]
    Sink(String),
    /// The sink heard of the notice and failed over it. Policy: leave the sink alone for a while, and try another
    /// alert first then: it may be this one that it fails over.
    #[error("{0}")]
    Over(String),
    /// The sink asks to be left alone for so long. Policy: as before, and for that time at least.
    #[error("{reason}")]
    Later {
        /// What it answered.
        reason: String,
        /// How long, bounded.
        wait: Span,
    },
    /// The sink is well and does not want this notice. Policy: put the notice aside for a while; what comes
    /// after it goes on.
    #[error("{0}")]
    Notice(String),
}

impl SendFailure {
    /// The sink is not well, for this `reason`.
    pub(super) fn sink(reason: &str) -> Self {
        Self::Sink(neutralise(reason, REASON_CHARS_MAX))
    }

    /// The sink failed over the notice, for this `reason`.
    pub(super) fn over(reason: &str) -> Self {
        Self::Over(neutralise(reason, REASON_CHARS_MAX))
    }

    /// The sink does not want the notice, for this `reason`.
    pub(super) fn notice(reason: &str) -> Self {
        Self::Notice(neutralise(reason, REASON_CHARS_MAX))
    }
}
