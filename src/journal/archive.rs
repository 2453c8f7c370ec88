//! The journal's read side: what is in its tables, read beside whoever writes them.
//!
//! Invariant: it has a read-only connection of its own and reads one statement at a time, so that it can
//! neither change the journal nor keep its WAL from being emptied for longer than a statement takes; only who
//! checks the whole journal sees one moment of it for longer.

mod curve;
mod inputs;
mod pictures;
pub(super) mod read;
mod tables;
mod values;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Params, Row};

use super::{About, JournalError, database};
use crate::model::{SoakId, Time};

pub use curve::RequestMinute;
pub use pictures::{Nearest, StoredPicture};
pub use values::StoredValue;

/// The tables of one soak's journal, running or ended.
#[derive(Debug)]
pub struct Archive {
    db: Connection,
    path: PathBuf,
    /// The file's format: what an older one has no table for is empty.
    pub(super) format: i64,
}

/// How far the tables go. Two that are equal say that nothing which is shown of the past has changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// The last minute's end.
    pub minute: Option<Time>,
    /// What tells events apart: the last row of each table of them.
    pub events: [Option<i64>; 8],
}

impl Archive {
    /// Opens the journal in the folder `dir`, for reading only.
    ///
    /// # Errors
    /// `Missing`, `Foreign`, `Newer` or `Corrupt`; `Io` or `Sqlite` when the disk refuses.
    pub fn open(dir: &Path) -> Result<Self, JournalError> {
        let path = dir.join(database::JOURNAL_FILE_NAME);
        let db = database::open_read_only(&path)?;
        let format =
            database::format(&db).map_err(JournalError::sqlite("read the journal's format", &path))?;
        Ok(Self { db, path, format })
    }

    /// Opens it to see one moment of it only, whatever is written meanwhile. The WAL cannot be emptied for as long
    /// as this is open.
    ///
    /// # Errors
    /// As for [`Self::open`].
    pub fn open_at_one_moment(dir: &Path) -> Result<Self, JournalError> {
        let archive = Self::open(dir)?;
        archive.all("look at one moment of the journal", "BEGIN", [], |_| Ok(()))?;
        // The moment is that of the first read.
        archive.about()?;
        Ok(archive)
    }

    /// Whose journal it is.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn about(&self) -> Result<About, JournalError> {
        self.one("read whose journal it is", "SELECT soak_id, name, created_at FROM soak", [], |row| {
            let soak: String = row.get(0)?;
            Ok(About { soak: SoakId::new(&soak), name: row.get(1)?, created_at: read::time(row, 2)? })
        })
    }

    /// How far the tables go.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn extent(&self) -> Result<Extent, JournalError> {
        let changes =
            if self.format < 2 { "max(changed_at) FROM orders" } else { "max(id) FROM order_changes" };
        // Alerts are replaced by their later rows, and each of those came with an input at another time.
        let sql = format!(
            "SELECT (SELECT max(at) FROM equity), (SELECT {changes}), (SELECT max(rowid) FROM fills),
             (SELECT max(raised_at) FROM alerts),
             (SELECT max(coalesce(cleared_at, 0)) + max(coalesce(acknowledged_at, 0)) FROM
              (SELECT cleared_at, acknowledged_at FROM alerts ORDER BY raised_at DESC LIMIT 200)),
             (SELECT max(id) FROM operator_actions), (SELECT max(id) FROM breaker),
             coalesce((SELECT max(id) FROM gaps), 0) + coalesce((SELECT max(id) FROM notes), 0),
             (SELECT max(sent_at) FROM requests WHERE outcome <> 'ok')"
        );
        self.one("look how far the journal goes", &sql, [], |row| {
            let mut events = [None; 8];
            for (index, event) in events.iter_mut().enumerate() {
                *event = row.get(index + 1)?;
            }
            Ok(Extent { minute: read::optional_time(row, 0)?, events })
        })
    }

    /// Every row that `sql` gives.
    pub(super) fn all<T>(
        &self,
        operation: &'static str,
        sql: &str,
        values: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, JournalError> {
        self.db
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_map(values, read)?.collect())
            .map_err(JournalError::sqlite(operation, &self.path))
    }

    /// Shows every row that `sql` gives to `look`.
    pub(super) fn each(
        &self,
        operation: &'static str,
        sql: &str,
        values: impl Params,
        mut look: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
    ) -> Result<(), JournalError> {
        self.db
            .prepare_cached(sql)
            .and_then(|mut statement| {
                let mut rows = statement.query(values)?;
                while let Some(row) = rows.next()? {
                    look(row)?;
                }
                Ok(())
            })
            .map_err(JournalError::sqlite(operation, &self.path))
    }

    /// The one row that `sql` gives.
    pub(super) fn one<T>(
        &self,
        operation: &'static str,
        sql: &str,
        values: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, JournalError> {
        self.db
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_row(values, read))
            .map_err(JournalError::sqlite(operation, &self.path))
    }
}
