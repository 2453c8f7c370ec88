//! The laws, the trials of seeds, and the commands over them.

#![expect(clippy::unwrap_used, reason = "a test stops where its world cannot be made")]

mod command;
mod history;
mod laws;
mod seeds;
