//! A soak's folder: private to the person who runs it.
//!
//! Invariant: the folder has mode 0700 and what is made in it 0600: a journal holds an account's trades.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use super::JournalError;

/// Makes `dir` and the folders above it if they are missing, and takes others' rights to it away.
///
/// # Errors
/// When the system refuses.
pub fn private_folder(dir: &Path) -> Result<(), JournalError> {
    const MODE: u32 = 0o700;
    DirBuilder::new()
        .recursive(true)
        .mode(MODE)
        .create(dir)
        .and_then(|()| fs::set_permissions(dir, Permissions::from_mode(MODE)))
        .map_err(JournalError::io("make the soak's folder", dir))
}

/// Options to make or open a private file for reading and writing.
pub(super) fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).mode(0o600);
    options
}

/// Makes the names in `dir` durable.
pub(super) fn sync_folder(dir: &Path) -> Result<(), JournalError> {
    File::open(dir)
        .and_then(|folder| folder.sync_all())
        .map_err(JournalError::io("make the folder's names durable:", dir))
}
