//! `soak replay`: a soak that has ended, or the trace of a seed, looked back at.
//!
//! On a terminal it is the dashboard, at the last picture; elsewhere the list of what happened.

use std::path::PathBuf;

use clap::Args;

use super::failure::{Exit, Failure};
#[cfg(feature = "tui")]
use super::{attach, dashboard};
use super::{output, sim};
use crate::config::{DataRoot, SoakFolder};
use crate::link::SoakState;
use crate::runtime::Archive;

/// Arguments of `replay`.
#[derive(Debug, Args)]
pub(super) struct ReplayArgs {
    /// The folder of a soak that has ended, or of a trace
    folder: PathBuf,
    #[cfg(feature = "tui")]
    #[command(flatten)]
    screen: super::cli::ScreenArgs,
}

/// Shows what happened in the folder.
///
/// # Errors
///
/// There is no soak in it, it still runs, or the terminal cannot be used.
pub(super) fn replay(args: &ReplayArgs) -> Result<Exit, Failure> {
    let soak = soak(&args.folder)?;
    if let SoakState::Running { .. } = SoakState::of(soak.path()) {
        return Err(Failure::usage(format!("the soak in {} still runs", args.folder.display()))
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
