//! `soak evidence add`: reports of other tools.

use std::io::Read;
use std::path::Path;

use clap::Subcommand;

use super::super::failure::{Exit, Failure};
use super::{Place, coverage, junit};
use crate::gate::import::{REPORT_BYTES_MAX, ReportError};

/// Fewest digits of a commit that a person may give, as many as git itself shows.
const COMMIT_DIGITS_MIN: usize = 7;

/// What report.
#[derive(Debug, Subcommand)]
pub(in crate::commands) enum AddVerb {
    /// How many of the agent's lines its tests cover: LCOV, Cobertura XML, or the JSON of coverage.py
    Coverage(coverage::CoverageArgs),
    /// How the agent's tests went: `JUnit` XML
    Junit(junit::JunitArgs),
}

pub(super) fn add(verb: &AddVerb) -> Result<Exit, Failure> {
    match verb {
        AddVerb::Coverage(args) => coverage::add(args),
        AddVerb::Junit(args) => junit::add(args),
    }
}

/// The whole of a report.
pub(super) fn bytes(file: &Path) -> Result<Vec<u8>, Failure> {
    let unread = |cause: std::io::Error| Failure::usage(format!("cannot read {}: {cause}", file.display()));
    // Asked before opening: opening a named pipe would wait for its writer.
    if !std::fs::metadata(file).map_err(unread)?.is_file() {
        return Err(Failure::usage(format!("{} is not a file", file.display())));
    }
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(file).map_err(unread)?;
    opened.take(REPORT_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(unread)?;
    Ok(bytes)
}

/// What to say of a report that is not read.
pub(super) fn refused(file: &Path, error: &ReportError) -> Failure {
    Failure::usage(format!("{} is not taken: {error}", file.display())).hint("nothing was stored")
}

/// The commit that a report is bound to: the one that the tree is at, which `stated` must not contradict.
pub(super) fn commit(place: &Place, stated: Option<&str>) -> Result<Option<String>, Failure> {
    let found = place.source.as_ref().and_then(|source| source.commit.clone());
    let Some(stated) = stated.map(|stated| stated.trim().to_ascii_lowercase()) else { return Ok(found) };
    let digits = stated.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !digits || !(COMMIT_DIGITS_MIN..=64).contains(&stated.len()) {
        let cause = "--commit is not the id of a commit: 7 to 64 hexadecimal digits";
        return Err(Failure::usage(cause).hint("git rev-parse HEAD prints it"));
    }
    match found {
        Some(found) if found.starts_with(&stated) => Ok(Some(found)),
        Some(found) => {
            let cause = format!("the report is of commit {stated}, and the agent's tree is at {found}");
            Err(Failure::no(cause).hint("check that commit out, or make the report anew; nothing was stored"))
        }
        None => Ok(Some(stated)),
    }
}
