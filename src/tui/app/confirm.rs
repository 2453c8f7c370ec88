//! Questions before an act: yes or no, and the word RESET with a reason.
//!
//! Invariant: nothing is confirmed by the key that opened the question while it is held down, by
//! pasted text, or faster than a person can have read.

use super::acting::Act;
use super::text_line::TextLine;
use crate::model::{Span, Time};
use crate::tui::keys::Chord;

/// How long a key that is held down may be quiet before it counts as pressed anew: the longest
/// delay before a keyboard begins to repeat.
const REPEAT_WITHIN: Span = Span::from_millis(700);

/// The shortest time in which anybody has seen a question. Text pasted into a terminal that does
/// not mark it arrives faster.
const READ_TIME: Span = Span::from_millis(100);

/// The word that resets.
pub(crate) const WORD: &str = "RESET";

/// A question about an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Confirm {
    /// What will be done.
    pub(crate) act: Act,
    /// The reason that goes with it.
    pub(crate) reason: String,
    opened_at: Time,
    opened_by: Option<Chord>,
    /// When the key that opened it came last.
    held_at: Time,
}

impl Confirm {
    /// Asks about `act`, opened by a key at `now`.
    pub(crate) fn new(act: Act, reason: &str, opened_by: Option<Chord>, now: Time) -> Self {
        Self { act, reason: reason.to_owned(), opened_at: now, opened_by, held_at: now }
    }

    /// Whether a key that says yes counts.
    pub(crate) fn takes(&mut self, key: Chord, now: Time) -> bool {
        if self.opened_by == Some(key) && now.since(self.held_at) < REPEAT_WITHIN {
            self.held_at = now;
            return false;
        }
        now.since(self.opened_at) >= READ_TIME
    }
}

/// The form that resets the breaker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ResetForm {
    /// The word, to be typed.
    pub(crate) word: TextLine,
    /// Why.
    pub(crate) reason: TextLine,
    /// The field that is typed into.
    pub(crate) field: Field,
}

/// The fields of the form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Field {
    /// The word RESET.
    #[default]
    Word,
    /// Why.
    Reason,
}

impl ResetForm {
    /// The line that is typed into.
    pub(crate) fn line(&mut self) -> &mut TextLine {
        match self.field {
            Field::Word => &mut self.word,
            Field::Reason => &mut self.reason,
        }
    }

    /// To the other field.
    pub(crate) fn turn(&mut self) {
        self.field = match self.field {
            Field::Word => Field::Reason,
            Field::Reason => Field::Word,
        };
    }

    /// Pasted text is a reason, never the word.
    pub(crate) fn paste(&mut self, text: &str) {
        if self.field == Field::Reason {
            self.reason.paste(text);
        }
    }

    /// The reason, when the form is complete.
    pub(crate) fn complete(&self) -> Option<&str> {
        let reason = self.reason.text().trim();
        (self.word.text() == WORD && !reason.is_empty()).then_some(reason)
    }
}
