//! Which files git leaves out: `.gitignore` in each folder and a repository's `info/exclude`
//! (<https://git-scm.com/docs/gitignore>).
//!
//! Why not a person's own list too (`core.excludesFile`)? An agent would be another one for another person. A rule
//! that cannot be read fits nothing, as with git itself: what it may have meant counts.
//!
//! Invariant: the work for one name is bounded by the product of its length and that of the rules.

use std::io;
use std::path::Path;

use super::bytes_of;
use super::pattern::Pattern;

/// Largest list read, in bytes: far beyond the longest that templates make.
const LIST_BYTES_MAX: u64 = 256 << 10;

/// The lists that hold for a folder, those of the folders around it first.
#[derive(Debug, Default)]
pub(super) struct Ignored(Vec<List>);

/// The rules of one list.
#[derive(Debug)]
struct List {
    /// Folders between the work tree's root and the folder that the list lies in.
    depth: usize,
    rules: Vec<Rule>,
}

/// A line of a list.
#[derive(Debug)]
struct Rule {
    pattern: Pattern,
    /// It lets in again what an earlier one leaves out.
    lets_in: bool,
    folders_only: bool,
}

impl Ignored {
    /// Adds the list at `file`, which holds for what lies `depth` folders below the work tree's root. Without such a
    /// file there are no rules.
    pub(super) fn enter(&mut self, file: &Path, depth: usize) -> io::Result<()> {
        let bytes = match bytes_of(file, LIST_BYTES_MAX) {
            Ok(bytes) => bytes.ok_or_else(|| io::Error::other("it is too large to be a list of rules"))?,
            Err(error) if is_none(&error) => Vec::new(),
            Err(error) => return Err(error),
        };
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let rules = bytes.split(|byte| *byte == b'\n').filter_map(Rule::of).collect();
        self.0.push(List { depth, rules });
        Ok(())
    }

    /// Takes away the list that was added last.
    pub(super) fn leave(&mut self) {
        self.0.pop();
    }

    /// Whether git leaves out the file or folder whose path from the work tree's root is `names`. The folders around
    /// it are not asked.
    pub(super) fn leave_out(&self, names: &[Vec<u8>], is_folder: bool) -> bool {
        for list in self.0.iter().rev() {
            let names = names.get(list.depth..).unwrap_or_default();
            let fits = |rule: &&Rule| (is_folder || !rule.folders_only) && rule.pattern.fits(names);
            if let Some(rule) = list.rules.iter().rev().find(fits) {
                return !rule.lets_in;
            }
        }
        false
    }
}

impl Rule {
    fn of(line: &[u8]) -> Option<Self> {
        let line = without_spaces(line.strip_suffix(b"\r").unwrap_or(line));
        if line.is_empty() || line.starts_with(b"#") {
            return None;
        }
        let (line, lets_in) = line.strip_prefix(b"!").map_or((line, false), |rest| (rest, true));
        let (line, folders_only) = line.strip_suffix(b"/").map_or((line, false), |rest| (rest, true));
        Some(Self { pattern: Pattern::of(line)?, lets_in, folders_only })
    }
}

/// `line` without the spaces at its end; one behind a backslash is part of a name.
fn without_spaces(mut line: &[u8]) -> &[u8] {
    while let Some(shorter) = line.strip_suffix(b" ") {
        let backslashes = shorter.iter().rev().take_while(|byte| **byte == b'\\').count();
        if backslashes % 2 == 1 {
            break;
        }
        line = shorter;
    }
    line
}

/// Whether there is no such file: git, too, reads no list that is a folder.
fn is_none(error: &io::Error) -> bool {
    use io::ErrorKind::{IsADirectory, NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory | IsADirectory)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a list of `rules` in the folder `depth` folders deep leaves out `path`; a folder ends with `/`.
    #[track_caller]
    fn check(rules: &str, depth: usize, path: &str, expect: bool) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(".gitignore");
        std::fs::write(&file, rules).unwrap();
        let mut ignored = Ignored::default();
        ignored.enter(&file, depth).unwrap();
        let names: Vec<_> =
            path.trim_end_matches('/').split('/').map(|name| name.as_bytes().to_vec()).collect();
        assert_eq!(ignored.leave_out(&names, path.ends_with('/')), expect, "{rules:?} {path}");
    }

    #[test]
    fn rules_are_read_as_git_reads_them() {
        check("*.log", 0, "a/b.log", true);
        check("# *.log\n\n", 0, "b.log", false);
        check("\\#a", 0, "#a", true);
        check("*.log\r\n", 0, "b.log", true);
        check("\u{feff}*.log", 0, "b.log", true);
        check("a.txt  \n", 0, "a.txt", true);
        check("a\\ \n", 0, "a ", true);
        check("*.log\n!kept.log", 0, "kept.log", false);
        check("!kept.log\n*.log", 0, "kept.log", true);
        check("build/", 0, "x/build/", true);
        check("build/", 0, "x/build", false);
        check("/build", 0, "x/build", false);
        check("/build", 1, "x/build", true);
        check("x/build", 0, "x/build", true);
        check("x/build", 0, "y/x/build", false);
    }

    #[test]
    fn a_list_that_is_none_or_too_large() {
        let folder = tempfile::tempdir().unwrap();
        let mut ignored = Ignored::default();
        ignored.enter(folder.path(), 0).unwrap();
        ignored.enter(&folder.path().join("none"), 0).unwrap();
        let large = folder.path().join("large");
        std::fs::write(&large, vec![b'a'; 300 << 10]).unwrap();
        assert!(ignored.enter(&large, 0).is_err());
    }
}
