//! Where options meet the runtime and the simulation.

use color_eyre::eyre::eyre;

use super::failure::{Exit, Failure};
use super::run_options::{RunOptions, Speed};
use super::venue::VenueOptions;

/// Runs a soak to its end.
///
/// # Errors
///
/// The soak ended by a fault.
pub(super) fn run(options: &RunOptions) -> Result<Exit, Failure> {
    match options.speed {
        Speed::Real => Err(eyre!("running in real time is not wired yet").into()),
        Speed::Times(_) | Speed::Max => Err(eyre!("running in virtual time is not wired yet").into()),
    }
}

/// Serves the paper exchange until the process is told to end.
///
/// # Errors
///
/// The exchange ended by a fault.
pub(super) fn venue(options: &VenueOptions) -> Result<Exit, Failure> {
    Err(eyre!("serving at {} is not wired yet", options.listen).into())
}
