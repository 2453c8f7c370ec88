//! What every source of ticks can do.

use std::fmt::Debug;

use super::{FeedError, Skipped};
use crate::model::{History, Markets, Span, Tick, Time};

/// A source of ticks in event time.
///
/// Invariant: `at` never goes back from one tick to the next, and every tick's market is in
/// [`Feed::markets`].
pub trait Feed: Send + Debug {
    /// The markets that the ticks are of; the same from the first tick to the last.
    fn markets(&self) -> &Markets;

    /// The next tick, or `None` when there will be no more. It never waits.
    ///
    /// # Errors
    /// When the source can no longer be read. The feed is over then; asking again is pointless.
    fn next(&mut self) -> Result<Option<Tick>, FeedError>;

    /// The last `count` closes, spaced by `bar`, from before the first tick, oldest first, one entry
    /// per market. Empty where the source knows nothing from before.
    fn history(&self, bar: Span, count: usize) -> Vec<History>;

    /// Leaves out every tick at or before `after`: a soak that was started again goes on where it
    /// stopped.
    ///
    /// # Errors
    /// As [`Feed::next`], since ticks may have to be read to be left out.
    fn skip_to(&mut self, after: Time) -> Result<(), FeedError>;

    /// One line for people: what this is.
    fn describe(&self) -> String;

    /// The rows that were left out because they made no sense.
    fn skipped(&self) -> &Skipped;
}
