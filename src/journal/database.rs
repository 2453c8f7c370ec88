//! The `SQLite` file: made whole or not at all, and opened only if it is ours.
//!
//! `application_id` is `SOAK`, `user_version` the format. WAL with `synchronous=FULL`: what was committed
//! survives a power cut. Automatic checkpoints of the WAL are off, because they would stall an order.
//!
//! Invariant: a file that is not a soak's journal is never opened by `SQLite`, let alone written.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, params};

use super::JournalError;
use super::folder::{private_file, private_folder, sync_folder};
use crate::model::{SoakId, Time};

/// The file's name in a soak's folder.
pub const JOURNAL_FILE_NAME: &str = "journal.db";

/// `SOAK` in ASCII.
const APPLICATION_ID: i64 = 0x534f_414b;

/// The format written here. A change of the tables or of the codec raises it.
pub(super) const FORMAT: i64 = 3;

/// What each format adds to the one before.
const ADDED: [(i64, &str); 2] = [(2, include_str!("schema_2.sql")), (3, include_str!("schema_3.sql"))];

/// How long a commit waits for a person who holds the database in `sqlite3`: longer than a query that only
/// looks, shorter than the second after which a commit is tried again.
const BUSY_MAX: Duration = Duration::from_millis(500);

/// Pages kept in memory: enough for the tables' ends, where all the writing is.
const CACHE_KIB: i64 = 2_048;

/// Prepared statements kept: all of the ones there are.
const STATEMENTS_MAX: usize = 48;

/// Makes the journal of a new soak in `dir`.
pub(super) fn create(dir: &Path, soak: &SoakId, name: &str, at: Time) -> Result<(), JournalError> {
    private_folder(dir)?;
    let path = dir.join(JOURNAL_FILE_NAME);
    if path.symlink_metadata().is_ok() {
        return Err(JournalError::Exists { path });
    }
    // Built under another name, so that a crash here leaves nothing that looks like a journal.
    let building = dir.join("journal.db.new");
    for suffix in ["", "-journal", "-wal", "-shm"] {
        fs::remove_file(dir.join(format!("journal.db.new{suffix}"))).ok();
    }
    let file = private_file()
        .create_new(true)
        .open(&building)
        .map_err(JournalError::io("make the journal", &building))?;
    fill(&building, soak, name, at).map_err(JournalError::sqlite("make the journal", &building))?;
    file.sync_all()
        .and_then(|()| fs::rename(&building, &path))
        .map_err(JournalError::io("put the journal in its place", &path))?;
    sync_folder(dir)
}

fn fill(path: &Path, soak: &SoakId, name: &str, at: Time) -> rusqlite::Result<()> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", FORMAT)?;
    connection.execute_batch(include_str!("schema.sql"))?;
    ADDED.iter().try_for_each(|(_, tables)| connection.execute_batch(tables))?;
    connection.execute(
        "INSERT INTO soak (one, soak_id, name, created_at) VALUES (1, ?1, ?2, ?3)",
        params![soak.as_str(), name, at.as_micros()],
    )?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.close().map_err(|(_, error)| error)
}

/// Opens the journal at `path` after looking at its head, and brings one of an older format up to date.
pub(super) fn open(path: &Path) -> Result<Connection, JournalError> {
    check_head(path)?;
    let connect = || {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(BUSY_MAX)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "wal_autocheckpoint", 0)?;
        connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        connection.pragma_update(None, "trusted_schema", false)?;
        connection.pragma_update(None, "cell_size_check", true)?;
        migrate(&connection)?;
        Ok(connection)
    };
    connect().map_err(JournalError::sqlite("open the journal", path))
}

/// Opens the journal at `path` for reading only, beside whoever writes it.
pub(super) fn open_read_only(path: &Path) -> Result<Connection, JournalError> {
    check_head(path)?;
    let connect = || {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(BUSY_MAX)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
        connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        connection.pragma_update(None, "trusted_schema", false)?;
        Ok(connection)
    };
    connect().map_err(JournalError::sqlite("open the journal for reading", path))
}

/// The format of the opened journal; its head may still say an older one, as long as the newer is in the WAL.
pub(super) fn format(db: &Connection) -> rusqlite::Result<i64> {
    db.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Adds what the format of this program has and an older one had not. What is there stays as it is, so that a
/// crash here leaves the older format, whole.
fn migrate(db: &Connection) -> rusqlite::Result<()> {
    let found = format(db)?;
    if found >= FORMAT {
        return Ok(());
    }
    let transaction = db.unchecked_transaction()?;
    let mut missing = ADDED.iter().filter(|(format, _)| *format > found);
    missing.try_for_each(|(_, tables)| transaction.execute_batch(tables))?;
    transaction.pragma_update(None, "user_version", FORMAT)?;
    transaction.commit()
}

/// Refuses what is not a journal of this program by the first 100 bytes, of which only the format ever changes
/// after [`create`] (offsets: <https://www.sqlite.org/fileformat.html#the_database_header>).
fn check_head(path: &Path) -> Result<(), JournalError> {
    let mut head = [0_u8; 100];
    let foreign = |why: &str| JournalError::Foreign { path: path.to_owned(), why: why.to_owned() };
    let mut file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(JournalError::Missing { path: path.to_owned() });
        }
        Err(error) => return Err(JournalError::io("open the journal", path)(error)),
    };
    match file.read_exact(&mut head) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            return Err(foreign("it is shorter than any database"));
        }
        Err(error) => return Err(JournalError::io("read the journal", path)(error)),
    }
    if !head.starts_with(b"SQLite format 3\0") {
        return Err(foreign("it is not an SQLite database"));
    }
    let number = |offset: usize| {
        let bytes = head.get(offset..).and_then(|rest| rest.first_chunk());
        bytes.map_or(0, |bytes| i64::from(i32::from_be_bytes(*bytes)))
    };
    let (format, application) = (number(60), number(68));
    if application != APPLICATION_ID {
        return Err(foreign("another program's database"));
    }
    if format > FORMAT {
        return Err(JournalError::Newer { path: path.to_owned(), found: format, known: FORMAT });
    }
    if format < 1 {
        return Err(JournalError::corrupt(path, format!("format {format} never existed")));
    }
    Ok(())
}
