//! `soak list`: the soaks in the data folder and where each stands.

use super::cli::DataArgs;
use super::failure::{Exit, Failure};
use super::output;
use crate::config::DataRoot;
use crate::link::SoakState;

/// Prints a table of all soaks.
///
/// # Errors
///
/// The data folder cannot be read, or standard output cannot be written.
pub(super) fn list(args: &DataArgs) -> Result<Exit, Failure> {
    let root = DataRoot::resolve(args.folder.as_deref())?;
    let soaks = root.soaks()?;
    if soaks.is_empty() {
        output::words(&format!("no soaks in {}", root.path().display()));
        return Ok(Exit::Fine);
    }
    let mut rows = vec![["NAME", "STATE", "LAST RAN"].map(str::to_owned)];
    rows.extend(soaks.iter().map(|soak| {
        let state = SoakState::of(soak.path());
        let last_ran = state.last_ran().map(|at| at.to_string()).unwrap_or_default();
        [soak.name().to_string(), state_text(state), last_ran]
    }));
    output::table(&rows)?;
    Ok(Exit::Fine)
}

fn state_text(state: SoakState) -> String {
    match state {
        SoakState::Running { pid: 0 } => "starting".into(),
        SoakState::Running { pid } => format!("running (pid {pid})"),
        other => state_word(other).into(),
    }
}

/// One word for where a soak stands.
pub(super) const fn state_word(state: SoakState) -> &'static str {
    match state {
        SoakState::Running { .. } => "running",
        SoakState::Ended { .. } => "ended",
        SoakState::Interrupted { .. } => "interrupted",
        SoakState::Unknown => "never ran",
    }
}
