//! What looks like a key in the agent's tree and is none: made up, for its tests.
//!
//! A person says so in a file beside the configuration, a line for each, by the fingerprint of what was found
//! and the path below the agent's folder. It holds for that path in the history too.
//!
//! ```text
//!   # made up, for the tests of the client
//!   1a2b3c4d5e6f7081  tests/test_client.py
//! ```
//!
//! Invariant: the string itself stands nowhere in it; one that is changed is found again. The keys in use are
//! never excepted.

use std::collections::BTreeSet;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::keys::FINGERPRINT_DIGITS;

/// What the name of the file ends with, in the place of the configuration's ending.
const ENDING: &str = "key-exceptions";

/// Longest file read: more lines than a person has reasons for.
const BYTES_MAX: u64 = 64 << 10;

/// What is excepted: paths below the agent's folder, each with the fingerprint of what stands there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exceptions {
    rows: BTreeSet<(String, String)>,
}

/// Where something stands, as far as exceptions go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Within<'a> {
    /// At this path below the agent's folder, now or in a commit.
    Path(&'a str),
    /// In an object of the agent's history that no commit has, and so under no name: what is excepted
    /// anywhere is excepted here.
    NoPath,
    /// Elsewhere, where nothing is.
    Elsewhere,
}

/// Why there are no exceptions. Policy of both: nothing is excepted, and it is said.
#[derive(Debug, thiserror::Error)]
pub enum ExceptionsError {
    /// The file cannot be read.
    #[error("cannot read {}: {cause}", .path.display())]
    Unread {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: ErrorKind,
    },
    /// A line says something else.
    #[error("{}:{line}: an exception is a fingerprint of {FINGERPRINT_DIGITS} hexadecimal digits and a path; soak evidence scan prints them", .path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Its number, from 1 on.
        line: usize,
    },
}

impl Exceptions {
    /// Where the exceptions of the configuration in `file` stand.
    #[must_use]
    pub fn file_beside(file: &Path) -> PathBuf {
        file.with_extension(ENDING)
    }

    /// Those of the configuration in `file`; none where nobody wrote any.
    ///
    /// # Errors
    /// They are there and cannot be read.
    pub fn beside(file: &Path) -> Result<Self, ExceptionsError> {
        let path = Self::file_beside(file);
        let unread = |cause| ExceptionsError::Unread { path: path.clone(), cause };
        let opened = match std::fs::File::open(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            opened => opened.map_err(|error| unread(error.kind()))?,
        };
        let mut text = String::new();
        let read = opened.take(BYTES_MAX + 1).read_to_string(&mut text);
        if read.map_err(|error| unread(error.kind()))? as u64 > BYTES_MAX {
            return Err(unread(ErrorKind::FileTooLarge));
        }
        Self::parse(&text).map_err(|line| ExceptionsError::Line { path, line })
    }

    /// What `text` says, or the number of the line that says something else.
    fn parse(text: &str) -> Result<Self, usize> {
        let mut rows = BTreeSet::new();
        for (number, line) in text.lines().map(str::trim).enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (fingerprint, path) = line.split_once(char::is_whitespace).ok_or(number + 1)?;
            let hexadecimal = fingerprint.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            if !hexadecimal || fingerprint.len() != FINGERPRINT_DIGITS {
                return Err(number + 1);
            }
            rows.insert((path.trim().to_owned(), fingerprint.to_owned()));
        }
        Ok(Self { rows })
    }

    /// Whether what has this fingerprint is excepted there.
    pub(super) fn hold(&self, within: Within<'_>, fingerprint: &str) -> bool {
        match within {
            Within::Path(path) => self.rows.contains(&(path.to_owned(), fingerprint.to_owned())),
            Within::NoPath => self.rows.iter().any(|(_, known)| known == fingerprint),
            Within::Elsewhere => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_fingerprint_and_a_path() {
        #[track_caller]
        fn check(text: &str, expect: Result<&[(&str, &str)], usize>) {
            let expect = expect.map(|rows| rows.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())));
            assert_eq!(Exceptions::parse(text).map(|read| read.rows), expect.map(Iterator::collect));
        }
        let print = "1a2b3c4d5e6f7081";
        check("", Ok(&[]));
        check("# why\n\n1a2b3c4d5e6f7081  a file.py\n", Ok(&[("a file.py", print)]));
        check("1a2b3c4d5e6f7081\ttests/a.py", Ok(&[("tests/a.py", print)]));
        check("# why\n1a2b3c4d5e6f7081", Err(2));
        check("1a2b3c4d a.py", Err(1));
        check("1A2B3C4D5E6F7081 a.py", Err(1));
        check("tests/a.py 1a2b3c4d5e6f7081", Err(1));
    }
}
