//! The key is in the environment and nowhere else: every place that it could have been left in is searched.
//!
//! ```text
//!   the agent's tree ──── text by shape, everything for the very keys in use ─┐
//!   its git history ───── every object, reachable or not, without git ────────┤
//!   configuration ────────────────────────────────────────────────────────────┼─► Scan ─► Finding::KeyScan
//!   arguments ────────────────────────────────────────────────────────────────┤   place and kind, never the key
//!   logs, journal ─────── the journal's packed rows unpacked ─────────────────┘
//! ```
//!
//! Invariant: no key leaves this folder: not in what is found, not in a path, not in an error, not in `Debug`.
//! Invariant: what could not be searched is told, so that a scan that saw half is never taken for a whole one.

mod arguments;
mod budget;
mod contents;
mod detector;
mod exceptions;
mod git;
mod journal;
mod keys;
mod lines;
mod places;
mod secret_value;
mod shapes;
mod tree;

pub use arguments::arguments_of;
pub use budget::Limits;
pub use exceptions::{Exceptions, ExceptionsError};
pub use keys::KeysInUse;
pub use places::{Lookalike, Places, SOAK_PLACE, Scan, Searched, run};
