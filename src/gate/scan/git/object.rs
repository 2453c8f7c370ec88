//! What an object is, and zlib's streams, unpacked within bounds.

use std::io::Read;

use flate2::read::ZlibDecoder;

/// Largest object searched, in bytes: larger ones are data that nobody reads.
pub(super) const OBJECT_MAX: usize = 32 << 20;

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ObjectKind {
    /// A commit.
    Commit,
    /// A folder.
    Tree,
    /// A file's contents.
    Blob,
    /// A tag with a message.
    Tag,
}

/// Why an object is not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum ObjectError {
    /// It is larger than what is searched.
    #[error("an object has more than {OBJECT_MAX} bytes")]
    TooLarge,
    /// It is not what git writes.
    #[error("an object is damaged: {0}")]
    Damaged(&'static str),
    /// The system refuses.
    #[error("{0}")]
    Io(std::io::ErrorKind),
}

impl From<std::io::Error> for ObjectError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error.kind())
    }
}

/// Unpacks one stream of at most `limit` bytes, which has to have exactly `expect` where that is known.
pub(super) fn inflate(packed: &[u8], limit: usize, expect: Option<usize>) -> Result<Vec<u8>, ObjectError> {
    let mut bytes = Vec::with_capacity(expect.unwrap_or(packed.len() * 3).min(limit));
    ZlibDecoder::new(packed)
        .take(limit as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|_| ObjectError::Damaged("it does not unpack"))?;
    if bytes.len() > limit {
        return Err(ObjectError::TooLarge);
    }
    match expect {
        Some(expect) if expect != bytes.len() => Err(ObjectError::Damaged("its length is another one")),
        _ => Ok(bytes),
    }
}
