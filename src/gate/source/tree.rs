//! What belongs to an agent's folder: what git tracks there, what it does not track yet and does not ignore, what
//! submodules have checked out, and what links lead to.
//!
//! Without git every file but caches belongs to it. A repository in a repository is read by its own rules.
//!
//! Invariant: every folder that a link leads to is entered once, so that links around in a ring end.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, FileType};
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Component, Path, PathBuf};

use super::folder::{DEPTH_MAX, Kind, is_cache, is_version_control, walk};
use super::ignored::Ignored;
use super::{Repository, SourceError, index};

/// Most files of an agent: ten times the largest trading bots in the open.
const FILES_MAX: usize = 50_000;

/// Repositories in each other: a library in a library of an agent, and some more.
const NESTED_MAX: usize = 8;

/// A thing that the fingerprint of a tree holds for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// What lies there now, a link as the text that it is.
    Here,
    /// The file that the link there leads to.
    Led,
    /// What another repository, which is not checked out, has under this id.
    Pinned(Vec<u8>),
}

/// What belongs to an agent's folder.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    root: &'a Path,
    /// Names from the folder on. Of a link that leads to a file there are two parts.
    pub(super) parts: Vec<(PathBuf, Part)>,
    /// The commit of the repository that the folder lies in.
    pub(super) commit: Option<String>,
    /// How many of the parts git does not track yet.
    pub(super) untracked: u64,
    /// Links that are still to be followed.
    links: Vec<PathBuf>,
    /// Folders that links have led to.
    entered: BTreeSet<PathBuf>,
}

/// A repository in which untracked files are looked for.
struct Beside<'a> {
    known: &'a BTreeSet<PathBuf>,
    ignored: Ignored,
    /// Names from the work tree's root to where the search is.
    names: Vec<Vec<u8>>,
    nested: usize,
}

impl<'a> Tree<'a> {
    /// Gathers what belongs to the folder `root`, a path without links.
    pub(super) fn of(root: &'a Path) -> Result<Self, SourceError> {
        let (parts, links, entered) = (Vec::new(), Vec::new(), BTreeSet::new());
        let mut tree = Self { root, parts, commit: None, untracked: 0, links, entered };
        let around = Repository::around(root).map_err(SourceError::io("look for git around", root))?;
        match around {
            Some(repository) if tree.take_repository(Path::new(""), &repository, 0)? => {
                let commit = repository.commit().map_err(SourceError::io("read the commit of", root))?;
                tree.commit = commit;
            }
            // No git, or a folder in somebody's repository of something else.
            _ => tree.take_all(Path::new(""), root)?,
        }
        while let Some(link) = tree.links.pop() {
            tree.follow(&link)?;
        }
        Ok(tree)
    }

    fn take(&mut self, path: PathBuf, part: Part) -> Result<(), SourceError> {
        if self.parts.len() >= FILES_MAX {
            return Err(SourceError::TooMany { path: self.root.to_owned(), limit: FILES_MAX });
        }
        let full = self.root.join(&path);
        if part == Part::Here && fs::symlink_metadata(&full).is_ok_and(|found| found.is_symlink()) {
            self.links.push(path.clone());
        }
        self.parts.push((path, part));
        Ok(())
    }

    /// Takes what `repository` has in the folder `below`; says whether it tracks something there.
    fn take_repository(
        &mut self,
        below: &Path,
        repository: &Repository,
        nested: usize,
    ) -> Result<bool, SourceError> {
        let folder = self.root.join(below);
        if nested > NESTED_MAX {
            let cause = io::Error::other(format!("it is the last of {nested} repositories in each other"));
            return Err(SourceError::io("enter", &folder)(cause));
        }
        let prefix = folder.strip_prefix(&repository.work).unwrap_or(Path::new("")).to_owned();
        let mut known = BTreeSet::new();
        for name in index::tracked(repository)? {
            let path = Path::new(OsStr::from_bytes(&name.path));
            let Ok(path) = path.strip_prefix(&prefix) else { continue };
            if path.as_os_str().is_empty() {
                continue;
            }
            if !path.components().all(|part| matches!(part, Component::Normal(_))) {
                let (path, cause) = (repository.own.join("index"), "a name leads out of the tree");
                return Err(SourceError::Index { path, cause });
            }
            let path = below.join(path);
            match name.pinned {
                None => self.take(path.clone(), Part::Here)?,
                Some(id) => self.take_pinned(&path, id, nested)?,
            }
            known.insert(path);
        }
        if known.is_empty() {
            return Ok(false);
        }
        let mut beside = Beside { known: &known, ignored: Ignored::default(), names: Vec::new(), nested };
        let mut around = repository.work.clone();
        beside.enter(&repository.shared.join("info/exclude"))?;
        for name in &prefix {
            beside.enter(&around.join(".gitignore"))?;
            beside.names.push(name.as_bytes().to_vec());
            around.push(name);
        }
        self.take_untracked(below, &mut beside)?;
        Ok(true)
    }

