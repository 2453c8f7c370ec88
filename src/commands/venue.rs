//! `soak venue`: the paper exchange alone, for any client.

mod faults;

use std::net::SocketAddr;
use std::path::PathBuf;

use super::cli::VenueArgs;
use super::failure::{Exit, Failure};
use super::{config, output, run_options, wiring};
use crate::config::{DataRoot, FeedKind, Settings};
use crate::model::TradingMode;
use crate::runtime::GameDayPlan;

pub(super) use faults::refuse_strangers;

/// Where a venue keeps its store when `--data` does not say. It cannot name a soak, so that `list`
/// passes it over.
const FOLDER: &str = "_venue";

/// Everything a served paper exchange needs to know.
#[derive(Clone, Debug)]
pub struct VenueOptions {
    /// What is configured, with the flags already in it.
    pub settings: Settings,
    /// The address to listen at; port 0 for any free one.
    pub listen: SocketAddr,
    /// The folder of its account, orders and fills, which may not exist yet.
    pub folder: PathBuf,
    /// What goes wrong on purpose, if anything.
    pub faults: Option<GameDayPlan>,
    /// What it says of itself.
    pub plays: TradingMode,
}

/// Serves the paper exchange until the process is told to end.
///
/// # Errors
///
/// The options make no sense, or the exchange ended by a fault.
pub(super) fn venue(args: VenueArgs) -> Result<Exit, Failure> {
    let options = VenueOptions::of(args)?;
    if !options.listen.ip().is_loopback() {
        output::words(&format!(
            "warning: {} can be reached from other machines; whoever reaches it can trade this paper account",
            options.listen
        ));
    }
    wiring::venue(&options)
}

impl VenueOptions {
    fn of(args: VenueArgs) -> Result<Self, Failure> {
        let mut settings = config::load(args.config.as_deref())?;
        settings.feed.kind = args.feed.unwrap_or(settings.feed.kind);
        match &settings.feed.kind {
            FeedKind::Synthetic { .. } => {}
            FeedKind::Recording { file } => run_options::readable(file)?,
            FeedKind::Venue => {
                let cause = "a venue cannot take its prices from a venue";
                return Err(Failure::usage(cause).hint("use --feed synthetic or --feed recording:FILE"));
            }
        }
        let faults = args.faults.as_deref().map(faults::read).transpose()?;
        let folder = match args.data {
            Some(folder) => std::path::absolute(&folder).unwrap_or(folder),
            None => DataRoot::resolve(settings.soak.data.as_ref().map(AsRef::as_ref))?.path().join(FOLDER),
        };
        let plays = if args.play_live { TradingMode::Live } else { TradingMode::Paper };
        Ok(Self { settings, listen: args.listen, folder, faults, plays })
    }
}
