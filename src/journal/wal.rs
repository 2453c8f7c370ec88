//! The write-ahead log's size: measured, and brought down off the path of an order.
//!
//! A checkpoint of the WAL syncs two files and takes 6 to 24 ms. A `PASSIVE` one runs beside a writer on a
//! connection of its own, which is what [`Maintainer`] is; only when that fell far behind does a commit do it.

use std::path::Path;

use rusqlite::{Connection, Result};

use super::JournalError;
use super::database::{self, JOURNAL_FILE_NAME};

/// Pages (of 4 KiB) after which the WAL is worth emptying: 4 MiB, less than a second of work.
pub(super) const WAL_PAGES_WANTED: u64 = 1_024;

/// Pages after which a commit empties it itself: 64 MiB, more than the memory of the whole soak. A person's
/// open query can keep it from shrinking; then it grows on until that ends.
pub(super) const WAL_PAGES_MAX: u64 = 16_384;

/// A second connection that empties the WAL while the first one commits.
#[derive(Debug)]
pub(super) struct Maintainer(Connection);

impl Maintainer {
    /// Opens the journal in `dir` once more.
    pub(super) fn open(dir: &Path) -> std::result::Result<Self, JournalError> {
        database::open(&dir.join(JOURNAL_FILE_NAME)).map(Self)
    }

    /// Empties the WAL as far as it can.
    pub(super) fn run(&self) -> Result<()> {
        checkpoint_wal(&self.0)
    }
}

/// Moves the WAL's pages into the database, as far as no reader is in the way.
pub(super) fn checkpoint_wal(db: &Connection) -> Result<()> {
    db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
}

/// Pages in the WAL that are not in the database yet.
pub(super) fn wal_pages(db: &Connection) -> Result<u64> {
    let (in_wal, done): (i64, i64) = db
        .prepare_cached("PRAGMA wal_checkpoint(NOOP)")?
        .query_row([], |row| Ok((row.get(1)?, row.get(2)?)))?;
    Ok((in_wal - done).max(0).cast_unsigned())
}
