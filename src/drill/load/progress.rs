//! How a load test stands while it runs.

use super::tally::Tally;
use crate::model::Span;

/// How a load test stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// How long requests have been leaving.
    pub elapsed: Span,
    /// How long they will.
    pub length: Span,
    /// How many there are to be.
    pub asked: u64,
    /// How many have left.
    pub sent: u64,
    /// How many could not.
    pub dropped: u64,
    /// How many ended badly, rate limits included.
    pub errors: u64,
    /// The p99 so far; the longest, while there are too few for one.
    pub p99: Option<Span>,
}

impl Progress {
    pub(super) fn of(
        tally: &Tally,
        elapsed: Span,
        length: Span,
        asked: u64,
        sent: u64,
        dropped: u64,
    ) -> Self {
        let errors = tally.errors() + tally.rate_limited;
        let p99 = tally.all.figures().p99_at_most();
        Self { elapsed: elapsed.min(length), length, asked, sent, dropped, errors, p99 }
    }
}
