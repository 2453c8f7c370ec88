//! The breaker's own file, which holds when the journal does not.
//!
//! ```text
//!   "soak latch 1\n"  sha256 of the rest, 64 hexadecimal digits  "\n"  JSON, spaces, "\n"
//!   └──────────────────────────────── 512 bytes ─────────────────────────────────────────┘
//! ```
//!
//! It is written in place: its one block is there from the start, so that a full disk cannot keep the breaker
//! from tripping (a file system that copies on write may still need space; then the write fails and says so).
//!
//! Invariant: a file that is missing, cut, torn or changed by a single bit never reads as armed.

use std::fs::File;
use std::io::ErrorKind;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::JournalError;
use super::folder::{private_file, sync_folder};
use crate::event::{Latch, Latched};
use crate::model::{hexadecimal, neutralise};

/// The file's name in a soak's folder.
pub const LATCH_FILE_NAME: &str = "breaker.latch";

/// Bytes in the file: one sector, the most that disks write as a whole.
const SIZE: usize = 512;
const MAGIC: &str = "soak latch 1\n";
/// What comes before the JSON: the magic, the checksum and its line end.
const HEAD: usize = MAGIC.len() + 64 + 1;
/// Characters kept of who moved the breaker; a login name is shorter.
const BY_LENGTH_MAX: usize = 32;

/// What the breaker's file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LatchState {
    /// It can be read.
    Set(Latch),
    /// There is none. Policy: tripped.
    Missing,
    /// It cannot be read, and why. Policy: tripped.
    Unreadable(String),
}

impl LatchState {
    /// How far a restart has to take the breaker up.
    #[must_use]
    pub fn latched(&self) -> Latched {
        match self {
            Self::Set(latch) => latch.level.into(),
            Self::Missing | Self::Unreadable(_) => Latched::Lost,
        }
    }

    /// Whether the breaker has to be taken as tripped.
    #[must_use]
    pub fn is_tripped(&self) -> bool {
        self.latched() >= Latched::Tripped
    }
}

/// The breaker's file, open for writing.
#[derive(Debug)]
pub struct LatchFile {
    file: File,
    path: PathBuf,
}

impl LatchFile {
    /// What the file in the soak's folder `dir` says.
    #[must_use]
    pub fn read(dir: &Path) -> LatchState {
        match std::fs::read(dir.join(LATCH_FILE_NAME)) {
            Ok(bytes) => parse(&bytes).map_or_else(LatchState::Unreadable, LatchState::Set),
            Err(error) if error.kind() == ErrorKind::NotFound => LatchState::Missing,
            Err(error) => LatchState::Unreadable(error.to_string()),
        }
    }

    /// Makes the file of a new soak, saying `latch`.
    ///
    /// # Errors
    /// When there is one already, or the system refuses.
    pub fn create(dir: &Path, latch: &Latch) -> Result<Self, JournalError> {
        let path = dir.join(LATCH_FILE_NAME);
        let made = private_file().create_new(true).open(&path);
        let latch_file =
            Self { file: made.map_err(JournalError::io("make the breaker's file", &path))?, path };
        latch_file.write(latch)?;
        latch_file
            .file
            .sync_all()
            .map_err(JournalError::io("make durable the breaker's file", &latch_file.path))?;
        sync_folder(dir)?;
        Ok(latch_file)
    }

    /// Opens the file of a soak that goes on, whatever it says; makes it if it is missing.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn open(dir: &Path) -> Result<Self, JournalError> {
        let path = dir.join(LATCH_FILE_NAME);
        let opened = private_file().create(true).truncate(false).open(&path);
        let file = opened.map_err(JournalError::io("open the breaker's file", &path))?;
        Ok(Self { file, path })
    }

    /// Writes `latch`; it is durable when this returns. Overlong texts are cut to fit.
    ///
    /// # Errors
    /// When the system refuses. Policy: the breaker counts as tripped until a write succeeds.
    pub fn write(&self, latch: &Latch) -> Result<(), JournalError> {
        self.file
            .write_all_at(&image(latch), 0)
            .and_then(|()| self.file.set_len(SIZE as u64))
            .and_then(|()| self.file.sync_data())
            .map_err(JournalError::io("write the breaker's file", &self.path))
    }
}

/// The file's bytes for `latch`.
fn image(latch: &Latch) -> Vec<u8> {
    // What does not fit is cut from the reason, a quarter at a time: an escaped character takes up to six bytes.
    let mut reason_length = SIZE - HEAD;
    let mut cut = Latch { by: neutralise(&latch.by, BY_LENGTH_MAX), ..latch.clone() };
    let json = loop {
        cut.reason = neutralise(&latch.reason, reason_length);
        let json = serde_json::to_string(&cut).unwrap_or_default();
        if json.len() < SIZE - HEAD {
            break json;
        }
        reason_length = reason_length * 3 / 4;
        assert!(reason_length > 0, "Invariant: a latch without a reason fits its file");
    };
    let body = format!("{json:width$}\n", width = SIZE - HEAD - 1 - (json.len() - json.chars().count()));
    let image = format!("{MAGIC}{}\n{body}", checksum(body.as_bytes())).into_bytes();
    assert!(image.len() == SIZE, "Invariant: the breaker's file always has the same size");
    image
}

/// The latch in the file's bytes, or what is wrong with them.
fn parse(bytes: &[u8]) -> Result<Latch, String> {
    if bytes.len() != SIZE {
        return Err(format!("it has {} bytes instead of {SIZE}", bytes.len()));
    }
    let (head, body) = bytes.split_at(HEAD);
    if head != format!("{MAGIC}{}\n", checksum(body)).as_bytes() {
        return Err("its checksum does not fit: it was torn or changed".to_owned());
    }
    serde_json::from_slice(body).map_err(|error| format!("it does not read: {error}"))
}

fn checksum(body: &[u8]) -> String {
    hexadecimal(&Sha256::digest(body))
}

#[cfg(test)]
mod tests;
