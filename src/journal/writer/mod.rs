//! A thread that owns the database, so that the pump never waits for the disk.
//!
//! ```text
//!   pump ──append──► inbox: encoder, fingerprint, batch ──take──► thread ──commit──► journal.db
//!    ▲     commit_now ─┘ wakes it                                   │  └─ WAL too long ─► maintainer thread
//!    └──────────── durable: watch<Seq>, status: watch<JournalStatus> ┘
//! ```
//!
//! A batch is committed at once when [`WriterHandle::commit_now`] is called, with everything appended by then,
//! and else every second. While the disk fails, envelopes stay in memory up to [`MEMORY_MAX`] and rows are shed
//! first; a commit is tried every second. Beyond that limit inputs are counted as lost and none is taken any
//! more, so that what is kept has no gap: the pump must hold back new exposure for good and the soak be started
//! again.
//!
//! Invariant: appending never waits for the disk. The inbox's lock is held for an encoding or a swap only.
//!
//! Why not a channel: envelopes are encoded where they are appended (40 ns), so that what waits takes 11 bytes
//! and not 200, its limit is in bytes, and the thread wakes for commits and not for every tick.

mod handle;
mod inbox;
#[cfg(test)]
mod tests;
mod thread;

pub use handle::{Finished, WriterHandle};
pub use inbox::MEMORY_MAX;
