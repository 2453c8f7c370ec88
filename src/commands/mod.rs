//! The command line: one file per verb, wiring only.
//!
//! Exit codes: 0 fine, 1 the answer is no, 2 usage or configuration, 3 ended by a fault. Data goes
//! to standard output, words for people to standard error.
//!
//! Invariant: a person's slip gets one clean paragraph with what to do next, never a backtrace.

mod agent;
mod cli;
mod entry;
mod failure;
mod output;
mod target;

mod going_live;
mod run;
mod run_options;
mod venue;
mod wiring;

mod alert;
#[cfg(feature = "tui")]
mod attach;
#[cfg(feature = "tui")]
mod dashboard;
mod detach;
mod drill;
mod evidence;
mod gate;
mod interrupted;
mod list;
mod load;
mod operate;
mod rehearse;
mod status;

mod record;
mod regress;
mod replay;
mod report;
mod retraced;
mod sim;
mod verify;

mod completions;
mod config;
mod doctor;

pub use entry::enter;
pub use failure::Exit;
pub use run_options::{AgentChoice, Face, RunOptions, Speed, Until};
pub use venue::VenueOptions;
