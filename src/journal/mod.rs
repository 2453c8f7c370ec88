//! The truth on disk: every input, what people may query, checkpoints, recovery.

mod codec;
mod digest;
mod error;
#[cfg(test)]
mod tests;

pub use error::JournalError;
