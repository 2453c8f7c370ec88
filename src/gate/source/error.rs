//! Why an agent cannot be told from another.

use std::io;
use std::path::{Path, PathBuf};

/// Why an agent cannot be told from another. Policy of every variant: refuse to take evidence for it.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// A file or folder cannot be read, or changed while it was.
    #[error("cannot {action} {}: {cause}", .path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// It is neither a file nor a folder.
    #[error("{} is neither a file nor a folder; name the agent's binary or source folder", .path.display())]
    NotASource {
        /// What was named.
        path: PathBuf,
    },
    /// The folder has nothing in it that could be an agent.
    #[error("{} holds no files; name the agent's binary or source folder", .path.display())]
    Empty {
        /// The folder.
        path: PathBuf,
    },
    /// There are too many files.
    #[error("{} holds more than {limit} files, with what its links lead to; name the folder of the agent alone, or have .gitignore leave out what is not the agent's", .path.display())]
    TooMany {
        /// The folder.
        path: PathBuf,
        /// The limit.
        limit: usize,
    },
    /// The files are too large together.
    #[error("{} holds more than {limit} bytes, with what its links lead to; name the folder of the agent alone, or have .gitignore leave out what is not the agent's", .path.display())]
    TooLarge {
        /// The folder or binary.
        path: PathBuf,
        /// The limit, in bytes.
        limit: u64,
    },
    /// A link leads to a device, a pipe or a socket, which hold nothing that could be compared.
    #[error("the link {} leads to what is neither a file nor a folder; remove it, or let it lead to one", .path.display())]
    LedAstray {
        /// The link.
        path: PathBuf,
    },
    /// What git tracks cannot be told.
    #[error("cannot tell what git tracks from {}: {cause}", .path.display())]
    Index {
        /// The index.
        path: PathBuf,
        /// What is wrong with it.
        cause: &'static str,
    },
}

impl SourceError {
    /// The error of `action` at `path`.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::Io { action, path, cause }
    }
}
