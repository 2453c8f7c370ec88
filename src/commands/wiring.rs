//! Where options meet the runtime and the simulation.

use color_eyre::eyre::{Result, bail};

use super::failure::Exit;
use super::run_options::{RunOptions, Speed};
use super::venue::VenueOptions;

/// Runs a soak to its end.
///
/// # Errors
///
/// The soak ended by a fault.
pub(super) fn run(options: &RunOptions) -> Result<Exit> {
    match options.speed {
        Speed::Real => bail!("running in real time is not wired yet"),
        Speed::Times(_) | Speed::Max => bail!("running in virtual time is not wired yet"),
    }
}

/// Serves the paper exchange until the process is told to end.
///
/// # Errors
///
/// The exchange ended by a fault.
pub(super) fn venue(options: &VenueOptions) -> Result<Exit> {
    bail!("serving at {} is not wired yet", options.listen)
}
