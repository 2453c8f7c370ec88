//! Why bytes are no session.

use std::io;

use crate::market::RowFault;

/// Why bytes are no session. Policy: refuse the file; the message becomes part of a `FeedError`.
#[derive(Debug, thiserror::Error)]
pub(in crate::market::recording) enum SessionFault {
    /// It was written by a later version.
    #[error("it is of another version than this program writes ({found:?})")]
    Version {
        /// Its first line.
        found: String,
    },
    /// The file stops too early.
    #[error("it ends in the middle, after {ticks} ticks")]
    Short {
        /// Ticks read until then.
        ticks: u64,
    },
    /// Bytes follow its end.
    #[error("something follows its end")]
    Long,
    /// What it says of itself makes no sense.
    #[error("its head is wrong: {0}")]
    Head(String),
    /// A block does not unpack into what it says.
    #[error("the block after tick {ticks} is damaged: {reason}")]
    Block {
        /// Ticks read until then.
        ticks: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// Its checksum is another.
    #[error("its checksum does not fit: it was changed after it was written")]
    Checksum,
    /// A tick makes no sense.
    #[error("tick {number}: {fault}")]
    Tick {
        /// Which one, from 1.
        number: u64,
        /// What is wrong with it.
        fault: TickFault,
    },
    /// It is too large to be held in memory.
    #[error("it is larger than {max_mib} MiB; cut a compact session (.soakrec) instead")]
    TooLarge {
        /// The limit.
        max_mib: u64,
    },
    /// It is not JSON, or other JSON than a session's.
    #[error("line {line}, column {column}: {reason}")]
    Json {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What the reader said, neutralised.
        reason: String,
    },
    /// There is no tick in it.
    #[error("it holds no tick")]
    NoTicks,
    /// The disk failed. Policy: as for every other feed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// What is wrong with a tick.
#[derive(Debug, thiserror::Error)]
pub(in crate::market::recording) enum TickFault {
    /// As in a row of a table.
    #[error(transparent)]
    Row(#[from] RowFault),
    /// It is of a market that the head does not name.
    #[error("market {shown:?} is not among those of the session")]
    Market {
        /// What is there.
        shown: String,
    },
    /// A field that every tick has is not there.
    #[error("{column} is missing")]
    Missing {
        /// Which one.
        column: &'static str,
    },
    /// A time that is none.
    #[error(
        "{shown} is not a time: write milliseconds since 1970, or a text such as \"2026-01-31T03:14:07Z\""
    )]
    Time {
        /// What is there.
        shown: String,
    },
}
