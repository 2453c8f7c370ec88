//! A soak's folder: private to the person who runs it.
//!
//! Invariant: the folder has mode 0700 and what is made in it 0600: a journal holds an account's trades.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::Write;
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

/// The file in a soak's folder that holds the configuration it was last started with.
pub const CONFIGURATION_FILE_NAME: &str = "configuration.toml";

/// Keeps `text` as the configuration that the soak in `dir` is started with, as a whole or not at all.
///
/// # Errors
/// When the system refuses.
pub fn keep_configuration(dir: &Path, text: &str) -> Result<(), JournalError> {
    let path = dir.join(CONFIGURATION_FILE_NAME);
    let unfinished = dir.join("configuration.toml.part");
    private_file()
        .create(true)
        .truncate(true)
        .open(&unfinished)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&unfinished, &path))
        .map_err(JournalError::io("keep the configuration as", &path))?;
    sync_folder(dir)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_configuration_is_kept_and_nobody_else_reads_it() {
        let home = tempfile::tempdir().unwrap();
        for text in ["seed = 1, and more\n", "seed = 2\n"] {
            keep_configuration(home.path(), text).unwrap();
            let path = home.path().join(CONFIGURATION_FILE_NAME);
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    }
}
