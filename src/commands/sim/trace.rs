//! The run of one seed, written so that it can be looked at: a soak's whole folder.

use std::path::Path;

use super::tell::{Face, Tally};
use crate::clock::Clock;
use crate::commands::failure::{Exit, Failure};
use crate::commands::output;
use crate::config::SoakName;
use crate::journal::{Journal, JournalError, private_folder};
use crate::link::SoakLock;
use crate::sim::{Disk, Trial};
use crate::snapshot::Vitals;

/// Writes the run of `trial` into `folder`; if a law is broken, the last picture is of that moment.
///
/// # Errors
///
/// The folder holds something, its name is none of a soak, or it cannot be written.
pub(super) fn trace(trial: &Trial, hours: u16, folder: &Path, json: bool) -> Result<Exit, Failure> {
    let name = name_of(folder)?;
    if folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure::usage(format!("{} holds something already", folder.display()))
            .hint("a trace is written into a new folder: choose another, or remove this one"));
    }
    let clock = Clock::start();
    let began = clock.now();
    private_folder(folder).map_err(|error| unwritten(&error))?;
    // Its end says that the soak has ended, for who looks at the folder.
    let lock = SoakLock::acquire(folder)?;
    let journal = Journal::create(folder, &trial.soak(), name.as_str(), Trial::BEGIN)
        .map_err(|error| unwritten(&error))?;
    let vitals = Vitals {
        name: name.to_string(),
        length: Some(trial.length),
        venue: "embedded".to_owned(),
        feed: format!("synthetic:{}", trial.seed),
        agent: "crossover".to_owned(),
        ..Vitals::default()
    };
    let report = trial.judge(Disk::simulated().with_copy(journal).with_pictures(vitals));
    drop(lock);
    let mut tally = Tally::new(hours, &trial.strikes, 1);
    tally.add(&report);
    let face = Face::of(json);
    if let Some(failing) = tally.failing(&report) {
        face.failing(&failing)?;
    }
    face.result(&tally, clock.now().since(began))?;
    output::words(&format!("look at it: soak replay {}", folder.display()));
    Ok(if tally.is_green() { Exit::Fine } else { Exit::No })
}

/// What the soak in `folder` is called.
pub(in crate::commands) fn name_of(folder: &Path) -> Result<SoakName, Failure> {
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    Ok(name.parse()?)
}

fn unwritten(error: &JournalError) -> Failure {
    Failure::no(format!("the trace cannot be written: {error}"))
}
