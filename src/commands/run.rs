//! `soak run`: starts a soak.

use std::ffi::OsString;

use super::cli::RunArgs;
use super::failure::{Exit, Failure};
use super::run_options::RunOptions;
use super::{detach, output, wiring};

/// Runs a soak to its end, or starts one in the background. `arguments` are the whole command line.
///
/// # Errors
///
/// The options make no sense, the soak runs already, or it ended by a fault.
pub(super) fn run(args: RunArgs, arguments: &[OsString]) -> Result<Exit, Failure> {
    let in_background = args.detach;
    let options = RunOptions::of(args)?;
    options.folder.create()?;
    if in_background {
        return detach::start(&options, arguments);
    }
    output::words(&format!("soak {} in {}", options.folder.name(), options.folder.path().display()));
    let ended = wiring::run(&options);
    if ended.is_err() {
        options.folder.remove_if_empty();
    }
    ended
}
