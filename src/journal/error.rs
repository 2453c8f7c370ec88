//! What can go wrong with the truth on disk, and what is to be done then.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why the journal, its lock or the breaker's file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// A soak's journal is already there. Policy: refuse to start; never overwrite.
    #[error("create the journal: {} exists already; resume that soak or choose another name", .path.display())]
    Exists {
        /// The file that is in the way.
        path: PathBuf,
    },
    /// There is no journal. Policy: refuse; the name is wrong or the soak was never started.
    #[error("open the journal: {} does not exist; check the soak's name with `soak list`", .path.display())]
    Missing {
        /// The file that was looked for.
        path: PathBuf,
    },
    /// The file is somebody else's. Policy: refuse to start; never write into it.
    #[error("open the journal: {} is not a soak's journal ({why}); move it away", .path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What gave it away.
        why: String,
    },
    /// The journal was written by a later version of this program. Policy: refuse to start.
    #[error("open the journal: {} has format {found}, this program knows {known}; use a newer soak", .path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The latest format known here.
        known: i64,
    },
    /// The journal is damaged. Policy: refuse to start or to go on reading; keep the file as evidence.
    #[error("read the journal {}: damaged: {what}; keep a copy of it and start a new soak", .path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        what: String,
    },
    /// Another process runs this soak. Policy: refuse to start.
    #[error(
        "lock {}: process {pid} is running this soak; watch it with `soak attach`, end it with `soak stop`",
        .dir.display()
    )]
    Held {
        /// The soak's folder.
        dir: PathBuf,
        /// The process that holds it; 0 when it has not yet written its number.
        pid: u32,
    },
    /// `SQLite` failed: the disk is full or broken, or somebody holds the database. Policy: keep what is
    /// buffered, take no new exposure, try again every second.
    #[error("{operation}: {source}; free some disk space or end whatever holds the database")]
    Sqlite {
        /// What was being done.
        operation: &'static str,
        /// What the database said.
        source: rusqlite::Error,
    },
    /// A file could not be read or written. Policy: as for [`JournalError::Sqlite`]; at a start, refuse.
    #[error("{operation} {}: {source}; check its disk and permissions", .path.display())]
    Io {
        /// What was being done.
        operation: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The disk failed for so long that inputs no longer fitted into memory. Policy: halt new exposure for
    /// good; free the disk and start the soak again, which goes on from the last input kept.
    #[error("keep inputs while the disk fails: {lost} inputs did not fit; free the disk and start again")]
    Overflowed {
        /// How many inputs were not kept.
        lost: u64,
    },
    /// A thread could not be started, or ended when it should not have. Policy: end with a fault.
    #[error("run the journal's writer: {what}; start the soak again")]
    Writer {
        /// What happened.
        what: String,
    },
}

impl JournalError {
    /// Wraps what the database at `path` said while doing `operation`; tells damage from a failing disk.
    pub(super) fn sqlite(operation: &'static str, path: &Path) -> impl FnOnce(rusqlite::Error) -> Self {
        move |source| match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Corrupt { path: path.to_owned(), what: format!("{operation}: {source}") }
            }
            _ => Self::Sqlite { operation, source },
        }
    }

    /// Says that what is stored at `path` cannot be.
    pub(super) fn corrupt(path: &Path, what: impl Into<String>) -> Self {
        Self::Corrupt { path: path.to_owned(), what: what.into() }
    }

    /// Wraps what the system said while doing `operation` on `path`.
    pub(super) fn io(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { operation, path, source }
    }
}
