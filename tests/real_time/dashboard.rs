//! The dashboard as an operator meets it: the real program in a real terminal.

#![cfg(feature = "tui")]
#![expect(clippy::unwrap_used, reason = "a test stops where its program cannot be started")]

mod acting;
mod leaving;
mod link;
mod past;
mod place;
mod session;
pub(crate) mod terminal;
mod terminals;
