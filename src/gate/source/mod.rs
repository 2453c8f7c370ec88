//! What an agent is: the fingerprint of its binary or its source tree, and the commit that the tree is at.
//!
//! ```text
//!   a file    ─► SHA-256 of its bytes
//!   a folder  ─► what git tracks in it, as it lies there now ─┐
//!                without git: every file but caches ──────────┴─► SHA-256 over sorted paths and contents
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
mod index;
mod repository;
#[cfg(test)]
mod tests;

pub use agent_source::AgentSource;
pub(super) use agent_source::is_tracked;
pub(super) use digest::bytes_of;
pub use error::SourceError;
pub(super) use folder::{Kind, is_version_control, walk};
pub(super) use repository::Repository;
