//! A row of the table: keys, where they hold, what they do, and in which words.

use super::action::Action;
use super::chord::Chord;
use super::context::Context;

/// One row. A row without keys can be reached by its command only.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// The keys, the first one for the footer.
    pub(crate) keys: &'static [Chord],
    /// Where they hold.
    pub(crate) context: Context,
    /// What they do.
    pub(crate) action: Action,
    /// Its place in help.
    pub(crate) group: Group,
    /// The sentence in help and palette.
    pub(crate) words: &'static str,
    /// The word in the footer, and how early it gives way when there is no room: the highest first.
    pub(crate) hint: Option<(&'static str, u8)>,
    /// The words that the palette knows it by, and what follows them.
    pub(crate) command: Option<(&'static str, Argument)>,
}

/// The headings of help, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    /// Acting on the soak.
    Act,
    /// Moving about.
    Move,
    /// Seeing more, or otherwise.
    See,
    /// Looking back.
    Past,
    /// Leaving.
    Leave,
    /// Inside dialogs and lines of text.
    Inside,
}

impl Group {
    /// The heading.
    pub(crate) const fn heading(self) -> &'static str {
        match self {
            Self::Act => "Act on the soak",
            Self::Move => "Move",
            Self::See => "See",
            Self::Past => "Look back",
            Self::Leave => "Leave",
            Self::Inside => "In dialogs and lines of text",
        }
    }
}

/// What follows a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Argument {
    /// Nothing.
    None,
    /// A reason; may be left out.
    Reason,
    /// The identity of a standing alert.
    Alert,
    /// The number of an order.
    Order,
    /// The name of a panel.
    View,
    /// The name of a theme.
    Theme,
    /// A range of the curve or a window of latency.
    Range,
    /// A column of the positions.
    Sort,
    /// A fault, how long, and its figures.
    Fault,
    /// Any text; may be left out.
    Text,
    /// A moment: `2026-11-20 03:14`, UTC.
    Moment,
}

impl Argument {
    /// What stands for it in the list of commands.
    pub(crate) const fn placeholder(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Reason => "[REASON]",
            Self::Alert => "ID",
            Self::Order => "N",
            Self::View => "PANEL",
            Self::Theme => "NAME",
            Self::Range => "1h|24h|soak",
            Self::Sort => "COLUMN",
            Self::Fault => "FAULT LENGTH",
            Self::Text => "TEXT",
            Self::Moment => "DATE TIME",
        }
    }
}

/// Begins a row.
pub(super) const fn row(
    context: Context,
    keys: &'static [Chord],
    action: Action,
    group: Group,
    words: &'static str,
) -> Row {
    Row { keys, context, action, group, words, hint: None, command: None }
}

impl Row {
    /// Shows it in the footer with this word; the highest rank gives way first.
    pub(super) const fn hint(mut self, word: &'static str, rank: u8) -> Self {
        self.hint = Some((word, rank));
        self
    }

    /// Makes it a command of the palette.
    pub(super) const fn command(mut self, words: &'static str, argument: Argument) -> Self {
        self.command = Some((words, argument));
        self
    }
}
