//! Opening a recording's file and unpacking it, whatever its name says.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::lines::Lines;
use super::session::SessionFault;
use super::zstd::ZstdFrames;
use crate::market::{FeedError, Packing};
use crate::model::{hexadecimal, neutralise};

/// Longest path shown in a message, in characters.
const PATH_SHOWN_MAX: usize = 300;

/// Bytes read from the disk at once, to keep system calls out of the profile.
const READ_AT_ONCE: usize = 64 * 1024;

/// Bytes looked at to tell JSON from a table: more blank lines before it are no fixture.
const START_LENGTH: u64 = 256;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Contents {
    /// Lines of a table.
    Table,
    /// A compact session.
    Session,
    /// A session in JSON.
    Json,
}

/// A recording's file, kept open so that a file put in its place cannot slip in between two passes.
pub(super) struct Source {
    path: String,
    file: File,
    packing: Packing,
}

impl Source {
    /// Opens `path` and looks at its first bytes.
    pub(super) fn open(path: &Path) -> Result<Self, FeedError> {
        let shown = neutralise(&path.display().to_string(), PATH_SHOWN_MAX);
        let unreadable = |source| FeedError::Unreadable { path: shown.clone(), source };
        // Asked before opening: opening a pipe would wait for somebody to write into it.
        if !fs::metadata(path).map_err(unreadable)?.is_file() {
            return Err(FeedError::NotAFile { path: shown });
        }
        let mut file = File::open(path).map_err(unreadable)?;
        let mut magic = Vec::new();
        (&mut file).take(4).read_to_end(&mut magic).map_err(unreadable)?;
        let packing = match *magic.as_slice() {
            [] => return Err(FeedError::Empty { path: shown }),
            [0x1f, 0x8b, ..] => Packing::Gzip,
            // A Zstandard frame, or a skippable frame before one.
            [0x28, 0xb5, 0x2f, 0xfd] | [0x50..=0x5f, 0x2a, 0x4d, 0x18] => Packing::Zstd,
            // No header of a table begins so.
            [b's', b'o', b'a', b'k'] => Packing::Session,
            _ => Packing::Plain,
        };
        Ok(Self { path: shown, file, packing })
    }

    /// The file's path, safe to show.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// How the file is packed.
    pub(super) fn packing(&self) -> Packing {
        self.packing
    }

    /// The file's lines from its beginning. All passes share one place in the file, so an earlier
    /// pass must be over.
    pub(super) fn lines(&self) -> Result<Lines, FeedError> {
        Ok(Lines::new(BufReader::with_capacity(READ_AT_ONCE, self.unpacked()?)))
    }

    /// The file's contents from their beginning; a compact session's as it lies on disk.
    pub(super) fn unpacked(&self) -> Result<Box<dyn Read + Send>, FeedError> {
        let packed = BufReader::with_capacity(READ_AT_ONCE, self.rewound()?);
        Ok(match self.packing {
            Packing::Plain | Packing::Session => Box::new(packed),
            Packing::Gzip => Box::new(MultiGzDecoder::new(packed)),
            Packing::Zstd => Box::new(ZstdFrames::new(packed)),
        })
    }

    /// What the file holds, told from its first bytes.
    pub(super) fn contents(&self) -> Result<Contents, FeedError> {
        if self.packing == Packing::Session {
            return Ok(Contents::Session);
        }
        let mut start = Vec::new();
        // Damage is met again, and told with its line, by whoever reads on.
        let _ = self.unpacked()?.take(START_LENGTH).read_to_end(&mut start);
        let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start);
        let json = matches!(start.trim_ascii_start().first(), Some(b'[' | b'{'));
        Ok(if json { Contents::Json } else { Contents::Table })
    }

    /// What is wrong with the session that this is.
    pub(super) fn unsound(&self, fault: SessionFault) -> FeedError {
        match fault {
            SessionFault::Io(error) => self.failed(0, error),
            fault => FeedError::Session { path: self.path.clone(), reason: fault.to_string() },
        }
    }

    /// SHA-256 of the file as it lies on disk, in lower-case hexadecimal.
    pub(super) fn sha256(&self) -> Result<String, FeedError> {
        let mut file = self.rewound()?;
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; READ_AT_ONCE];
        loop {
            let count = file.read(&mut buffer).map_err(|error| self.failed(0, error))?;
            match buffer.get(..count) {
                None | Some([]) => break,
                Some(bytes) => hasher.update(bytes),
            }
        }
        Ok(hexadecimal(&hasher.finalize()))
    }

    /// What a failed read after `line` means.
    pub(super) fn failed(&self, line: u64, error: io::Error) -> FeedError {
        let (path, packing) = (self.path.clone(), self.packing);
        match (packing, error.kind()) {
            (Packing::Gzip | Packing::Zstd, io::ErrorKind::UnexpectedEof) => {
                FeedError::Truncated { path, packing, line }
            }
            (Packing::Gzip, io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData)
            | (Packing::Zstd, io::ErrorKind::InvalidData) => {
                FeedError::Damaged { path, packing, line, reason: neutralise(&error.to_string(), 200) }
            }
            _ => FeedError::Read { path, line, source: error },
        }
    }

    fn rewound(&self) -> Result<File, FeedError> {
        let rewound = self.file.try_clone().and_then(|mut file| file.rewind().map(|()| file));
        rewound.map_err(|error| self.failed(0, error))
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source")
            .field("path", &self.path)
            .field("packing", &self.packing)
            .finish_non_exhaustive()
    }
}
