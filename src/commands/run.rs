//! `soak run`: starts a soak, and shows it where there is a terminal.

use std::ffi::OsString;

use super::cli::RunArgs;
#[cfg(feature = "tui")]
use super::dashboard;
use super::failure::{Exit, Failure};
use super::going_live::{Operator, promote};
use super::run_options::RunOptions;
use super::{detach, output, wiring};

/// Runs a soak to its end, or starts one in the background and watches it. `arguments` are the whole
/// command line.
///
/// # Errors
///
/// The options make no sense, the soak runs already, or it ended by a fault.
pub(super) fn run(args: RunArgs, arguments: &[OsString]) -> Result<Exit, Failure> {
    if args.in_background {
        detach::leave_session();
    }
    if args.detach {
        let mut options = RunOptions::of(args)?;
        let typed = promote(&mut options, Operator::AtTerminal)?;
        options.folder.create()?;
        return detach::start(&options, arguments, typed.as_ref());
    }
    #[cfg(feature = "tui")]
    if dashboard::is_wanted(&args) {
        return dashboard::run(args, arguments);
    }
    let operator = if args.in_background { Operator::ThroughParent } else { Operator::AtTerminal };
    let mut options = RunOptions::of(args)?;
    promote(&mut options, operator)?;
    options.folder.create()?;
    output::words(&format!("soak {} in {}", options.folder.name(), options.folder.path().display()));
    let ended = wiring::run(&options);
    if ended.is_err() {
        options.folder.remove_if_empty();
    }
    ended
}
