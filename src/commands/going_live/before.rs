//! What a soak's folder says of the run that would go on in it.

use std::path::Path;

use super::super::failure::Failure;
use super::super::run_options::RunOptions;
use crate::engine::RampReading;
use crate::journal::{JOURNAL_FILE_NAME, Journal};
use crate::model::{Fingerprints, Plan, TradingMode};
use crate::runtime::recover;

/// What was there before.
#[derive(Clone, Debug)]
pub(super) enum Before {
    /// Nothing, or a soak that was killed before anything could leave.
    Nothing,
    /// A soak on paper.
    Paper,
    /// A live soak of the same agent, configuration and program. Its positions must not be orphaned: it goes on
    /// without another proof.
    SameLive {
        /// The bundle that opened the door.
        by: String,
        /// Where on the ramp it is.
        ramp: Option<RampReading>,
    },
    /// A live soak of something else.
    OtherLive {
        /// What is another.
        changed: Vec<&'static str>,
    },
}

impl Before {
    /// Reads the journal in `folder`, if there is one, for a start with `now`.
    ///
    /// # Errors
    ///
    /// There is one, and it cannot be read.
    pub(super) fn of(folder: &Path, now: &Fingerprints) -> Result<Self, Failure> {
        if !folder.join(JOURNAL_FILE_NAME).exists() {
            return Ok(Self::Nothing);
        }
        let unread = |error: &dyn std::error::Error| Failure::usage(error.to_string());
        let journal = Journal::open(folder).map_err(|error| unread(&error))?;
        let state = recover(&journal).map_err(|error| unread(&error))?;
        let Some(plan) = state.plan() else { return Ok(Self::Nothing) };
        if plan.mode == TradingMode::Paper {
            return Ok(Self::Paper);
        }
        Ok(match (&plan.promoted_by, changed(plan, now)) {
            (Some(by), changed) if changed.is_empty() => {
                Self::SameLive { by: by.clone(), ramp: state.ramp() }
            }
            (_, changed) => Self::OtherLive { changed },
        })
    }

    /// What speaks against going on, or against beginning without a proof.
    pub(super) fn against(&self, options: &RunOptions) -> Option<String> {
        let (name, has_bundle) = (options.folder.name(), options.live_bundle.is_some());
        match self {
            Self::Paper => Some(format!(
                "the soak {name} was begun on paper, and its journal stays paper's; give another --name"
            )),
            Self::Nothing if !has_bundle => Some(
                "there is no proof; soak report NAME --bundle -o FILE makes one of the paper soak, --live FILE gives it"
                    .to_owned(),
            ),
            Self::OtherLive { changed } if !has_bundle => Some(format!(
                "the live soak {name} was begun with another {}; bring that back, or soak this on paper and give \
                 its bundle with --live FILE",
                changed.join(" and ")
            )),
            Self::Nothing | Self::OtherLive { .. } | Self::SameLive { .. } => None,
        }
    }
}

/// The parts in which `now` is not what `plan` was begun with.
fn changed(plan: &Plan, now: &Fingerprints) -> Vec<&'static str> {
    let before = &plan.fingerprints;
    let parts = [
        ("agent", &before.agent, &now.agent),
        ("configuration", &before.configuration, &now.configuration),
        ("binary", &before.binary, &now.binary),
    ];
    parts.into_iter().filter(|(_, before, now)| before != now).map(|(part, ..)| part).collect()
}
