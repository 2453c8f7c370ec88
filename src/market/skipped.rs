//! Rows that make no sense: counted, the first of them kept with their line numbers.

use std::fmt;

use crate::model::{SymbolError, Time};

/// The rows of a feed that were left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    count: u64,
    first: Vec<BadRow>,
}

impl Skipped {
    /// Bad rows kept with their reasons: as many as a person reads before opening the file.
    pub const SHOWN_MAX: usize = 20;

    /// No rows left out.
    pub const NONE: Self = Self { count: 0, first: Vec::new() };

    /// Counts one more.
    pub(super) fn push(&mut self, row: BadRow) {
        self.count += 1;
        if self.first.len() < Self::SHOWN_MAX {
            self.first.push(row);
        }
    }

    /// How many there were.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The first [`Self::SHOWN_MAX`] of them, in order.
    #[must_use]
    pub fn first(&self) -> &[BadRow] {
        &self.first
    }
}

/// One row that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// Its line in the file; the header is line 1.
    pub line: u64,
    /// What is wrong with it.
    pub fault: RowFault,
}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.fault)
    }
}

/// What is wrong with a row. Policy: leave the row out, count it, tell its line. Texts from the file
/// are neutralised.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// The line goes on and on.
    #[error("longer than {max} bytes")]
    TooLong {
        /// Longest line taken, in bytes.
        max: usize,
    },
    /// Too few or too many columns.
    #[error("{found} columns where the header has {expected}")]
    Columns {
        /// Columns of the row.
        found: usize,
        /// Columns of the header.
        expected: usize,
    },
    /// The time is no whole number, or not one of milliseconds in this century.
    #[error("{shown:?} is not a time in milliseconds between the years 2000 and 2100")]
    Time {
        /// What is there.
        shown: String,
    },
    /// The symbol holds characters that no venue uses.
    #[error(transparent)]
    Symbol(#[from] SymbolError),
    /// Not a plain decimal number.
    #[error("{column} is {shown:?}, not a plain decimal number")]
    NotANumber {
        /// Which column.
        column: &'static str,
        /// What is there.
        shown: String,
    },
    /// More digits than are kept exactly.
    #[error("{column} is {shown:?}, too large to keep exactly")]
    TooLarge {
        /// Which column.
        column: &'static str,
        /// What is there.
        shown: String,
    },
    /// A price of zero or less, also after rounding to 8 places.
    #[error("{column} is {shown:?}; a price is above zero")]
    NotPositive {
        /// Which column.
        column: &'static str,
        /// What is there.
        shown: String,
    },
    /// A size or volume below zero.
    #[error("{column} is {shown:?}; a size is not below zero")]
    Negative {
        /// Which column.
        column: &'static str,
        /// What is there.
        shown: String,
    },
    /// Open, high, low and close contradict each other.
    #[error("high is not the highest or low not the lowest of the bar")]
    BarOutOfOrder,
    /// The best bid is above the best offer.
    #[error("bid is above ask")]
    Crossed,
    /// The taker's side is none of the known words.
    #[error("side is {shown:?}; expected buy, sell or nothing")]
    Side {
        /// What is there.
        shown: String,
    },
    /// The row is earlier than the last good row.
    #[error("time goes back from {from} to {to}")]
    TimeGoesBack {
        /// The last good row's time.
        from: Time,
        /// This row's.
        to: Time,
    },
    /// A bar begins before its market's last bar has ended, or stands there twice.
    #[error("bar at {at} begins before the market's last bar has ended")]
    Overlap {
        /// When it begins.
        at: Time,
    },
}