    /// Takes what another repository has checked out at `path`, or the commit `id` of it where it has not.
    fn take_pinned(&mut self, path: &Path, id: Vec<u8>, nested: usize) -> Result<(), SourceError> {
        if self.take_nested(path, nested)? { Ok(()) } else { self.take(path.to_owned(), Part::Pinned(id)) }
    }

    /// Takes the repository in the folder `path`; says whether there is one.
    fn take_nested(&mut self, path: &Path, nested: usize) -> Result<bool, SourceError> {
        let full = self.root.join(path);
        let found = Repository::at(&full).map_err(SourceError::io("look for git in", &full))?;
        let Some(repository) = found else { return Ok(false) };
        if !self.take_repository(path, &repository, nested + 1)? {
            self.take_all(path, &full)?;
        }
        Ok(true)
    }

    /// Takes what lies in the folder `below` and is neither tracked nor ignored.
    fn take_untracked(&mut self, below: &Path, beside: &mut Beside<'_>) -> Result<(), SourceError> {
        let folder = self.root.join(below);
        beside.enter(&folder.join(".gitignore"))?;
        for (name, kind) in entries(&folder, below).map_err(SourceError::io("list", &folder))? {
            if is_version_control(&name) || is_cache(&name) {
                continue;
            }
            let path = below.join(&name);
            beside.names.push(name.into_vec());
            let left_out = beside.ignored.leave_out(&beside.names, kind.is_dir());
            let known = beside.known.contains(&path);
            if kind.is_dir() && !left_out {
                if known || !self.take_nested(&path, beside.nested)? {
                    self.take_untracked(&path, beside)?;
                }
            } else if (kind.is_file() || kind.is_symlink()) && !known && !left_out {
                self.untracked += 1;
                self.take(path, Part::Here)?;
            }
            beside.names.pop();
        }
        beside.ignored.leave();
        Ok(())
    }

    /// Takes every file in the folder `below` but caches and version control; `folder` is where it really lies.
    fn take_all(&mut self, below: &Path, folder: &Path) -> Result<(), SourceError> {
        let root = self.root;
        let (mut ended, mut unread) = (None, None);
        walk(
            folder,
            &|path| {
                let named = path.file_name().is_some_and(|name| is_version_control(name) || is_cache(name));
                // A link may lead to a folder around the agent's own.
                named || folder.join(path) == root
            },
            &mut |path, _: Kind| match self.take(below.join(path), Part::Here) {
                Ok(()) => true,
                Err(error) => {
                    ended.get_or_insert(error);
                    false
                }
            },
            &mut |path, cause| {
                unread.get_or_insert_with(|| SourceError::io("list", &folder.join(path))(cause));
            },
        );
        ended.or(unread).map_or(Ok(()), Err)
    }

    /// Takes what the link `path` leads to, if there is something.
    fn follow(&mut self, path: &Path) -> Result<(), SourceError> {
        let full = self.root.join(path);
        let target = match fs::canonicalize(&full) {
            Ok(target) => target,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok(());
            }
            Err(error) => return Err(SourceError::io("follow the link", &full)(error)),
        };
        let found = fs::metadata(&target).map_err(SourceError::io("follow the link", &full))?;
        if found.is_file() {
            return self.take(path.to_owned(), Part::Led);
        }
        if !found.is_dir() {
            return Err(SourceError::LedAstray { path: full });
        }
        let lies_in = full.parent().and_then(|parent| fs::canonicalize(parent).ok());
        let is_around = lies_in.is_some_and(|place| place.starts_with(&target));
        // A folder of the agent's own that the link lies in counts already.
        if (is_around && target.starts_with(self.root)) || !self.entered.insert(target.clone()) {
            return Ok(());
        }
        self.take_all(path, &target)
    }
}

impl Beside<'_> {
    /// Adds the rules of `file` for the folder where the search is.
    fn enter(&mut self, file: &Path) -> Result<(), SourceError> {
        let depth = self.names.len();
        self.ignored.enter(file, depth).map_err(SourceError::io("read the rules of", file))
    }
}

/// The entries of `folder` in the order of their names.
fn entries(folder: &Path, below: &Path) -> io::Result<Vec<(std::ffi::OsString, FileType)>> {
    if below.components().count() > DEPTH_MAX {
        return Err(io::Error::other(format!("it is more than {DEPTH_MAX} folders deep")));
    }
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        entries.push((entry.file_name(), entry.file_type()?));
    }
    entries.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(entries)
}
