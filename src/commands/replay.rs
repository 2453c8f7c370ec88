//! `soak replay`: the agent over a session, or a soak that has ended or the trace of a seed looked back at.
//!
//! | what is named | on a terminal | elsewhere, with `--expect` or `--json` |
//! |---|---|---|
//! | a file of market data | it is run, and the dashboard shows the run | it is run, and judged if anything is expected |
//! | a folder | the dashboard, at the last picture | what happened, oldest first |

mod session;
#[cfg(feature = "tui")]
mod watched;

use std::path::PathBuf;

use clap::Args;

use super::failure::{Exit, Failure};
use super::run_options::Speed;
#[cfg(feature = "tui")]
use super::{attach, dashboard};
use super::{output, sim};
use crate::config::{DataRoot, SoakFolder};
use crate::link::SoakState;
use crate::runtime::Archive;

/// Arguments of `replay`.
#[derive(Debug, Args)]
pub(super) struct ReplayArgs {
    /// A session, or the folder of a soak that has ended, or of a trace
    #[arg(value_name = "FILE|DIR")]
    what: PathBuf,
    /// Judge the run of a session by this file; by the one beside the session if left out
    #[arg(long, value_name = "FILE")]
    expect: Option<PathBuf>,
    /// How fast the dashboard shows a session: 1, a larger whole number, or max
    #[arg(long)]
    speed: Option<Speed>,
    /// Run the agent with this configuration
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print one JSON object for the run of a session
    #[arg(long)]
    json: bool,
    #[cfg(feature = "tui")]
    #[command(flatten)]
    screen: super::cli::ScreenArgs,
}

/// Runs the session, or shows what happened in the folder.
///
/// # Errors
///
/// There is nothing of the kind, the soak still runs, or the terminal cannot be used.
pub(super) fn replay(args: &ReplayArgs) -> Result<Exit, Failure> {
    if args.what.is_file() {
        return session::replay(args);
    }
    if args.expect.is_some() || args.speed.is_some() || args.config.is_some() || args.json {
        return Err(Failure::usage(format!("{} is no file of market data", args.what.display()))
            .hint("--expect, --speed, --config and --json are for the run of a session"));
    }
    let soak = soak(&args.what)?;
    if let SoakState::Running { .. } = SoakState::of(soak.path()) {
        return Err(Failure::usage(format!("the soak in {} still runs", args.what.display()))
            .hint("soak attach shows it; replay is for what has ended"));
    }
    #[cfg(feature = "tui")]
    if dashboard::is_terminal() {
        let screen = attach::Screen::of(&args.screen)?;
        return attach::watch(&soak, screen, attach::Watching::ReadOnly);
    }
    told(&soak)
}

/// The soak in the folder.
fn soak(folder: &std::path::Path) -> Result<SoakFolder, Failure> {
    let path = std::path::absolute(folder)?;
    if !path.join(crate::journal::JOURNAL_FILE_NAME).is_file() {
        return Err(Failure::usage(format!("{} holds no soak", folder.display()))
            .hint("soak sim --seeds N --trace DIR writes one; soak list shows those that ran"));
    }
    let name = sim::name_of(&path)?;
    let root = DataRoot::resolve(path.parent())?;
    Ok(root.soak(&name))
}

/// Prints what happened, oldest first.
fn told(soak: &SoakFolder) -> Result<Exit, Failure> {
    let unread = |error: crate::runtime::ArchiveError| Failure::no(error.to_string());
    let history = Archive::open(soak.path()).and_then(|mut archive| archive.history(None)).map_err(unread)?;
    for event in &history.events {
        output::line(&format!("{}  {}", event.at, event.text))?;
    }
    Ok(Exit::Fine)
}
