//! From nothing to GO, and through the door that GO opens: the real program as a person meets it.

#![cfg(feature = "tui")]
#![expect(clippy::unwrap_used, reason = "a test stops where its program cannot be started")]
#![expect(clippy::print_stdout, reason = "how long each part took is told to whoever reads it")]
#![expect(clippy::indexing_slicing, reason = "an answer without what is looked for ends the test")]

mod begin;
mod place;
mod week;
