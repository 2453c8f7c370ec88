//! The agent's tree as it lies there now: what git tracks and what it does not, caches included.

use std::cell::RefCell;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::detector::Mode;
use super::exceptions::Within;
use super::git;
use super::lines::Gathering;
use crate::gate::source::{Kind, Repository, is_tracked, is_version_control, walk};

/// Folders of version control whose history is not read.
const OTHER_HISTORIES: [&str; 4] = [".hg", ".svn", ".jj", ".bzr"];

/// Files searched in a tree: twenty times what an agent with its libraries has.
const FILES_MAX: u64 = 200_000;

/// Whether what stands in a folder may be excepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Excepting {
    /// By its path.
    Paths,
    /// Never.
    Nothing,
}

impl Gathering<'_> {
    /// Searches the agent's file or folder at `path` and the history that it has.
    pub(super) fn agent(&mut self, path: &Path) {
        let whole = match std::fs::canonicalize(path) {
            Ok(whole) => whole,
            Err(error) => return self.unsearched("the agent", &error.kind().to_string()),
        };
        if whole.is_file() {
            let name = whole.file_name().and_then(OsStr::to_str).map_or(Within::Elsewhere, Within::Path);
            self.file(&whole, &format!("agent {}", path.display()), name);
            return;
        }
        let repositories = self.folder(&whole, "agent ", Excepting::Paths);
        match Repository::around(&whole) {
            Ok(Some(repository)) if repository.work != whole && is_tracked(&repository, &whole) => {
                git::search(self, &repository);
            }
            Ok(_) => {}
            Err(error) => self.unsearched("the repository around the agent", &error.kind().to_string()),
        }
        for work in repositories {
            match Repository::around(&work) {
                Ok(Some(repository)) if repository.work == work => git::search(self, &repository),
                Ok(_) => {}
                Err(error) => self.unsearched(&work.display().to_string(), &error.kind().to_string()),
            }
        }
    }

    /// Searches every file below `root` but histories, told as `before` and the path from there; the folders that
    /// are the work trees of repositories.
    pub(super) fn folder(&mut self, root: &Path, before: &str, excepting: Excepting) -> Vec<PathBuf> {
        let histories = RefCell::new(Vec::new());
        let skip = |path: &Path| {
            let found = path.file_name().is_some_and(is_version_control);
            if found {
                histories.borrow_mut().push(path.to_owned());
            }
            found
        };
        let mut troubles = Vec::new();
        let mut count = 0;
        let mut look = |path: &Path, kind: Kind| {
            let place = format!("{before}{}", path.display());
            // A name can be a key as well as its contents.
            self.search(&place, path.as_os_str().as_bytes(), Mode::Text);
            count += 1;
            if count > FILES_MAX {
                self.unsearched(before.trim(), "it has too many files");
                return false;
            }
            match kind {
                Kind::File => {
                    let within = path.to_str().filter(|_| excepting == Excepting::Paths);
                    let within = within.map_or(Within::Elsewhere, Within::Path);
                    self.file(&root.join(path), &place, within)
                }
                Kind::Link => {
                    if let Ok(target) = std::fs::read_link(root.join(path)) {
                        self.search(&place, target.as_os_str().as_bytes(), Mode::Text);
                    }
                    true
                }
            }
        };
        walk(root, &skip, &mut look, &mut |path, error| troubles.push((path.to_owned(), error)));
        for (path, error) in troubles {
            self.unsearched(&format!("{before}{}", path.display()), &error.kind().to_string());
        }
        if !self.budget.is_left() {
            self.unsearched(before.trim(), "the limit of bytes or time is reached");
        }
        let mut works = Vec::new();
        for history in histories.into_inner() {
            let name = history.file_name().unwrap_or(OsStr::new(""));
            if OTHER_HISTORIES.iter().any(|other| name == OsStr::new(other)) {
                self.unsearched(&format!("{before}{}", history.display()), "only git's history is read");
            } else {
                works.push(root.join(history.parent().unwrap_or(Path::new(""))));
            }
        }
        works
    }
}
