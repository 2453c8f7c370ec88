//! The name of a soak: what people type, and the name of its folder.

use std::fmt;
use std::str::FromStr;

use super::shown;

/// A soak's name: a lower-case letter or digit, then letters, digits, `-`, `_` and `.`.
///
/// Why not any text: it becomes a folder, a word in a shell and a label in logs; with these letters it
/// needs quoting in none of them and cannot lead out of the data folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SoakName(String);

/// Why a text is not a name. Policy: refuse the argument or the configuration that holds it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{shown:?} cannot name a soak: use 1 to {} of a-z, 0-9, '-', '_' and '.', beginning with a letter or digit",
    SoakName::LENGTH_MAX
)]
pub struct NameError {
    shown: String,
}

impl SoakName {
    /// Longest name, in characters: fits a table's column and any file system.
    pub const LENGTH_MAX: usize = 64;

    /// The name as a text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SoakName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let fits = text.len() <= Self::LENGTH_MAX
            && text.bytes().next().is_some_and(plain)
            && text.bytes().all(|byte| plain(byte) || b"-_.".contains(&byte));
        if fits { Ok(Self(text.into())) } else { Err(NameError { shown: shown(text) }) }
    }
}

impl fmt::Display for SoakName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_cannot_leave_their_folder() {
        for good in ["a", "btc-1", "2025.10.10", "a..b", &"x".repeat(64)] {
            assert!(good.parse::<SoakName>().is_ok(), "{good} was refused");
        }
        for bad in ["", ".", "..", "../a", "a/b", "A", "-a", "_a", "a b", "а", "a\n", &"x".repeat(65)] {
            assert!(bad.parse::<SoakName>().is_err(), "{bad:?} was taken");
        }
    }
}
