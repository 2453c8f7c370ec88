//! The book on disk: one file, replaced as a whole.
//!
//! Invariant: a crash at any moment leaves the book before or the book after, never a part of one.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Book;
use crate::journal::replace_private;

/// The file in a soak's folder.
pub const BOOK_FILE_NAME: &str = "alerts.json";

/// The version of the file.
const VERSION: u32 = 1;

/// Longest file read, in bytes: eight sinks with full lines of long texts take a quarter of it.
const BYTES_MAX: u64 = 32 * 1_024 * 1_024;

/// Why there is no book. Policy of each: set the file aside, say so, begin an empty one; what stands is told
/// again.
#[derive(Debug, thiserror::Error)]
pub enum KeptError {
    /// The system refuses.
    #[error("cannot {what} {}: {error}", path.display())]
    System {
        /// What was tried.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// It is no book, or one of another version.
    #[error("{} is not a book of alerts of this version: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What reading it said.
        reason: String,
    },
}

/// The file of the book of one soak.
#[derive(Debug)]
pub struct Kept {
    path: PathBuf,
    /// What was written last, so that an unchanged book costs no write.
    written: Vec<u8>,
}

/// What stands in the file.
#[derive(Serialize, Deserialize)]
struct Written<B> {
    version: u32,
    book: B,
}

impl Kept {
    /// The file in `folder`.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        Self { path: folder.join(BOOK_FILE_NAME), written: Vec::new() }
    }

    /// The book; an empty one where there is no file.
    ///
    /// # Errors
    /// The file cannot be read, or is no book.
    pub fn read(&self) -> Result<Book, KeptError> {
        let mut text = String::new();
        match File::open(&self.path) {
            Ok(file) => file.take(BYTES_MAX).read_to_string(&mut text).map_err(self.system("read"))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Book::default()),
            Err(error) => return Err(self.system("open")(error)),
        };
        let unreadable = |reason: String| KeptError::Unreadable { path: self.path.clone(), reason };
        let written: Written<Book> =
            serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))?;
        match written.version {
            VERSION => Ok(written.book),
            other => Err(unreadable(format!("it has version {other}"))),
        }
    }

    /// Puts a file that cannot be read out of the way, under a name that says so.
    ///
    /// # Errors
    /// The system refuses.
    pub fn set_aside(&self) -> Result<(), KeptError> {
        fs::rename(&self.path, self.path.with_extension("unreadable")).map_err(self.system("set aside"))
    }

    /// Takes the file away, if there is one.
    ///
    /// # Errors
    /// The system refuses.
    pub fn remove(&self) -> Result<(), KeptError> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(self.system("remove")(error)),
            _ => Ok(()),
        }
    }

    /// Writes `book` if it is another one than before; it is on the disk when this returns.
    ///
    /// # Errors
    /// The system refuses; what was written before is still there.
    pub fn write(&mut self, book: &Book) -> Result<(), KeptError> {
        let text = serde_json::to_vec(&Written { version: VERSION, book })
            .map_err(|error| self.system("write")(error.into()))?;
        if text == self.written {
            return Ok(());
        }
        replace_private(&self.path, &text).map_err(self.system("write"))?;
        self.written = text;
        Ok(())
    }

    fn system(&self, what: &'static str) -> impl FnOnce(io::Error) -> KeptError {
        move |error| KeptError::System { what, path: self.path.clone(), error }
    }
}
