//! Verdicts on disk: what a gate judges by later.
//!
//! ```text
//!   DATA/_evidence/drills/            0700
//!   ├── flash-crash.virtual.json      0600, the newest of each drill and mode
//!   └── history/
//!       └── 1767225600000000-flash-crash.virtual.json
//! ```
//!
//! Invariant: a file is there as a whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Mode, Verdict};
use crate::journal::{JournalError, private_folder};

/// The version of the files; those of another are not read.
const VERSION: u32 = 1;

/// Verdicts kept in the history: a year of a full set each fortnight.
const HISTORY_MAX: usize = 600;

/// Largest file read: a verdict has a few kilobytes.
const BYTES_MAX: u64 = 1 << 20;

/// Why a verdict is not kept or cannot be read. Policy of every variant: it is no evidence.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// The folder cannot be made.
    #[error(transparent)]
    Folder(#[from] JournalError),
    /// A file cannot be written, read or listed.
    #[error("cannot {action} {}: {cause}", .path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// A file holds no verdict of this version.
    #[error("{} holds no verdict of a drill: {cause}; drill it again", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
}

/// The verdicts below one data folder.
#[derive(Clone, Debug)]
pub struct Evidence {
    folder: PathBuf,
}

#[derive(Serialize)]
struct Kept<'a> {
    version: u32,
    verdict: &'a Verdict,
}

#[derive(Deserialize)]
struct Found {
    version: u32,
    verdict: Verdict,
}

impl Evidence {
    /// The verdicts below the data folder `data`, which need not exist.
    #[must_use]
    pub fn below(data: &Path) -> Self {
        Self { folder: data.join("_evidence").join("drills") }
    }

    /// Where they are.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Keeps `verdict` as the newest of its drill and mode, and in the history.
    ///
    /// # Errors
    /// The system refuses.
    pub fn keep(&self, verdict: &Verdict) -> Result<(), EvidenceError> {
        let history = self.folder.join("history");
        private_folder(&self.folder)?;
        private_folder(&history)?;
        let kept = Kept { version: VERSION, verdict };
        let mut bytes = serde_json::to_vec_pretty(&kept).map_err(|error| EvidenceError::Unreadable {
            path: self.folder.clone(),
            cause: error.to_string(),
        })?;
        bytes.push(b'\n');
        let name = file_name(&verdict.drill, verdict.mode);
        write(&history.join(format!("{:020}-{name}", verdict.started_at.as_micros())), &bytes)?;
        write(&self.folder.join(name), &bytes)?;
        forget_oldest(&history)
    }

    /// The newest verdict on `drill` in `mode`, if there is one.
    ///
    /// # Errors
    /// There is one, and it cannot be read.
    pub fn newest_of(&self, drill: &str, mode: Mode) -> Result<Option<Verdict>, EvidenceError> {
        let path = self.folder.join(file_name(drill, mode));
        match fs::symlink_metadata(&path) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            _ => read(&path).map(Some),
        }
    }

    /// The newest verdict on each drill in each mode, in the order of their names, and what could not be
    /// read.
    ///
    /// # Errors
    /// The folder is there and cannot be listed.
    pub fn newest(&self) -> Result<(Vec<Verdict>, Vec<EvidenceError>), EvidenceError> {
        let (mut verdicts, mut errors) = (Vec::new(), Vec::new());
        for path in files(&self.folder)? {
            match read(&path) {
                Ok(verdict) => verdicts.push(verdict),
                Err(error) => errors.push(error),
            }
        }
        Ok((verdicts, errors))
    }
}

fn file_name(drill: &str, mode: Mode) -> String {
    format!("{drill}.{}.json", mode.as_str())
}

fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> EvidenceError {
    let path = path.to_owned();
    move |cause| EvidenceError::Io { action, path, cause }
}

/// Writes a private file as a whole: under another name first, which then becomes its own.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), EvidenceError> {
    let unfinished = path.with_extension(format!("{}.part", std::process::id()));
    let written = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&unfinished)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&unfinished, path))
        .and_then(|()| path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all()));
    if written.is_err() {
        // What is left of it is nobody's evidence; it may not be there at all.
        let _ = fs::remove_file(&unfinished);
    }
    written.map_err(failed("write", path))
}

fn read(path: &Path) -> Result<Verdict, EvidenceError> {
    let unreadable = |cause: String| EvidenceError::Unreadable { path: path.to_owned(), cause };
    let metadata = fs::symlink_metadata(path).map_err(failed("read", path))?;
    if !metadata.is_file() || metadata.len() > BYTES_MAX {
        return Err(unreadable("it is no file of that size".to_owned()));
    }
    let bytes = fs::read(path).map_err(failed("read", path))?;
    let found: Found = serde_json::from_slice(&bytes).map_err(|error| unreadable(error.to_string()))?;
    if found.version == VERSION {
        Ok(found.verdict)
    } else {
        Err(unreadable(format!("it is of version {}, this is {VERSION}", found.version)))
    }
}

/// The verdicts' files directly in `folder`, in the order of their names; none where it does not exist.
fn files(folder: &Path) -> Result<Vec<PathBuf>, EvidenceError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(failed("list", folder)(cause)),
    };
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    let mut paths: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "json")).collect();
    paths.sort();
    Ok(paths)
}

/// Removes the oldest of the history beyond its limit; their names begin with their time.
pub(super) fn forget_oldest(history: &Path) -> Result<(), EvidenceError> {
    let paths = files(history)?;
    for path in paths.iter().take(paths.len().saturating_sub(HISTORY_MAX)) {
        match fs::remove_file(path) {
            // Somebody else who drills has removed it.
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
            removed => removed.map_err(failed("remove", path))?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
