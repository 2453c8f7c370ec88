//! The store as a file: its lock, its birth, and the look at it before the database may touch it.
//!
//! A store is made under another name and renamed when it is complete, so that a file with the
//! store's name is a whole store or somebody else's. The look reads the first hundred bytes, whose
//! layout is the documented file format, because opening a foreign database could already
//! change it.

use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Read};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::StoreError;

/// As the schema sets it: the letters S, o, V, n.
const APPLICATION_ID: u32 = 0x536F_566E;
/// The version that the schema sets.
const VERSION: u32 = 1;
/// Only the owner reads an account.
const MODE: u32 = 0o600;
const SCHEMA: &str = include_str!("schema.sql");

/// The lock of a store, given back when dropped, and by the system when the process is killed.
#[derive(Debug)]
pub(super) struct Lock(File);

impl Drop for Lock {
    /// Closing alone would not do: a process that is being started elsewhere in this one holds a
    /// copy of the handle for a moment. A failure leaves it to the system.
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

/// Takes the lock of the store at `path`. It is a file of its own because closing any handle of the
/// database would drop the database locks on it.
pub(super) fn lock(path: &Path) -> Result<Lock, StoreError> {
    let lock_path = beside(path, ".lock");
    let io = |source| StoreError::Io { path: lock_path.clone(), source };
    let options = OpenOptions::new().create(true).truncate(false).write(true).mode(MODE).clone();
    let file = options.open(&lock_path).map_err(io)?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse { path: path.to_owned() }),
        Err(TryLockError::Error(source)) => Err(io(source)),
    }
}

/// Makes an empty store if there is none, and refuses a file that is not one of this version.
pub(super) fn ensure(path: &Path) -> Result<(), StoreError> {
    let io = |source| StoreError::Io { path: path.to_owned(), source };
    match fs::symlink_metadata(path) {
        Ok(_) => {
            inspect(path)?;
            fs::set_permissions(path, Permissions::from_mode(MODE)).map_err(io)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => create(path),
        Err(error) => Err(io(error)),
    }
}

fn create(path: &Path) -> Result<(), StoreError> {
    for log in [beside(path, "-wal"), beside(path, "-journal")] {
        if fs::symlink_metadata(&log).is_ok() {
            return Err(StoreError::OrphanedLog { path: path.to_owned(), log });
        }
    }
    let draft = beside(path, ".new");
    let io = |source| StoreError::Io { path: draft.clone(), source };
    // A draft is what a crash left of an earlier attempt; nothing was ever saved in it.
    for leftover in [draft.clone(), beside(&draft, "-journal")] {
        match fs::remove_file(leftover) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(io(error)),
            _ => {}
        }
    }
    OpenOptions::new().create_new(true).write(true).mode(MODE).open(&draft).map_err(io)?;
    let database = |source| StoreError::Database { operation: "create", source };
    let connection = Connection::open(&draft).map_err(database)?;
    connection
        .execute_batch(&format!("PRAGMA synchronous=FULL; BEGIN; {SCHEMA} COMMIT;"))
        .map_err(database)?;
    connection.close().map_err(|(_, source)| database(source))?;
    fs::rename(&draft, path).map_err(io)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(io)
}

fn inspect(path: &Path) -> Result<(), StoreError> {
    let io = |source| StoreError::Io { path: path.to_owned(), source };
    let foreign = || StoreError::Foreign { path: path.to_owned() };
    let mut header = Vec::new();
    File::open(path).map_err(io)?.take(100).read_to_end(&mut header).map_err(io)?;
    if !header.starts_with(b"SQLite format 3\0") || number_at(&header, 68) != Some(APPLICATION_ID) {
        return Err(foreign());
    }
    match number_at(&header, 60).ok_or_else(foreign)? {
        VERSION => Ok(()),
        version => Err(StoreError::OtherVersion { path: path.to_owned(), version, known: VERSION }),
    }
}

fn number_at(header: &[u8], offset: usize) -> Option<u32> {
    let bytes = header.get(offset..offset + 4)?;
    bytes.try_into().ok().map(u32::from_be_bytes)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
