//! Which soak a command means.

use super::cli::DataArgs;
use super::failure::Failure;
use crate::config::{DataRoot, SoakFolder, SoakName};
use crate::link::SoakState;
use crate::model::Time;

/// Later than everything that ran.
const NEVER: Time = Time::from_micros(i64::MAX);

/// Most names listed in a message.
const NAMES_SHOWN_MAX: usize = 8;

/// The soak called `name`, or the only running one.
///
/// # Errors
///
/// There is no such soak, or not exactly one runs.
pub(super) fn soak(name: Option<&SoakName>, data: &DataArgs) -> Result<SoakFolder, Failure> {
    let root = DataRoot::resolve(data.folder.as_deref())?;
    match name {
        Some(name) => named(&root, name),
        None => only_running(&root),
    }
}

fn named(root: &DataRoot, name: &SoakName) -> Result<SoakFolder, Failure> {
    let folder = root.soak(name);
    if folder.exists() {
        return Ok(folder);
    }
    let likeness = |soak: &SoakFolder| strsim::jaro_winkler(soak.name().as_str(), name.as_str());
    let nearest = root.soaks()?.into_iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let failure = Failure::usage(format!("there is no soak {name} in {}", root.path().display()));
    Err(match nearest {
        Some(soak) => failure.hint(format!("the nearest name is {}; soak list shows all", soak.name())),
        None => failure.hint("no soak was ever started there; --data or SOAK_DATA names another folder"),
    })
}

fn only_running(root: &DataRoot) -> Result<SoakFolder, Failure> {
    let soaks = root.soaks()?;
    let mut running: Vec<SoakFolder> = soaks
        .into_iter()
        .filter(|soak| matches!(SoakState::of(soak.path()), SoakState::Running { .. }))
        .collect();
    match (running.pop(), running.is_empty()) {
        (Some(soak), true) => Ok(soak),
        (Some(soak), false) => {
            running.push(soak);
            let names: Vec<&str> =
                running.iter().take(NAMES_SHOWN_MAX).map(|soak| soak.name().as_str()).collect();
            let cause = format!("{} soaks are running; say which: {}", running.len(), names.join(", "));
            Err(Failure::usage(cause))
        }
        (None, _) => Err(Failure::no(format!("no soak is running in {}", root.path().display()))
            .hint("soak list shows those that ran; a name says which one is meant")),
    }
}

/// The soak that ran last, or one that runs.
///
/// # Errors
///
/// The data folder cannot be listed.
pub(super) fn latest(root: &DataRoot) -> Result<Option<SoakFolder>, Failure> {
    let ran = |soak: &SoakFolder| match SoakState::of(soak.path()) {
        SoakState::Running { .. } => Some(NEVER),
        other => other.last_ran(),
    };
    Ok(root
        .soaks()?
        .into_iter()
        .filter_map(|soak| Some((ran(&soak)?, soak)))
        .max_by_key(|(at, _)| *at)
        .map(|(_, soak)| soak))
}
