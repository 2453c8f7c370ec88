//! Objects in files of their own.

use std::path::Path;

use super::object::{OBJECT_MAX, ObjectError, ObjectKind, inflate};
use crate::gate::source::bytes_of;

/// Longest head of an object: its kind, its length, a zero.
const HEAD_MAX: usize = 32;

/// The object in the file at `path`.
pub(super) fn read(path: &Path) -> Result<(ObjectKind, Vec<u8>), ObjectError> {
    let packed = bytes_of(path, OBJECT_MAX as u64)?.ok_or(ObjectError::TooLarge)?;
    let mut bytes = inflate(&packed, OBJECT_MAX + HEAD_MAX, None)?;
    let damaged = ObjectError::Damaged("its head is none");
    let end = bytes.iter().take(HEAD_MAX).position(|byte| *byte == 0).ok_or(damaged.clone())?;
    let head = bytes.get(..end).unwrap_or_default();
    let kind = match head.split(|byte| *byte == b' ').next() {
        Some(b"commit") => ObjectKind::Commit,
        Some(b"tree") => ObjectKind::Tree,
        Some(b"blob") => ObjectKind::Blob,
        Some(b"tag") => ObjectKind::Tag,
        _ => return Err(damaged),
    };
    bytes.drain(..=end);
    Ok((kind, bytes))
}
