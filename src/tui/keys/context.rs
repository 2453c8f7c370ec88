//! Where rows of the table hold.

use super::action::Action;
use super::chord::Chord;
use super::table::TABLE;

/// Where a row holds. Several hold at once; the more special one goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Context {
    /// A question that is answered with yes or no.
    Confirm,
    /// A line of text.
    Line,
    /// Help, an order's life: something to read over the panels.
    Reading,
    /// The picture is of the past.
    Past,
    /// One panel has the whole screen.
    Zoomed,
    /// The panels.
    Main,
    /// Everywhere.
    Always,
}

/// What `key` does where `contexts` hold, the most special one first.
pub(crate) fn action_for(contexts: &[Context], key: Chord) -> Option<Action> {
    contexts.iter().find_map(|context| {
        let mut rows = TABLE.iter().filter(|row| row.context == *context);
        rows.find(|row| row.keys.contains(&key)).map(|row| row.action)
    })
}
