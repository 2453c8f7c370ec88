//! The truth on disk: every input, what people may query, checkpoints, recovery.
//!
//! ```text
//!   soak's folder (0700, files 0600)
//!   ├─ journal.db        everything below; SQLite, WAL, synchronous=FULL
//!   ├─ breaker.latch     the breaker, when the journal cannot say        (latch)
//!   ├─ lock              one process runs a soak                         (lock)
//!   └─ logs/             lines for people, which may fail                (logs)
//!
//!   THE TRUTH                                     FOR PEOPLE, follows from the truth
//!   soak         whose journal, format            orders, fills        the latest row, exact decimals as text
//!   segments     seq … → envelopes' bytes,        equity               by the minute
//!                the chain's sha-256 so far       alerts               one row each time one is raised
//!   chunks       1,024 envelopes → sha-256        requests             about orders, and whatever failed
//!   checkpoints  seq → the engine's state, the    request_minutes      all of them, summed up
//!                last two                         order_changes        each state of each order
//!                                                 pictures             how the soak looked, by the minute
//!                                                 operator_actions, breaker, gaps, notes
//!
//!   sqlite3 journal.db 'SELECT * FROM v_orders'   each table for people has a view with times in UTC
//! ```
//!
//! Times are INTEGER microseconds since 1970, money is TEXT; `schema.sql`, `schema_2.sql` and `schema_3.sql`
//! are the whole of it.
//!
//! Invariant: envelopes are committed in order, without gaps, and with the rows that follow from them.
//! Invariant: what a commit said is durable survives kill -9 and a power cut.

mod archive;
mod batch;
mod checkpoint;
mod codec;
mod database;
mod digest;
mod error;
mod fingerprint;
mod folder;
mod intake;
mod latch;
pub mod logs;
mod minutes;
mod pictures;
mod recover;
mod replay;
mod rows;
mod segments;
mod shutter;
mod store;
#[cfg(test)]
mod tests;
mod truth;
mod verify;
mod wal;
mod words;
mod writer;

pub use archive::{Archive, Extent, Nearest, RequestMinute, StoredPicture, StoredValue};
pub use codec::CHUNK;
pub use database::JOURNAL_FILE_NAME;
pub use error::JournalError;
pub use fingerprint::Fingerprint;
pub use folder::{CONFIGURATION_FILE_NAME, keep_configuration, private_folder, replace_private};
pub use latch::{LATCH_FILE_NAME, LatchFile, LatchState};
pub use shutter::Shutter;
pub use store::Checkpoint;
pub use truth::{About, Journal};
pub use verify::{Damage, Examined, WalEnd, examine, wal_end};
pub use writer::{Finished, MEMORY_MAX, WriterHandle};
