//! `soak drill` as a person or a script meets it: the real program, in a folder of its own.

#![expect(clippy::unwrap_used, reason = "a test stops where its program cannot be started")]

#[path = "cli/listening.rs"]
mod listening;
#[path = "cli/place.rs"]
mod place;

#[path = "drill/asked.rs"]
mod asked;
#[path = "drill/interrupted.rs"]
mod interrupted;
#[path = "drill/kept.rs"]
mod kept;
