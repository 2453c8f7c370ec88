//! The container: the few parts of a tar (POSIX ustar) that a bundle needs, in one fixed form.
//!
//! The format: <https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html>, "ustar Interchange Format".
//!
//! Invariant: what [`members`] takes is, to the byte, what [`pack`] would have written.

use super::contents::{MEMBER_BYTES_MAX, MEMBERS_MAX};

/// Headers and members are filled up to multiples of this.
const BLOCK: usize = 512;

/// Longest name: what fits the header without its extensions.
pub(super) const NAME_BYTES_MAX: usize = 100;

/// Every member's time, 2026-01-01T00:00:00Z: a true one would make other bytes of the same contents, and at
/// zero `tar` warns.
const MODIFIED_AT: u64 = 1_767_225_600;

/// A member, and where its header begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stored<'a> {
    pub(super) name: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
}

/// What is wrong with a container, and the member where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) member: String,
    pub(super) what: String,
}

/// The bytes of `members` in their order, without the end.
pub(super) fn pack<'a>(members: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, bytes) in members {
        out.extend_from_slice(&header(name, bytes.len()));
        out.extend_from_slice(bytes);
        out.resize(out.len().next_multiple_of(BLOCK), 0);
    }
    out
}

/// What ends a tar: two empty blocks.
pub(super) const END: [u8; 2 * BLOCK] = [0; 2 * BLOCK];

/// Every member of `file` until the first header that does not read, and all that is not as it was written.
pub(super) fn members(file: &[u8]) -> (Vec<Stored<'_>>, Vec<Broken>) {
    let (mut found, mut broken): (Vec<Stored<'_>>, Vec<Broken>) = (Vec::new(), Vec::new());
    let mut at = 0;
    loop {
        let rest = file.get(at..).unwrap_or_default();
        if rest == END {
            return (found, broken);
        }
        let after = found.last().map_or_else(|| "the beginning".to_owned(), |last| last.name.to_owned());
        let mut stop = |what: String| broken.push(Broken { member: after.clone(), what });
        let Some((name, bytes)) = member(rest) else {
            stop(format!(
                "what follows it, at byte {at}, is neither a member as it is written here nor the end"
            ));
            return (found, broken);
        };
        if found.len() >= MEMBERS_MAX {
            stop(format!("more than {MEMBERS_MAX} members follow"));
            return (found, broken);
        }
        if found.last().is_some_and(|last| last.name >= name) {
            stop(format!("{name} follows it, out of order or again"));
        }
        found.push(Stored { name, bytes, at });
        let end = at + BLOCK + bytes.len();
        let next = end.next_multiple_of(BLOCK);
        if file.get(end..next).is_none_or(|padding| padding.iter().any(|byte| *byte != 0)) {
            let what = format!("what fills it up, from byte {end} on, is not empty");
            broken.push(Broken { member: name.to_owned(), what });
        }
        at = next;
    }
}

/// The member that `file` begins with, if it is in the one form.
fn member(file: &[u8]) -> Option<(&str, &[u8])> {
    let head = file.get(..BLOCK)?;
    let name = head.get(..NAME_BYTES_MAX)?.split(|byte| *byte == 0).next()?;
    let name = std::str::from_utf8(name).ok().filter(|name| is_plain(name))?;
    let size = std::str::from_utf8(head.get(124..135)?).ok()?;
    let size = usize::from_str_radix(size, 8).ok().filter(|size| *size <= MEMBER_BYTES_MAX)?;
    if head != header(name, size) {
        return None;
    }
    Some((name, file.get(BLOCK..BLOCK.checked_add(size)?)?))
}

/// Whether `name` is a path below the place where it would be unpacked, of letters that no shell minds.
pub(super) fn is_plain(name: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    let part = |part: &str| !part.is_empty() && !part.starts_with('.') && part.bytes().all(letter);
    name.len() < NAME_BYTES_MAX && name.split('/').all(part)
}

fn header(name: &str, size: usize) -> [u8; BLOCK] {
    let mut head = [0; BLOCK];
    let mut put = |at: usize, text: &[u8]| {
        for (place, byte) in head.iter_mut().skip(at).zip(text) {
            *place = *byte;
        }
    };
    put(0, name.as_bytes());
    put(100, b"0000644\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(124, format!("{size:011o}\0").as_bytes());
    put(136, format!("{MODIFIED_AT:011o}\0").as_bytes());
    // The checksum counts as spaces while it is computed.
    put(148, b"        ");
    put(156, b"0");
    put(257, b"ustar\x0000");
    let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
    for (place, byte) in head.iter_mut().skip(148).zip(format!("{sum:06o}\0 ").as_bytes()) {
        *place = *byte;
    }
    head
}
