//! Going live as an operator meets it: the real program, at an exchange on this machine that plays a live one.

#![cfg(feature = "tui")]
#![expect(clippy::unwrap_used, reason = "a test stops where its program cannot be started")]
#![expect(clippy::indexing_slicing, reason = "a status without what is looked for ends the test")]

mod begins;
mod elsewhere;
mod goes_on;
pub(crate) mod place;
mod proof;
mod refused;
pub(crate) mod venue;
