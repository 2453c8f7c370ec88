//! What an agent is: the fingerprint of its binary or its source tree, and the commit that the tree is at.
//!
//! ```text
//!   a file    ─► SHA-256 of its bytes
//!   a folder  ─► what git tracks in it, as it lies there now ─────────┐
//!                what it does not track and does not ignore, caches aside │
//!                submodules, as they are checked out ───────────────────┤
//!                without git: every file but caches ────────────────────┤
//!                what links among all these lead to ────────────────────┴─► SHA-256 over sorted paths and contents
//! ```
//!
//! Repositories are read as files: no `git` is run, so none of what a repository's own configuration can make
//! `git` do happens, and the answer does not depend on which one is installed.
//!
//! Invariant: the fingerprint depends on names and contents alone, not on times, owners or the place.

mod agent_source;
mod digest;
mod error;
mod folder;
mod ignored;
mod index;
mod pattern;
mod repository;
#[cfg(test)]
mod tests;
mod tree;

pub use agent_source::AgentSource;
pub(super) use agent_source::is_tracked;
pub(super) use digest::bytes_of;
pub use error::SourceError;
pub(super) use folder::{Kind, is_version_control, walk};
pub(super) use repository::Repository;
