//! A session on the dashboard: run into a folder that is gone afterwards.
//!
//! At a `--speed` one sees it happen; without one it is run first, and the dashboard looks back at it.

use std::path::PathBuf;

use super::ReplayArgs;
use crate::clock::Clock;
use crate::commands::attach::{Screen, Watching, watch as look};
use crate::commands::cli::{DataArgs, RunArgs};
use crate::commands::failure::{Exit, Failure};
use crate::commands::run_options::{Face, RunOptions, Speed};
use crate::commands::{dashboard, output, wiring};
use crate::config::{FeedKind, SoakName};
use crate::journal::private_folder;

/// What the soak of a replay is called.
const NAME: &str = "replay";

/// A folder that is gone when this is.
struct Place(PathBuf);

impl Place {
    fn make() -> Result<Self, Failure> {
        let unique = format!("soak-replay-{}-{}", std::process::id(), Clock::start().now().as_micros());
        let folder = std::env::temp_dir().join(unique);
        private_folder(&folder).map_err(|error| Failure::no(error.to_string()))?;
        Ok(Self(folder))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // What cannot be removed lies where the system tidies up by itself.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Shows the session until the operator leaves.
///
/// # Errors
///
/// It cannot be run, or the terminal cannot be used.
pub(super) fn watch(args: &ReplayArgs) -> Result<Exit, Failure> {
    let place = Place::make()?;
    let name: SoakName = NAME.parse()?;
    let run = RunArgs {
        config: args.config.clone(),
        name: Some(name),
        data: DataArgs { folder: Some(place.0.clone()) },
        feed: Some(FeedKind::Recording { file: std::path::absolute(&args.what)? }),
        speed: Some(args.speed.unwrap_or(Speed::Max)),
        until_feed_ends: true,
        foreground: args.speed.is_some(),
        screen: args.screen.clone(),
        ..RunArgs::default()
    };
    if run.foreground {
        return dashboard::run(run, &[]);
    }
    let screen = Screen::of(&run.screen)?;
    let options = RunOptions { face: Face::Silent, ..RunOptions::of(run)? };
    options.folder.create()?;
    output::words("running the session; the dashboard looks back at it then");
    wiring::run(&options)?;
    let looked = look(&options.folder, screen, Watching::ReadOnly);
    output::words(&format!(
        "the run was kept for this look only; again: soak replay {}",
        args.what.display()
    ));
    looked
}
