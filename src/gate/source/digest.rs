//! SHA-256 of files, read piece by piece.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

/// Bytes read at a time.
const PIECE: usize = 1 << 16;

/// A SHA-256 digest.
pub(super) type Sum = [u8; 32];

/// The digest of `path`'s contents and their length. No more than `limit` bytes are read; [`None`] when there
/// are more.
pub(super) fn sum_of(path: &Path, limit: u64) -> io::Result<Option<(Sum, u64)>> {
    let mut file = File::open(path)?;
    let (mut hasher, mut length, mut piece) = (Sha256::new(), 0_u64, vec![0; PIECE]);
    loop {
        let read = match file.read(&mut piece) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        length += bytes.len() as u64;
        if length > limit {
            return Ok(None);
        }
        hasher.update(bytes);
    }
    Ok(Some((hasher.finalize().into(), length)))
}

/// The whole of a small file, or [`None`] when it has more than `limit` bytes.
pub(in crate::gate) fn bytes_of(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}
