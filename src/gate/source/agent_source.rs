//! An agent's fingerprint, and the commit that it is at.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::digest::{Sum, sum_of};
use super::tree::{Part, Tree};
use super::{Repository, SourceError, index};
use crate::model::hexadecimal;

/// Most bytes of an agent: a model's weights may be among them, a market's history should not.
const BYTES_MAX: u64 = 1 << 30;

/// What the digest of a tree begins with; the number changes with the form.
const ORIGIN: &[u8] = b"papersoak source 2\n";

/// What an agent is, in few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentSource {
    /// SHA-256 in hexadecimal: of the binary, or over the tree's names and contents.
    pub fingerprint: String,
    /// The commit that the tree is at, in hexadecimal; none without git. Files may differ from it.
    pub commit: Option<String>,
    /// Files that the fingerprint holds for, what links lead to included.
    pub files: u64,
    /// Those of them that git does not track yet; zero without git.
    pub untracked: u64,
}

impl AgentSource {
    /// Reads the binary or source folder `path`.
    ///
    /// # Errors
    /// There is nothing, it is too large, or something of it cannot be read.
    pub fn read(path: &Path) -> Result<Self, SourceError> {
        let whole = fs::canonicalize(path).map_err(SourceError::io("find", path))?;
        let found = fs::metadata(&whole).map_err(SourceError::io("read", path))?;
        if found.is_file() {
            let sum = sum_of(&whole, BYTES_MAX).map_err(SourceError::io("read", path))?;
            let (sum, _) = sum.ok_or(SourceError::TooLarge { path: path.to_owned(), limit: BYTES_MAX })?;
            return Ok(Self { fingerprint: hexadecimal(&sum), commit: None, files: 1, untracked: 0 });
        }
        if !found.is_dir() {
            return Err(SourceError::NotASource { path: path.to_owned() });
        }
        let Tree { parts, commit, untracked, .. } = Tree::of(&whole)?;
        if parts.is_empty() {
            return Err(SourceError::Empty { path: path.to_owned() });
        }
        let files = parts.len() as u64;
        Ok(Self { fingerprint: digest(&whole, parts)?, commit, files, untracked })
    }
}

/// Whether `repository` tracks something in `folder`; where that cannot be told, it is taken to.
pub(in crate::gate) fn is_tracked(repository: &Repository, folder: &Path) -> bool {
    let prefix = folder.strip_prefix(&repository.work).unwrap_or(Path::new(""));
    let holds = |name: &index::Tracked| Path::new(OsStr::from_bytes(&name.path)).starts_with(prefix);
    index::tracked(repository).map_or(true, |names| names.iter().any(holds))
}

/// SHA-256 over the kind, the name and the content's digest of each part, in the order of the names' bytes. A
/// link stands before what it leads to.
fn digest(folder: &Path, mut parts: Vec<(PathBuf, Part)>) -> Result<String, SourceError> {
    parts.sort_by(|(a, _), (b, _)| a.as_os_str().as_bytes().cmp(b.as_os_str().as_bytes()));
    let mut whole = Sha256::new_with_prefix(ORIGIN);
    let mut left = BYTES_MAX;
    for (path, part) in parts {
        let (kind, sum, length) = match part {
            Part::Pinned(id) => (b'p', Sha256::digest(id).into(), 0),
            Part::Here => content(folder, &path, left)?,
            Part::Led => file(folder, &path, left).map(|(sum, length)| (b'o', sum, length))?,
        };
        left -= length;
        let name = path.as_os_str().as_bytes();
        whole.update([kind]);
        whole.update((name.len() as u64).to_be_bytes());
        whole.update(name);
        whole.update(sum);
    }
    Ok(hexadecimal(&whole.finalize()))
}

/// The kind of what lies at `path`, the digest of what it holds, and its length.
fn content(folder: &Path, path: &Path, left: u64) -> Result<(u8, Sum, u64), SourceError> {
    let full = folder.join(path);
    match fs::symlink_metadata(&full) {
        Ok(found) if found.is_file() => {
            let (sum, length) = file(folder, path, left)?;
            Ok((b'f', sum, length))
        }
        Ok(found) if found.is_symlink() => {
            let target = fs::read_link(&full).map_err(SourceError::io("read the link", &full))?;
            Ok((b'l', Sha256::digest(target.as_os_str().as_bytes()).into(), 0))
        }
        // What git tracks and somebody has removed, or put a folder in the place of, is missing from the agent.
        Ok(_) => Ok((b'-', [0; 32], 0)),
        Err(error)
            if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) =>
        {
            Ok((b'-', [0; 32], 0))
        }
        Err(error) => Err(SourceError::io("read", &full)(error)),
    }
}

/// The digest of the file at `path` and its length.
fn file(folder: &Path, path: &Path, left: u64) -> Result<(Sum, u64), SourceError> {
    let full = folder.join(path);
    let sum = sum_of(&full, left).map_err(SourceError::io("read", &full))?;
    sum.ok_or_else(|| SourceError::TooLarge { path: folder.to_owned(), limit: BYTES_MAX })
}
