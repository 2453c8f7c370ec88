//! The durable side of the journal: everything that touches the database.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::JournalError;
use super::batch::Batch;
use super::checkpoint::put_checkpoint;
use super::database;
use super::recover::survey;
use super::rows::{prune, put_rows};
use super::segments::{pack_segments, put_segments};
use super::wal::{WAL_PAGES_MAX, WalCare, WalPages, checkpoint_wal, grow_wal, has_room_to_grow, wal_pages};
use crate::model::{Seq, Time};

/// The database, and how far it goes.
#[derive(Debug)]
pub(super) struct Store {
    db: Connection,
    path: PathBuf,
    durable: Seq,
    raw_from: Seq,
    /// The WAL's length in pages when it was last emptied here.
    wal_emptied: u64,
}

/// A state of the engine, to restart from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The last envelope that the state has seen.
    pub seq: Seq,
    /// That envelope's time.
    pub at: Time,
    /// The version of the state's form.
    pub version: u32,
    /// The state.
    pub state: Vec<u8>,
}

impl Store {
    /// Opens the journal in `dir` and checks that its rows lie as they must.
    pub(super) fn open(dir: &Path) -> Result<Self, JournalError> {
        let path = dir.join(database::JOURNAL_FILE_NAME);
        let db = database::open(&path)?;
        let extent = survey(&db, &path)?;
        Ok(Self { db, path, durable: extent.last, raw_from: extent.raw_from, wal_emptied: 0 })
    }

    /// Makes `batch` durable in one transaction.
    pub(super) fn commit(&mut self, batch: &Batch) -> Result<Seq, JournalError> {
        if !batch.is_empty() {
            self.transact("commit to the journal", |db| write(db, batch))?;
            self.durable = batch.last_seq().unwrap_or(self.durable);
            self.bound_wal();
        }
        Ok(self.durable)
    }

    /// Makes `batch` and `checkpoint` durable in one transaction, and packs what older commits left.
    pub(super) fn checkpoint(&mut self, batch: &Batch, checkpoint: &Checkpoint) -> Result<Seq, JournalError> {
        let raw_from = self.raw_from;
        self.raw_from = self.transact("write a checkpoint into the journal", |db| {
            write(db, batch)?;
            put_checkpoint(db, checkpoint)?;
            prune(db)?;
            pack_segments(db, raw_from)
        })?;
        self.durable = batch.last_seq().unwrap_or(self.durable);
        self.bound_wal();
        Ok(self.durable)
    }

    fn transact<T>(
        &mut self,
        operation: &'static str,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, JournalError> {
        Transaction::new(&mut self.db, TransactionBehavior::Immediate)
            .and_then(|transaction| {
                let done = work(&transaction)?;
                transaction.commit()?;
                Ok(done)
            })
            .map_err(JournalError::sqlite(operation, &self.path))
    }

    /// Empties the WAL if nobody did for so long that it reached its limit. What was committed is durable
    /// whether that succeeds or not.
    fn bound_wal(&self) {
        let bounded = self
            .wal_pages()
            .and_then(|pages| if pages.waiting > WAL_PAGES_MAX { self.maintain() } else { Ok(()) });
        if let Err(error) = bounded {
            tracing::warn!(%error, "the journal's WAL could not be emptied; it grows until it can");
        }
    }

    /// Moves the WAL's pages into the database, as far as no reader is in the way.
    pub(super) fn maintain(&self) -> Result<(), JournalError> {
        checkpoint_wal(&self.db).map_err(JournalError::sqlite("empty the journal's WAL", &self.path))
    }

    /// Looks after the WAL between commits; whether the maintainer is to do so.
    pub(super) fn tend_wal(&mut self) -> Result<bool, JournalError> {
        let pages = self.wal_pages()?;
        let care = pages.care(self.wal_emptied);
        if care == WalCare::Empty {
            self.wal_emptied = pages.total;
            self.maintain()?;
        }
        Ok(care == WalCare::Wish)
    }

    /// Gives the WAL its length, so that commits need not, if the disk has room for that.
    pub(super) fn grow_wal(&self) -> Result<(), JournalError> {
        if !has_room_to_grow(&self.path) {
            return Ok(());
        }
        grow_wal(&self.db).map_err(JournalError::sqlite("grow the journal's WAL", &self.path))
    }

    /// How long the WAL is.
    pub(super) fn wal_pages(&self) -> Result<WalPages, JournalError> {
        wal_pages(&self.db).map_err(JournalError::sqlite("measure the journal's WAL", &self.path))
    }

    /// The last durable envelope; 0 when there is none.
    pub(super) const fn durable(&self) -> Seq {
        self.durable
    }

    pub(super) const fn db(&self) -> &Connection {
        &self.db
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Says that this journal is damaged.
    pub(super) fn corrupt(&self, what: impl Into<String>) -> JournalError {
        JournalError::corrupt(&self.path, what)
    }

    /// Lets the database grow to `pages` at most, which is what a full disk looks like.
    #[cfg(test)]
    pub(super) fn limit_pages(&self, pages: i64) {
        self.db.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap();
    }
}

fn write(db: &Connection, batch: &Batch) -> rusqlite::Result<()> {
    put_segments(db, batch)?;
    put_rows(db, batch)
}
