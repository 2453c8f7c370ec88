//! From nothing to GO, and through the door that GO opens: the real program as a person meets it.

#![cfg(feature = "tui")]
#![expect(clippy::unwrap_used, reason = "a test stops where its program cannot be started")]
#![expect(clippy::indexing_slicing, reason = "an answer without what is looked for ends the test")]

mod begin;
mod place;
#[expect(dead_code, reason = "the dashboard's tests use all of it")]
#[path = "../dashboard/terminal.rs"]
mod terminal;
#[expect(dead_code, reason = "the tests of going live use all of it")]
#[path = "../live/venue.rs"]
mod venue;
mod week;
