//! A soak and its dashboard: started together, in two processes or in one.

use std::ffi::OsString;
use std::io::IsTerminal;

use super::attach::{Screen, Watching, watch};
use super::cli::RunArgs;
use super::failure::{Exit, Failure};
use super::going_live::{Operator, promote};
use super::run_options::{Face, RunOptions};
use super::{detach, output, wiring};
use crate::config::SoakFolder;
use crate::link::SoakState;

/// Whether `args` ask for a dashboard, and there is a terminal to show it in.
pub(super) fn is_wanted(args: &RunArgs) -> bool {
    !(args.headless || args.json || args.in_background) && is_terminal()
}

/// Whether somebody sits at a terminal that can show more than lines.
pub(super) fn is_terminal() -> bool {
    let draws = std::env::var_os("TERM").is_some_and(|term| !term.is_empty() && term != "dumb");
    draws && std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

/// Starts a soak, unless it runs already, and shows it until the operator leaves.
///
/// # Errors
///
/// The options make no sense, the soak cannot be started, or the terminal cannot be used.
pub(super) fn run(args: RunArgs, arguments: &[OsString]) -> Result<Exit, Failure> {
    // What the screen is to look like is refused before anything has begun.
    let screen = Screen::of(&args.screen)?;
    let foreground = args.foreground;
    let mut options = RunOptions::of(args)?;
    if foreground {
        promote(&mut options, Operator::AtTerminal)?;
        options.folder.create()?;
        return in_one_process(options, screen);
    }
    if let SoakState::Running { pid } = SoakState::of(options.folder.path()) {
        output::words(&format!(
            "{} runs already (pid {pid}): this is its dashboard; what else the command says changes nothing",
            options.folder.name()
        ));
    } else {
        let typed = promote(&mut options, Operator::AtTerminal)?;
        options.folder.create()?;
        detach::launch(&options, arguments, typed.as_ref())?;
    }
    watch(&options.folder, screen, Watching::Acting)
}

/// Runs the soak on a thread of this process. When the terminal goes the soak stays, without one.
fn in_one_process(mut options: RunOptions, screen: Screen) -> Result<Exit, Failure> {
    options.face = Face::Silent;
    let folder: SoakFolder = options.folder.clone();
    let thread = std::thread::Builder::new().name("soak-core".to_owned());
    let core = thread.spawn(move || wiring::run(&options))?;
    let answers = detach::wait_until_it_answers(folder.path(), || Ok(core.is_finished()))?;
    let shown = if answers { watch(&folder, screen, Watching::Foreground) } else { Ok(Exit::Fine) };
    let ended = core.join().unwrap_or_else(|_| Err(Failure::fault("the soak panicked")));
    if ended.is_err() {
        folder.remove_if_empty();
    }
    ended.and(shown)
}
