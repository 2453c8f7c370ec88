//! The write-ahead log's size: measured, and brought down off the path of an order.
//!
//! A commit that makes the WAL's file longer takes twice as long as one that writes over old pages of it
//! (290 against 150 µs), because the file's new size has to be durable too. So the WAL is grown once, when nobody
//! waits, and then emptied often enough that it begins anew within that size.
//!
//! Emptying it syncs two files and takes 6 to 24 ms. A `PASSIVE` checkpoint runs beside a writer on a connection
//! of its own, which is what [`Maintainer`] is. But while commits go on it never reaches the end, and only a WAL
//! that is wholly empty begins anew; so the writer itself moves the last few pages, which is quick.

use std::path::Path;

use rusqlite::{Connection, Result};

use super::JournalError;
use super::database::{self, JOURNAL_FILE_NAME};

/// Pages (of 4 KiB) after which the WAL is worth emptying: 4 MiB, some 250 commits.
pub(super) const WAL_PAGES_WANTED: u64 = 1_024;

/// Pages after which a commit empties it itself: 64 MiB, more than the memory of the whole soak. A person's
/// open query can keep it from beginning anew; then it grows on until that ends.
pub(super) const WAL_PAGES_MAX: u64 = 16_384;

/// Free space, in bytes, below which the WAL is left to grow as it is written: four times its length, as it
/// takes as much in the database for a moment, and a disk that is nearly full must not be filled by this.
const GROWTH_NEEDS_FREE: u64 = 4 * 4_096 * WAL_PAGES_WANTED;

/// Pages that the writer moves itself: about a millisecond.
const WAL_PAGES_FEW: u64 = 128;

/// How long the WAL is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WalPages {
    /// Pages since it last began anew.
    pub(super) total: u64,
    /// Those of them that are not in the database yet.
    pub(super) waiting: u64,
}

/// What is to be done about the WAL now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WalCare {
    /// Nothing.
    Leave,
    /// The maintainer is to move most of it.
    Wish,
    /// The writer is to move the last few pages.
    Empty,
}

impl WalPages {
    /// What is to be done, when the writer last emptied the WAL at a length of `emptied` pages. It does not try
    /// again at every commit while a reader keeps the WAL from beginning anew.
    pub(super) const fn care(self, emptied: u64) -> WalCare {
        if self.total < WAL_PAGES_WANTED || self.waiting == 0 {
            WalCare::Leave
        } else if self.waiting > WAL_PAGES_FEW {
            WalCare::Wish
        } else if self.total < emptied || self.total - emptied >= WAL_PAGES_WANTED {
            WalCare::Empty
        } else {
            WalCare::Leave
        }
    }
}

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

/// Makes the WAL's file as long as it is wanted, and empties it. The pages it takes in the database for a moment
/// are free afterwards.
pub(super) fn grow_wal(db: &Connection) -> Result<()> {
    db.execute("DELETE FROM room", [])?;
    db.execute("INSERT INTO room (bytes) VALUES (zeroblob(4096 * ?1))", [WAL_PAGES_WANTED.cast_signed()])?;
    db.execute("DELETE FROM room", [])?;
    checkpoint_wal(db)
}

/// Whether the disk under the journal at `path` has room for a WAL that is grown before it is needed.
pub(super) fn has_room_to_grow(path: &Path) -> bool {
    let free = rustix::fs::statvfs(path).map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize));
    free.is_ok_and(|free| free >= GROWTH_NEEDS_FREE)
}

/// How long the WAL is.
pub(super) fn wal_pages(db: &Connection) -> Result<WalPages> {
    let (total, moved): (i64, i64) = db
        .prepare_cached("PRAGMA wal_checkpoint(NOOP)")?
        .query_row([], |row| Ok((row.get(1)?, row.get(2)?)))?;
    let count = |pages: i64| pages.max(0).cast_unsigned();
    Ok(WalPages { total: count(total), waiting: count(total - moved) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wal_is_moved_by_the_maintainer_and_its_end_by_the_writer() {
        #[track_caller]
        fn check(total: u64, waiting: u64, emptied: u64, expect: WalCare) {
            assert_eq!(WalPages { total, waiting }.care(emptied), expect);
        }
        check(1_023, 1_023, 0, WalCare::Leave);
        check(1_024, 1_024, 0, WalCare::Wish);
        check(1_100, 76, 0, WalCare::Empty);
        check(1_100, 0, 1_100, WalCare::Leave);
        // A reader is in the way: the WAL did not begin anew.
        check(1_110, 10, 1_100, WalCare::Leave);
        check(2_124, 100, 1_100, WalCare::Empty);
        check(2_300, 300, 1_100, WalCare::Wish);
        // It began anew since.
        check(1_050, 50, 1_100, WalCare::Empty);
    }
}
