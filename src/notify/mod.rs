//! Alerts that leave the box: a person who does not look at the screen is told.
//!
//! ```text
//!   pump ── AlertRecord, once durable ──► Book ──► one notice at a time per sink ──► webhook | command
//!     ▲                                    │ ▲                                          │
//!     └────────── Delivery ────────────────┘ └────────────── took it, or why not ◄──────┘
//!                                      alerts.json
//! ```
//!
//! The [`Book`] decides, without a clock or I/O: what is told to whom, when it is told again, how long a sink
//! that fails is left alone. It is kept whole in a small file, which a crash leaves as it was or as it is to
//! be. On a start the alerts that stand are compared with it, so that one that was raised and not written
//! down is told all the same.
//!
//! A notice has a number within its alert: the receiver tells a repetition of the same notice (the answer was
//! lost, or the process was killed) from the next one by `alert`, `raised_at` and `sequence`.
//!
//! Why a file that is replaced, and not a database? What waits is small and bounded, every reader sees a whole
//! book, and while the disk is full the book goes on in memory: the alert that says so is the one that has to
//! leave.
//!
//! Invariant: at least once. What is in the book leaves it when a sink took it, or counted as shed.
//! Invariant: a secret is in no notice, no log, no message and no `Debug`.

mod backoff;
mod book;
mod command;
mod failure;
mod kept;
mod later;
mod line;
mod notice;
mod signature;
mod sink;
mod webhook;

#[cfg(test)]
mod tests;

pub use backoff::{FAILING_AFTER, RETRY_FIRST, RETRY_MAX};
pub use book::{Book, Errand, STANDING_MAX};
pub use command::OUTPUT_CHARS_MAX;
pub use failure::SendFailure;
pub use kept::{BOOK_FILE_NAME, Kept, KeptError};
pub use line::{LineView, TOLD_MAX, WAITING_MAX};
pub use notice::{Notice, NoticeEvent, TEXT_CHARS_MAX};
pub use signature::{SIGNATURE_HEADER, TIMESTAMP_HEADER, signature};
pub use sink::{NotifyRules, Sink, SinkError, Way, WaySettings};
