//! The process inside a name space of its own, in which a drill fills a disk: started by `soak drill`, and
//! by nobody else.

use std::path::Path;

use color_eyre::eyre::Report;

use super::failure::{Exit, Failure};
use super::wiring;
use crate::drill::real::run_inside;

/// Runs the drill that standard input tells of on the disk at `disk`.
///
/// # Errors
///
/// Nothing was told that could be run.
pub(super) fn rehearse(disk: &Path) -> Result<Exit, Failure> {
    let ran = wiring::runtime()?.block_on(run_inside(disk));
    ran.map_err(|error| Report::new(error).wrap_err("run a drill on a disk of its own"))?;
    Ok(Exit::Fine)
}
