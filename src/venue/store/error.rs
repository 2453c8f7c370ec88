//! Why a store cannot be opened or written.

use std::path::PathBuf;

use crate::model::Markets;
use crate::paper::RestoreError;

/// Why a store cannot be opened or written. The file is never replaced or repaired.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Policy: refuse to start; the other process has the account.
    #[error("cannot open {path}: another process has it open; stop that one first")]
    InUse {
        /// The store.
        path: PathBuf,
    },
    /// Policy: refuse to start; the file belongs to somebody else.
    #[error(
        "cannot open {path}: it is not a store of a paper exchange; choose another place or move it away"
    )]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// Policy: refuse to start; an older program would lose what it does not know.
    #[error(
        "cannot open {path}: its version {version} is not the version {known} of this program; use the program that wrote it"
    )]
    OtherVersion {
        /// The store.
        path: PathBuf,
        /// Its version.
        version: u32,
        /// The version that this program reads and writes.
        known: u32,
    },
    /// Policy: refuse to start; the log would be applied to a store that it does not belong to.
    #[error("cannot create {path}: there is {log} without it; bring the store back or move the log away")]
    OrphanedLog {
        /// The missing store.
        path: PathBuf,
        /// The log that was found.
        log: PathBuf,
    },
    /// Policy: refuse to start; a person brings back a copy or begins a new account.
    #[error("cannot read {path}: {detail}; bring back a copy, or move it away to begin a new account")]
    Corrupt {
        /// The store.
        path: PathBuf,
        /// What was found.
        detail: String,
    },
    /// Policy: as for [`Self::Corrupt`].
    #[error("cannot use {path}: {source}; bring back a copy, or move it away to begin a new account")]
    Contradiction {
        /// The store.
        path: PathBuf,
        /// What was found.
        source: RestoreError,
    },
    /// Policy: refuse to start.
    #[error("cannot use {path}: with the markets it has had there would be more than {}", Markets::COUNT_MAX)]
    TooManyMarkets {
        /// The store.
        path: PathBuf,
    },
    /// Policy: refuse to start.
    #[error("cannot open {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Policy: when opening, refuse to start. When saving, tell no client of the changes and save
    /// again: the store keeps them until a save succeeds.
    #[error("cannot {operation} the store of the paper exchange: {source}")]
    Database {
        /// What was tried.
        operation: &'static str,
        /// What the database said.
        source: rusqlite::Error,
    },
    /// Policy: end the exchange; its store stands where it stood before saves began to fail.
    #[error(
        "cannot save: more than {changes_max} changes could not be written before; free the disk and restart"
    )]
    Behind {
        /// How many changes are kept.
        changes_max: usize,
    },
}
