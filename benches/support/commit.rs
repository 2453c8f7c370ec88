//! The baseline of everything durable: one small commit to a bare `SQLite` database.

use std::path::Path;

use color_eyre::eyre::Result;
use rusqlite::Connection;

/// Commits between two write-backs of the log, which are not measured: as often as the journal's.
const COMMITS_BETWEEN_CHECKPOINTS: u32 = 200;

/// Bytes of a row: an order and the ticks before it.
const ROW_BYTES: usize = 200;

/// A bare database: WAL, `synchronous=FULL`, its log written back between the measurements, so that
/// it begins anew within the length that it has.
#[derive(Debug)]
pub(crate) struct BareCommits {
    db: Connection,
    since_checkpoint: u32,
}

impl BareCommits {
    /// A new database in `folder`, with a log that has its length already.
    pub(crate) fn create(folder: &Path) -> Result<Self> {
        let db = Connection::open(folder.join("bare.db"))?;
        db.execute_batch(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;
             CREATE TABLE t (id INTEGER PRIMARY KEY, bytes BLOB) STRICT;",
        )?;
        let mut commits = Self { db, since_checkpoint: 0 };
        for _ in 0..COMMITS_BETWEEN_CHECKPOINTS {
            commits.commit()?;
        }
        commits.rest()?;
        Ok(commits)
    }

    /// One durable commit.
    pub(crate) fn commit(&mut self) -> Result<()> {
        self.db.execute("INSERT INTO t (bytes) VALUES (?1)", [&[9_u8; ROW_BYTES]])?;
        self.since_checkpoint += 1;
        Ok(())
    }

    /// Writes the log back if it is time; to be called when nothing is measured.
    pub(crate) fn rest(&mut self) -> Result<()> {
        if self.since_checkpoint >= COMMITS_BETWEEN_CHECKPOINTS {
            self.since_checkpoint = 0;
            self.db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
        }
        Ok(())
    }
}
