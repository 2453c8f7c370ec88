//! The command line as a person or a script meets it: the real program, in a folder of its own.

#![expect(clippy::unwrap_used, reason = "a test stops where its program cannot be started")]

mod bad_input;
mod bad_venue;
mod config;
mod faults;
mod gate;
mod place;
mod readme;
mod running;
mod started;
mod usage;
