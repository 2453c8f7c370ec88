//! Why a report is not read.

/// Why a report is not read. Policy of every variant: it is no evidence, and nothing of it is kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// It is larger than any report should be.
    #[error("it has more than {limit} bytes; leave out what is no source of the agent's")]
    TooLarge {
        /// The limit.
        limit: u64,
    },
    /// It is a report of another kind, or none.
    #[error("{cause}")]
    Unknown {
        /// What it is instead, and what to do.
        cause: String,
    },
    /// It is wrong in one place.
    #[error("line {line}, column {column}: {cause}")]
    Malformed {
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
        /// What is wrong there.
        cause: String,
    },
    /// It has nothing in it.
    #[error("{cause}")]
    Empty {
        /// What is missing.
        cause: &'static str,
    },
}
