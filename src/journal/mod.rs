//! The truth on disk: every input, what people may query, checkpoints, recovery.

mod batch;
mod checkpoint;
mod codec;
mod database;
mod digest;
mod error;
mod folder;
mod intake;
mod latch;
mod lock;
pub mod logs;
mod minutes;
mod recover;
mod replay;
mod rows;
mod segments;
mod store;
#[cfg(test)]
mod tests;
mod truth;
mod wal;
mod words;

pub use database::JOURNAL_FILE_NAME;
pub use error::JournalError;
pub use folder::private_folder;
pub use latch::{LATCH_FILE_NAME, LatchFile, LatchState};
pub use lock::SoakLock;
pub use store::Checkpoint;
pub use truth::{About, Journal};
