//! What the dashboard says to the person for a while, in the footer.

use crate::model::{Span, Time, neutralise};

/// How long a plain notice stands: long enough to be read twice.
const STANDS: Span = Span::from_secs(5);

/// How long bad news stands: it may have to be copied down.
const BAD_STANDS: Span = Span::from_secs(20);

/// Longest notice, in characters: the width of a very wide terminal.
const CHARS_MAX: usize = 300;

/// How a notice is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Good to know.
    Plain,
    /// What was asked for was not done.
    Bad,
}

/// A sentence and until when it stands, by this machine's clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    /// The sentence.
    pub(crate) text: String,
    /// How it is meant.
    pub(crate) tone: Tone,
    until: Time,
}

impl Notice {
    /// A notice from `now` on.
    pub(crate) fn new(text: &str, tone: Tone, now: Time) -> Self {
        let stands = match tone {
            Tone::Plain => STANDS,
            Tone::Bad => BAD_STANDS,
        };
        Self { text: neutralise(text, CHARS_MAX), tone, until: now + stands }
    }

    /// Whether it has stood long enough.
    pub(crate) fn is_over(&self, now: Time) -> bool {
        now >= self.until
    }
}
