//! Why a theme is refused.

use std::path::PathBuf;

/// Why a theme is refused. Policy: refuse to start with it; when cycling, pass it over.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    /// Something in the file is wrong.
    #[error("{file}:{line}: {text}")]
    Wrong {
        /// The file as the user knows it.
        file: String,
        /// Its line, from 1.
        line: usize,
        /// What, and what to do.
        text: String,
    },
    /// There is no theme of this name.
    #[error("there is no theme {name:?}; there are {known}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// What there is, separated by commas.
        known: String,
    },
    /// The file cannot be read.
    #[error("cannot read the theme {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is too long for a theme.
    #[error("{} is too long for a theme: {bytes} bytes, {limit} are the limit", path.display())]
    TooLong {
        /// The file.
        path: PathBuf,
        /// Its length.
        bytes: u64,
        /// The longest length.
        limit: u64,
    },
}
