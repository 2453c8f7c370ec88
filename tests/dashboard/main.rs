//! The dashboard as an operator meets it: the real program in a real terminal.

#![expect(clippy::unwrap_used, reason = "a test stops where its program cannot be started")]
#![cfg(feature = "tui")]

mod acting;
mod leaving;
mod link;
mod past;
mod place;
mod session;
mod terminal;
mod terminals;
