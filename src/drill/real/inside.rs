//! The process that runs a drill on a disk of its own.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::folder::Place;
use super::own_disk::{DISK_VARIABLE, Errand, Line};
use super::progress::Step;
use super::run::run;
use crate::config::Settings;
use crate::drill::Drill;

/// The disk of this process, if it was started to run a drill on a disk of its own.
#[must_use]
pub fn own_disk() -> Option<PathBuf> {
    std::env::var_os(DISK_VARIABLE).map(PathBuf::from)
}

/// Does what it is told on standard input, on the disk at `disk`, and tells on standard output what comes
/// of it.
///
/// # Errors
/// When it is told something that it cannot do, or nobody hears it.
///
/// Cancel safety: as [`super::run`].
pub async fn run_inside(disk: &Path) -> io::Result<()> {
    let errand: Errand = serde_json::from_reader(io::stdin())?;
    let settings =
        Settings::parse(Path::new("settings"), &errand.settings).map_err(io::Error::other)?.settings;
    let catalogue = Drill::catalogue().map_err(io::Error::other)?;
    let drill = catalogue.iter().find(|drill| drill.id == errand.drill);
    let drill = drill.ok_or_else(|| io::Error::other(format!("there is no drill {}", errand.drill)))?;
    let step = |step: Step<'_>| {
        let (case, passed, length) = (step.case.to_owned(), step.passed, step.length);
        // Who does not hear this does not hear the verdict either.
        let _ = tell(&Line::Step { case, passed, length });
    };
    let place = Place { home: disk, program: Path::new("") };
    let verdict = run(drill, errand.seed, &settings, &errand.fingerprints, &place, &step).await;
    tell(&Line::Verdict(Box::new(verdict)))
}

fn tell(line: &Line) -> io::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, line)?;
    out.write_all(b"\n")?;
    out.flush()
}
