//! The sessions of a folder: files of market data, each with its expectations beside it.
//!
//! ```text
//!   bull.soakrec   bull.toml        a session and what is expected of it
//!   crash.json                      a failure: nothing is expected
//!   old.toml                        a failure: its session is gone
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::model::neutralise;

/// How the names of market data end.
const ENDINGS: [&str; 8] =
    [".soakrec", ".json", ".json.gz", ".json.zst", ".csv", ".csv.gz", ".csv.zst", ".csv.zstd"];

/// How the names of expectations end.
const EXPECTATIONS: &str = ".toml";

/// Most sessions in a folder: a thousand take an hour.
const SESSIONS_MAX: usize = 1_000;

/// A session and its expectations, or what there is of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fixture {
    /// The files' name without its ending.
    pub name: String,
    /// Files of market data with that name; there should be one.
    pub sessions: Vec<PathBuf>,
    /// The file of expectations with that name.
    pub expectations: Option<PathBuf>,
}

/// Why a folder's sessions are not known. Policy of every variant: nothing is run.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// It cannot be listed.
    #[error("cannot list {}: {cause}", shown(.path))]
    Unlisted {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// There is nothing in it.
    #[error("{} holds no session; cut one with: soak record NAME -o {}/NAME.soakrec", shown(.path), shown(.path))]
    Empty {
        /// The folder.
        path: PathBuf,
    },
    /// There is too much in it.
    #[error("{} holds {found} sessions, {SESSIONS_MAX} are the most; split it", shown(.path))]
    TooMany {
        /// The folder.
        path: PathBuf,
        /// How many there are.
        found: usize,
    },
}

impl Fixture {
    /// The session and its expectations.
    ///
    /// # Errors
    /// What is missing, or there twice.
    pub fn files(&self) -> Result<(&Path, &Path), String> {
        let session = match self.sessions.as_slice() {
            [session] => session,
            [] => {
                return Err(format!(
                    "{}{EXPECTATIONS} stands without a session; remove it or cut one",
                    self.name
                ));
            }
            [one, two, ..] => {
                return Err(format!("{} and {} have one name; rename one", file_name(one), file_name(two)));
            }
        };
        let missing = || format!("nothing is expected of it; write {}{EXPECTATIONS} beside it", self.name);
        Ok((session, self.expectations.as_deref().ok_or_else(missing)?))
    }
}

/// The sessions in `folder`, in the order of their names. Hidden files and files of other kinds are passed
/// over.
///
/// # Errors
/// It cannot be listed, or holds none or too many.
pub fn fixtures_in(folder: &Path) -> Result<Vec<Fixture>, FolderError> {
    let unlisted = |cause| FolderError::Unlisted { path: folder.to_owned(), cause };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(unlisted)? {
        paths.push(entry.map_err(unlisted)?.path());
    }
    paths.sort();
    let mut found: BTreeMap<String, Fixture> = BTreeMap::new();
    for path in paths {
        let name = file_name(&path);
        let ending = ENDINGS.iter().copied().chain([EXPECTATIONS]).find(|ending| name.ends_with(ending));
        let Some(stem) = ending.and_then(|ending| name.strip_suffix(ending)) else { continue };
        if stem.is_empty() || stem.starts_with('.') || !path.is_file() {
            continue;
        }
        let fixture = found.entry(stem.to_owned()).or_default();
        stem.clone_into(&mut fixture.name);
        if ending == Some(EXPECTATIONS) {
            fixture.expectations = Some(path);
        } else {
            fixture.sessions.push(path);
        }
    }
    match found.len() {
        0 => Err(FolderError::Empty { path: folder.to_owned() }),
        count if count > SESSIONS_MAX => Err(FolderError::TooMany { path: folder.to_owned(), found: count }),
        _ => Ok(found.into_values().collect()),
    }
}

fn file_name(path: &Path) -> String {
    neutralise(&path.file_name().unwrap_or_default().to_string_lossy(), 200)
}

fn shown(path: &Path) -> String {
    neutralise(&path.display().to_string(), 300)
}
