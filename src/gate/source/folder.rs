//! Every file below a folder, in the order of their names.
//!
//! Invariant: links are not followed, so that a walk ends and stays where it began.

use std::ffi::OsStr;
use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};

/// Deepest folder entered: far beyond any source tree, and a bound on what a mounted image can cost.
pub(super) const DEPTH_MAX: usize = 64;

/// Folders of version control.
const VERSION_CONTROL: [&str; 5] = [".git", ".hg", ".svn", ".jj", ".bzr"];

/// Folders that tools make again from the sources: they differ from run to run of the same agent.
const CACHES: [&str; 15] = [
    "__pycache__",
    ".pytest_cache",
    ".mypy_cache",
    ".ruff_cache",
    ".hypothesis",
    ".tox",
    ".nox",
    ".venv",
    "venv",
    ".cache",
    ".coverage",
    ".nyc_output",
    "htmlcov",
    "node_modules",
    "target",
];

/// What an entry of a folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::gate) enum Kind {
    /// A file.
    File,
    /// A link, to whatever.
    Link,
}

/// Whether `name` is of version control.
pub(in crate::gate) fn is_version_control(name: &OsStr) -> bool {
    VERSION_CONTROL.iter().any(|known| name == OsStr::new(known))
}

/// Whether `name` is what tools make again from the sources.
pub(in crate::gate) fn is_cache(name: &OsStr) -> bool {
    CACHES.iter().any(|known| name == OsStr::new(known))
}

/// Shows every file and link below `root` to `look`, paths from the root, in the order of their names; folders
/// and files whose path `skip` names are passed over, and pipes, sockets and devices, which hold nothing. What cannot
/// be listed goes to `trouble`. The walk ends early as soon as `look` says `false`.
pub(in crate::gate) fn walk(
    root: &Path,
    skip: &dyn Fn(&Path) -> bool,
    look: &mut dyn FnMut(&Path, Kind) -> bool,
    trouble: &mut dyn FnMut(&Path, io::Error),
) {
    let mut waiting = vec![(PathBuf::new(), None::<FileType>)];
    while let Some((path, kind)) = waiting.pop() {
        let folder = match kind {
            None => true,
            Some(kind) if kind.is_dir() => true,
            Some(kind) => {
                let kind = match kind {
                    kind if kind.is_file() => Kind::File,
                    kind if kind.is_symlink() => Kind::Link,
                    _ => continue,
                };
                if !look(&path, kind) {
                    return;
                }
                false
            }
        };
        if folder {
            match entries(&root.join(&path), &path, skip) {
                Ok(entries) => waiting.extend(entries),
                Err(cause) => trouble(&path, cause),
            }
        }
    }
}

/// The entries of `folder`, last names first, because the walk takes from the end.
fn entries(
    folder: &Path,
    path: &Path,
    skip: &dyn Fn(&Path) -> bool,
) -> io::Result<Vec<(PathBuf, Option<FileType>)>> {
    if path.components().count() > DEPTH_MAX {
        return Err(io::Error::other(format!("it is more than {DEPTH_MAX} folders deep")));
    }
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = path.join(entry.file_name());
        if !skip(&path) {
            entries.push((path, Some(entry.file_type()?)));
        }
    }
    entries.sort_by(|(a, _), (b, _)| b.cmp(a));
    Ok(entries)
}
