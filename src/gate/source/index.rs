//! What git tracks: the names in a repository's index (<https://git-scm.com/docs/index-format>).
//!
//! Invariant: whatever the bytes are, they are read to an answer or an error.

use super::{Repository, SourceError, bytes_of};

/// Largest index read, in bytes: that of half a million files.
const INDEX_BYTES_MAX: u64 = 64 << 20;

/// The mode of another repository's commit, and of a folder that is not checked out.
const PINNED: [u32; 2] = [0o160_000, 0o040_000];

/// Bytes before the id in an entry: times, device, inode, mode, owner, group, size.
const BEFORE_ID: usize = 40;

/// Offset of the mode among them.
const MODE_AT: usize = 24;

/// Flags: the entry has more of them.
const EXTENDED: u16 = 0x4000;

/// A name that git tracks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tracked {
    /// The path from the work tree's root, with `/`.
    pub(super) path: Vec<u8>,
    /// The id of what is meant where that is not in the work tree: another repository's commit.
    pub(super) pinned: Option<Vec<u8>>,
}

/// What `repository` tracks, in the order of the names, each once.
pub(super) fn tracked(repository: &Repository) -> Result<Vec<Tracked>, SourceError> {
    let path = repository.own.join("index");
    let bytes = match bytes_of(&path, INDEX_BYTES_MAX) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Err(SourceError::Index { path, cause: "it is too large" }),
        // Before the first `git add` there is none.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(SourceError::io("read", &path)(error)),
    };
    let id_bytes = repository.id_bytes().map_err(SourceError::io("read the configuration of", &path))?;
    parse(&bytes, id_bytes).map_err(|cause| SourceError::Index { path, cause })
}

/// The names in an index whose ids have `id_bytes` bytes.
pub(super) fn parse(bytes: &[u8], id_bytes: usize) -> Result<Vec<Tracked>, &'static str> {
    const CUT: &str = "it ends too early";
    let mut rest = Cursor(bytes);
    if rest.take(4).ok_or(CUT)? != b"DIRC" {
        return Err("it is no index");
    }
    let version = rest.number().ok_or(CUT)?;
    if !(2..=4).contains(&version) {
        return Err("its version is not one of 2 to 4");
    }
    let count = rest.number().ok_or(CUT)?;
    let mut found: Vec<Tracked> = Vec::new();
    let mut name: Vec<u8> = Vec::new();
    for _ in 0..count {
        let before = rest.0.len();
        let head = rest.take(BEFORE_ID).ok_or(CUT)?;
        let mode = Cursor(head.get(MODE_AT..).ok_or(CUT)?).number().ok_or(CUT)?;
        let id = rest.take(id_bytes).ok_or(CUT)?;
        let flags = rest.take(2).and_then(|two| two.try_into().ok()).map(u16::from_be_bytes).ok_or(CUT)?;
        if flags & EXTENDED != 0 {
            rest.take(2).ok_or(CUT)?;
        }
        if version == 4 {
            let cut = rest.varint().ok_or(CUT)?;
            let kept = name.len().checked_sub(cut).ok_or("a name is shorter than what is cut off it")?;
            name.truncate(kept);
        } else {
            name.clear();
        }
        name.extend_from_slice(rest.until_zero().ok_or(CUT)?);
        if version < 4 {
            // Entries are filled with zeros to a multiple of eight; one of them was the name's end.
            let length = before - rest.0.len();
            rest.take(length.next_multiple_of(8) - length).ok_or(CUT)?;
        }
        // Of a file in conflict there are up to three.
        if found.last().is_none_or(|last| last.path != name) {
            let pinned = PINNED.contains(&mode).then(|| id.to_vec());
            found.push(Tracked { path: name.clone(), pinned });
        }
    }
    if rest.0.starts_with(b"link") {
        return Err("it is split in two; git update-index --no-split-index joins it");
    }
    Ok(found)
}

/// Bytes not read yet.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    fn until_zero(&mut self) -> Option<&'a [u8]> {
        let end = self.0.iter().position(|byte| *byte == 0)?;
        let taken = self.take(end)?;
        self.take(1)?;
        Some(taken)
    }

    /// A number in groups of seven bits, the highest first, each but the last with one added: the form of
    /// offsets in packs.
    fn varint(&mut self) -> Option<usize> {
        let mut value = 0_usize;
        loop {
            let byte = *self.take(1)?.first()?;
            value |= usize::from(byte & 0x7f);
            if byte & 0x80 == 0 {
                return Some(value);
            }
            value = value.checked_add(1)?.checked_mul(128)?;
        }
    }
}
