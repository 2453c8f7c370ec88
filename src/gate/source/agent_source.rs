//! An agent's fingerprint, and the commit that it is at.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};

use sha2::{Digest, Sha256};

use super::digest::{Sum, sum_of};
use super::folder::{Kind, is_cache, is_version_control, walk};
use super::{Repository, SourceError, index};
use crate::model::hexadecimal;

/// Most files of an agent: ten times the largest trading bots in the open.
const FILES_MAX: usize = 50_000;

/// Most bytes of an agent: a model's weights may be among them, a market's history should not.
const BYTES_MAX: u64 = 1 << 30;

/// What the digest of a tree begins with; the number changes with the form.
const ORIGIN: &[u8] = b"papersoak source 1\n";

/// What an agent is, in few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentSource {
    /// SHA-256 in hexadecimal: of the binary, or over the tree's names and contents.
    pub fingerprint: String,
    /// The commit that the tree is at, in hexadecimal; none without git. Files may differ from it.
    pub commit: Option<String>,
    /// Files that the fingerprint holds for.
    pub files: u64,
}

/// A thing that the fingerprint of a tree holds for.
enum Part {
    /// What lies there now.
    Path,
    /// What another repository has under this id.
    Pinned(Vec<u8>),
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
            return Ok(Self { fingerprint: hexadecimal(&sum), commit: None, files: 1 });
        }
        if !found.is_dir() {
            return Err(SourceError::NotASource { path: path.to_owned() });
        }
        let (parts, commit) = match by_git(&whole)? {
            Some((parts, commit)) => (parts, commit),
            None => (by_walking(&whole)?, None),
        };
        if parts.is_empty() {
            return Err(SourceError::Empty { path: path.to_owned() });
        }
        let files = parts.len() as u64;
        Ok(Self { fingerprint: digest(&whole, parts)?, commit, files })
    }
}

type Parts = Vec<(PathBuf, Part)>;

/// What git tracks in `folder`, if it tracks something there.
fn by_git(folder: &Path) -> Result<Option<(Parts, Option<String>)>, SourceError> {
    let around = Repository::around(folder).map_err(SourceError::io("look for git around", folder))?;
    let Some(repository) = around else { return Ok(None) };
    let prefix = folder.strip_prefix(&repository.work).unwrap_or(Path::new(""));
    let mut parts = Vec::new();
    for name in index::tracked(&repository)? {
        let path = Path::new(OsStr::from_bytes(&name.path));
        let Ok(below) = path.strip_prefix(prefix) else { continue };
        if !below.components().all(|part| matches!(part, Component::Normal(_))) {
            let (path, cause) = (repository.own.join("index"), "a name leads out of the tree");
            return Err(SourceError::Index { path, cause });
        }
        parts.push((below.to_owned(), name.pinned.map_or(Part::Path, Part::Pinned)));
        if parts.len() > FILES_MAX {
            return Err(SourceError::TooMany { path: folder.to_owned(), limit: FILES_MAX });
        }
    }
    if parts.is_empty() {
        // A folder in somebody's repository of something else.
        return Ok(None);
    }
    let commit = repository.commit().map_err(SourceError::io("read the commit of", folder))?;
    Ok(Some((parts, commit)))
}

/// Whether `repository` tracks something in `folder`; where that cannot be told, it is taken to.
pub(in crate::gate) fn is_tracked(repository: &Repository, folder: &Path) -> bool {
    let prefix = folder.strip_prefix(&repository.work).unwrap_or(Path::new(""));
    let holds = |name: &index::Tracked| Path::new(OsStr::from_bytes(&name.path)).starts_with(prefix);
    index::tracked(repository).map_or(true, |names| names.iter().any(holds))
}

/// Every file below `folder` but caches and version control.
fn by_walking(folder: &Path) -> Result<Parts, SourceError> {
    let (mut parts, mut failed) = (Vec::new(), None);
    walk(
        folder,
        &|path| path.file_name().is_some_and(|name| is_version_control(name) || is_cache(name)),
        &mut |path, _| {
            parts.push((path.to_owned(), Part::Path));
            parts.len() <= FILES_MAX
        },
        &mut |path, cause| {
            failed.get_or_insert_with(|| SourceError::io("list", &folder.join(path))(cause));
        },
    );
    match failed {
        Some(error) => Err(error),
        None if parts.len() > FILES_MAX => {
            Err(SourceError::TooMany { path: folder.to_owned(), limit: FILES_MAX })
        }
        None => Ok(parts),
    }
}

/// SHA-256 over the kind, the name and the content's digest of each part, in the order of the names' bytes.
fn digest(folder: &Path, mut parts: Parts) -> Result<String, SourceError> {
    parts.sort_by(|(a, _), (b, _)| a.as_os_str().as_bytes().cmp(b.as_os_str().as_bytes()));
    let mut whole = Sha256::new_with_prefix(ORIGIN);
    let mut left = BYTES_MAX;
    for (path, part) in parts {
        let (kind, sum, length) = match part {
            Part::Pinned(id) => (b'p', Sha256::digest(id).into(), 0),
            Part::Path => content(folder, &path, left)?,
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
    let kind = match fs::symlink_metadata(&full) {
        Ok(found) if found.is_file() => Some(Kind::File),
        Ok(found) if found.is_symlink() => Some(Kind::Link),
        // What git tracks and somebody has removed, or put a folder in the place of, is missing from the agent.
        Ok(_) => None,
        Err(error)
            if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) =>
        {
            None
        }
        Err(error) => return Err(SourceError::io("read", &full)(error)),
    };
    match kind {
        None => Ok((b'-', [0; 32], 0)),
        Some(Kind::Link) => {
            let target = fs::read_link(&full).map_err(SourceError::io("read the link", &full))?;
            Ok((b'l', Sha256::digest(target.as_os_str().as_bytes()).into(), 0))
        }
        Some(Kind::File) => {
            let sum = sum_of(&full, left).map_err(SourceError::io("read", &full))?;
            let (sum, length) =
                sum.ok_or_else(|| SourceError::TooLarge { path: folder.to_owned(), limit: BYTES_MAX })?;
            Ok((b'f', sum, length))
        }
    }
}
