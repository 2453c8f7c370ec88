//! Why a feed cannot be had, or cannot go on.

use std::fmt;
use std::io;

use super::{BadRow, RowFault};

/// How a recording is packed, told from its first bytes and never from its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// Text as it is.
    Plain,
    /// gzip (RFC 1952), one member or several.
    Gzip,
    /// Zstandard (RFC 8878), one frame or several.
    Zstd,
    /// A compact session.
    Session,
}

impl fmt::Display for Packing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plain => "plain",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Session => "session",
        })
    }
}

/// Why a feed cannot be had, or cannot go on. `path` is neutralised text.
///
/// All but the last two are found by the survey that opening makes. Policy for those: refuse to
/// start. Policy for the last two: the feed has ended with a fault; the soak ends and says so.
#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    /// The file cannot be opened. Policy: refuse to start.
    #[error("cannot open recording {path}: {source}; check the name and who may read it")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// A folder, pipe or device: a recording is read twice, so it has to be a file. Policy: refuse to start.
    #[error("recording {path} is not a file; save the data in a file first, it is read twice")]
    NotAFile {
        /// The file.
        path: String,
    },
    /// There is nothing in the file. Policy: refuse to start.
    #[error("recording {path} is empty; a header line and rows are expected")]
    Empty {
        /// The file.
        path: String,
    },
    /// There is a header and nothing else. Policy: refuse to start.
    #[error("recording {path} has a header but no rows; check how it was exported")]
    NoRows {
        /// The file.
        path: String,
    },
    /// The first line is none of the known headers. Policy: refuse to start.
    #[error(
        "recording {path} begins with {found:?}; expected one of the headers {}, in a plain, gzip or zstd file",
        expected.join(" | ")
    )]
    Header {
        /// The file.
        path: String,
        /// The first line, neutralised and cut.
        found: String,
        /// The headers known.
        expected: [&'static str; 3],
    },
    /// The packed data stop in the middle. Policy: refuse to start.
    #[error("recording {path} ends in the middle of its {packing} data, after line {line}; copy it again")]
    Truncated {
        /// The file.
        path: String,
        /// How it is packed.
        packing: Packing,
        /// The last whole line.
        line: u64,
    },
    /// The packed data make no sense. Policy: refuse to start.
    #[error("recording {path} has damaged {packing} data after line {line}: {reason}; copy it again")]
    Damaged {
        /// The file.
        path: String,
        /// How it is packed.
        packing: Packing,
        /// The last line before the damage.
        line: u64,
        /// What the decoder said.
        reason: String,
    },
    /// More bad rows than a sound recording can have. Policy: refuse to start.
    #[error("recording {path} has {bad} bad rows of {rows}, the first {first}; mend the file or its export")]
    TooManyBadRows {
        /// The file.
        path: String,
        /// Rows that make no sense.
        bad: u64,
        /// All rows.
        rows: u64,
        /// The first of them.
        first: BadRow,
    },
    /// Too many rows are earlier than the row before them. Policy: refuse to start.
    #[error("recording {path}, line {line}: {fault}, as {rows} rows do; sort the file by ts_ms")]
    TimeGoesBack {
        /// The file.
        path: String,
        /// The first such row, counted from 1 for the header.
        line: u64,
        /// What that row did.
        fault: RowFault,
        /// How many rows did so.
        rows: u64,
    },
    /// More symbols than one soak can hold. Policy: refuse to start.
    #[error("recording {path}, line {line}: more than {max} symbols; split the file")]
    TooManySymbols {
        /// The file.
        path: String,
        /// The row with one too many.
        line: u64,
        /// The limit.
        max: usize,
    },
    /// A session that is not what it says, or no session at all. Policy: refuse to start.
    #[error("recording {path} is no sound session: {reason}")]
    Session {
        /// The file.
        path: String,
        /// What is wrong with it, and where.
        reason: String,
    },
    /// The disk failed while reading. Policy: the feed ends with a fault.
    #[error("cannot read recording {path} after line {line}: {source}; check the disk")]
    Read {
        /// The file.
        path: String,
        /// The last line before.
        line: u64,
        /// What the system said.
        source: io::Error,
    },
    /// The file is no longer what the survey saw. Policy: the feed ends with a fault.
    #[error(
        "recording {path} was changed while it was read: {found} good rows, {expected} at first; start again"
    )]
    Changed {
        /// The file.
        path: String,
        /// Good rows in the second pass.
        found: u64,
        /// Good rows in the survey.
        expected: u64,
    },
}
