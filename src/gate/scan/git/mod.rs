//! The history of a git repository: every object that it has, reachable or not, read without git
//! (<https://git-scm.com/docs/gitformat-pack>).
//!
//! ```text
//!   objects/ab/cdef…          zlib: "blob 12\0…"                          loose
//!   objects/pack/*.idx, .pack  zlib of whole objects and of differences    pack, delta
//!   blobs, commits, tags ─► searched       found in a blob ─► trees tell its commit and path (history)
//! ```
//!
//! Invariant: whatever the bytes are, an object is read, or named as unread; no more than a bounded part of a
//! repository is in memory at once.

mod delta;
mod history;
mod id;
mod loose;
mod object;
mod objects;
mod pack;
mod pack_index;

pub(super) use history::search;
