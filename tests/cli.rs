//! The command line as a person or a script meets it: the real program, in a folder of its own.

#![expect(clippy::unwrap_used, reason = "a test stops where its program cannot be started")]

#[path = "cli/bad_input.rs"]
mod bad_input;
#[path = "cli/bad_venue.rs"]
mod bad_venue;
#[path = "cli/config.rs"]
mod config;
#[path = "cli/faults.rs"]
mod faults;
#[path = "cli/gate.rs"]
mod gate;
#[path = "cli/place.rs"]
mod place;
#[path = "cli/readme.rs"]
mod readme;
#[path = "cli/running.rs"]
mod running;
#[path = "cli/started.rs"]
mod started;
#[path = "cli/usage.rs"]
mod usage;
