//! A soak's folder: private to the person who runs it.
//!
//! Invariant: the folder has mode 0700 and what is made in it 0600: a journal holds an account's trades.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Write};
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
    replace_private(&path, text.as_bytes()).map_err(JournalError::io("keep the configuration as", &path))
}

/// Writes a private file as a whole: under another name first, which then becomes its own. It is on the disk
/// when this returns; of a write that failed nothing is left.
///
/// # Errors
/// When the system refuses; what was there before still is.
pub fn replace_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let unfinished = path.with_file_name(name);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let written = private_file()
        .create(true)
        .truncate(true)
        .open(&unfinished)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&unfinished, path))
        .and_then(|()| File::open(folder)?.sync_all());
    if written.is_err() {
        // It may not be there at all.
        let _ = fs::remove_file(&unfinished);
    }
    written
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
