//! A soak read from its journal and nothing else: every chunk checked, and the engine taken through every input.
//!
//! Invariant: no checkpoint and no table is believed; what is told follows from the inputs.

mod nonsense;
mod tables;

use std::path::Path;

use nonsense::taken_in;

use super::failure::Failure;
use crate::clock::Clock;
use crate::config::{Settings, SoakFolder};
use crate::engine::{State, apply};
use crate::event::Effect;
use crate::gate::{Facts, Gathered, Store};
use crate::journal::{
    Archive, CONFIGURATION_FILE_NAME, Examined, Fingerprint, JournalError, Nearest, examine,
};
use crate::link::SoakState;
use crate::model::{Seq, Time};
use crate::report::{Followed, JournalRead, SoakReport};
use crate::snapshot::{SNAPSHOT_VERSION, Snapshot, Vitals, build, facts};

pub(super) use tables::differing;

/// A journal that was read from its first input to its last.
pub(super) struct Retraced {
    /// What checking it found.
    pub(super) examined: Examined,
    /// The engine after the last input, or after that which was asked for.
    pub(super) state: State,
    /// All that follows from the inputs.
    pub(super) followed: Followed,
    /// The fingerprint of the inputs until that which was asked for.
    pub(super) head: Option<String>,
    /// The journal at that moment.
    pub(super) archive: Archive,
}

/// Reads the journal in `folder`, and takes the engine through it until `until`, or to its end.
///
/// # Errors
///
/// There is no journal, or it cannot be read.
pub(super) fn retrace(folder: &Path, until: Option<Seq>) -> Result<Retraced, JournalError> {
    let (mut state, mut followed, mut effects) = (State::new(), Followed::default(), Vec::new());
    let mut fingerprint = until.map(|_| Fingerprint::new());
    let mut nonsense = None;
    let archive = Archive::open_at_one_moment(folder)?;
    let examined = examine(&archive, |envelope| {
        if until.is_some_and(|until| envelope.seq > until) {
            return Ok(());
        }
        if let Some(fingerprint) = &mut fingerprint {
            fingerprint.append(envelope);
        }
        followed.input(envelope);
        let applied = taken_in(|| apply(&mut state, envelope, &mut effects));
        applied.inspect_err(|_| nonsense = Some(envelope.seq))?;
        for effect in effects.drain(..) {
            if let Effect::Record(record) = effect {
                followed.record(*record);
            }
        }
        Ok(())
    })?;
    if let Some(seq) = nonsense {
        // What the engine was in the middle of is worth nothing; up to there it is gone through again.
        let before = retrace(folder, Some(Seq(seq.0.saturating_sub(1))))?;
        return Ok(Retraced { examined, head: None, archive, ..before });
    }
    let head = match fingerprint {
        Some(fingerprint) => Some(fingerprint.digest()),
        None => examined.head.clone(),
    };
    Ok(Retraced { examined, state, followed, head, archive })
}

/// What is known of a soak beside its inputs.
pub(super) struct Around {
    vitals: Vitals,
    /// Its configuration, if it is known.
    pub(super) configuration: Option<String>,
}

impl Around {
    /// Looks around `soak`; `config` is the file that it was started with, if a person says so.
    ///
    /// # Errors
    ///
    /// The file or the evidence is there and cannot be read.
    pub(super) fn of(soak: &SoakFolder, config: Option<&Path>) -> Result<Self, Failure> {
        let kept = soak.path().join(CONFIGURATION_FILE_NAME);
        let file = config.or_else(|| kept.is_file().then_some(kept.as_path()));
        let settings = file.map(Settings::load).transpose()?.map(|loaded| loaded.settings);
        let store = Store::below(soak.path().parent().unwrap_or(soak.path()));
        let (evidence, _) = Gathered::of(&store).map_err(|error| Failure::no(error.to_string()))?;
        let last = last_picture(soak.path()).map_err(|error| Failure::no(error.to_string()))?;
        let runs = matches!(SoakState::of(soak.path()), SoakState::Running { .. });
        let judged_at = (!runs).then(|| Clock::start().now());
        let name = soak.name().to_string();
        let mut vitals = Vitals { name, evidence, judged_at, ..Vitals::default() };
        if let Some(Snapshot { soak, .. }) = last {
            (vitals.venue, vitals.feed) = (soak.venue, soak.feed);
            (vitals.agent, vitals.length, vitals.key_env) = (soak.agent, soak.length, soak.key_env);
        }
        Ok(Self { vitals, configuration: settings.map(|settings| settings.published().print()) })
    }

    /// All that is judged of the soak in `state`.
    pub(super) fn facts(&self, state: &State) -> Facts {
        facts(state, &self.vitals)
    }

    /// The report of `retraced`.
    pub(super) fn report(self, retraced: Retraced) -> SoakReport {
        let facts = self.facts(&retraced.state);
        let examined = &retraced.examined;
        let vitals = Vitals { durable: examined.last, ..self.vitals };
        let journal = JournalRead {
            inputs: examined.last.0,
            chunks: examined.links.len() as u64,
            head: examined.head.clone(),
            damages: examined.damages.iter().map(ToString::to_string).collect(),
        };
        let picture = build(&retraced.state, &vitals);
        SoakReport::new(picture, &facts, retraced.followed, journal, self.configuration)
    }
}

/// The last picture that the journal keeps, if this build can read it: it says what the inputs do not, what the
/// parts of the run were called.
fn last_picture(folder: &Path) -> Result<Option<Snapshot>, JournalError> {
    let found = Archive::open(folder)?.picture(Nearest::AtOrBefore(Time::from_micros(i64::MAX)))?;
    let bytes = found.filter(|picture| picture.version == SNAPSHOT_VERSION).and_then(|picture| picture.bytes);
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}
