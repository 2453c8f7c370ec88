//! Evidence on disk.
//!
//! ```text
//!   DATA/_evidence/drills/            0700
//!   ├── flash-crash.virtual.json      0600, the newest of each name
//!   └── history/
//!       └── 00001767225600000000-flash-crash.virtual.json
//! ```
//!
//! A file holds the evidence that the gate judges by and, beside it, the whole detail for people: a drill's
//! verdict, a load test's report.
//!
//! Invariant: a file is there as a whole or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::Evidence;
use crate::journal::{JournalError, private_folder, replace_private};

/// The version of the files; those of another are not read.
const VERSION: u32 = 2;

/// Files kept in the history of a kind: a year of a full set of drills each fortnight.
const HISTORY_MAX: usize = 600;

/// Largest file read: the longest detail is a coverage report's list of files.
const BYTES_MAX: u64 = 4 << 20;

/// Kinds of evidence, each in a folder of its own.
const KINDS: [&str; 6] = ["drills", "load", "regression", "coverage", "tests", "keys"];

/// Why evidence is not kept or cannot be read. Policy of every variant: it is no evidence.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
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
    /// A file holds no evidence of this version.
    #[error("{} holds no evidence that this program reads: {cause}; take it again", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
}

/// The evidence below one data folder.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
}

#[derive(Serialize)]
struct Kept<'a, T> {
    version: u32,
    evidence: &'a Evidence,
    detail: &'a T,
}

#[derive(Deserialize)]
struct Found<'a> {
    version: u32,
    evidence: Evidence,
    #[serde(borrow)]
    detail: &'a RawValue,
}

impl Store {
    /// The evidence below the data folder `data`, which need not exist.
    #[must_use]
    pub fn below(data: &Path) -> Self {
        Self { folder: data.join("_evidence") }
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Keeps `evidence` with its `detail` as the newest of its name and in the history, and says where.
    ///
    /// # Errors
    /// The system refuses.
    pub fn keep<T: Serialize>(&self, evidence: &Evidence, detail: &T) -> Result<PathBuf, StoreError> {
        let folder = self.folder.join(evidence.finding.folder());
        let history = folder.join("history");
        private_folder(&folder)?;
        private_folder(&history)?;
        let kept = Kept { version: VERSION, evidence, detail };
        let mut bytes = serde_json::to_vec_pretty(&kept)
            .map_err(|error| StoreError::Unreadable { path: folder.clone(), cause: error.to_string() })?;
        bytes.push(b'\n');
        let name = format!("{}.json", evidence.name);
        write(&history.join(format!("{:020}-{name}", evidence.taken_at.as_micros())), &bytes)?;
        let newest = folder.join(name);
        write(&newest, &bytes)?;
        forget_oldest(&history)?;
        Ok(newest)
    }

    /// The newest evidence of each name, in the order of kinds and names, and what could not be read.
    ///
    /// # Errors
    /// A folder is there and cannot be listed.
    pub fn newest(&self) -> Result<(Vec<Evidence>, Vec<StoreError>), StoreError> {
        let (mut evidence, mut errors) = (Vec::new(), Vec::new());
        for kind in KINDS {
            for path in files(&self.folder.join(kind))? {
                match read(&path).and_then(|bytes| found(&path, &bytes).map(|found| found.evidence)) {
                    Ok(one) => evidence.push(one),
                    Err(error) => errors.push(error),
                }
            }
        }
        Ok((evidence, errors))
    }

    /// The detail of the newest evidence called `name` in the folder of `kind`, if there is one.
    ///
    /// # Errors
    /// There is one, and it cannot be read.
    pub fn detail<T: DeserializeOwned>(&self, kind: &str, name: &str) -> Result<Option<T>, StoreError> {
        let path = self.folder.join(kind).join(format!("{name}.json"));
        if matches!(fs::symlink_metadata(&path), Err(cause) if cause.kind() == io::ErrorKind::NotFound) {
            return Ok(None);
        }
        let bytes = read(&path)?;
        let detail = found(&path, &bytes)?.detail;
        let unreadable = |error: serde_json::Error| StoreError::Unreadable { path, cause: error.to_string() };
        serde_json::from_str(detail.get()).map(Some).map_err(unreadable)
    }
}

fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    let path = path.to_owned();
    move |cause| StoreError::Io { action, path, cause }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    replace_private(path, bytes).map_err(failed("write", path))
}

fn read(path: &Path) -> Result<Vec<u8>, StoreError> {
    let metadata = fs::symlink_metadata(path).map_err(failed("read", path))?;
    if !metadata.is_file() || metadata.len() > BYTES_MAX {
        let cause = "it is no file of that size".to_owned();
        return Err(StoreError::Unreadable { path: path.to_owned(), cause });
    }
    fs::read(path).map_err(failed("read", path))
}

fn found<'a>(path: &Path, bytes: &'a [u8]) -> Result<Found<'a>, StoreError> {
    let unreadable = |cause: String| StoreError::Unreadable { path: path.to_owned(), cause };
    let found: Found<'_> = serde_json::from_slice(bytes).map_err(|error| unreadable(error.to_string()))?;
    if found.version == VERSION {
        Ok(found)
    } else {
        Err(unreadable(format!("it is of version {}, this is {VERSION}", found.version)))
    }
}

/// The files directly in `folder`, in the order of their names; none where it does not exist.
fn files(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
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
fn forget_oldest(history: &Path) -> Result<(), StoreError> {
    let paths = files(history)?;
    for path in paths.iter().take(paths.len().saturating_sub(HISTORY_MAX)) {
        match fs::remove_file(path) {
            // Somebody else who takes evidence has removed it.
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
            removed => removed.map_err(failed("remove", path))?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
