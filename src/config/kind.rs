//! What kind of value a key takes: how it is read, how it is printed, what is allowed.
//!
//! Invariant: for every kind, reading what was printed gives the same value, in the same decimal
//! form, because the rules go into the journal as text.

use std::fmt;

use toml::de::{DeArray, DeValue};

/// A value as it stands in the file.
#[derive(Clone, Debug)]
pub(super) enum Raw<'a> {
    /// A string, without its quotes.
    Text(&'a str),
    /// A decimal number, as its source text.
    Number(&'a str),
    /// `true` or `false`.
    Switch(bool),
    /// A list.
    List(&'a DeArray<'a>),
    /// A table: the value as a whole.
    Table(&'a DeValue<'a>),
    /// Anything else, by what people call it.
    Other(&'static str),
}

impl<'a> Raw<'a> {
    /// The value at one key.
    pub(super) fn of(value: &'a DeValue<'a>) -> Self {
        match value {
            DeValue::String(text) => Self::Text(text),
            DeValue::Integer(number) if number.radix() == 10 => Self::Number(number.as_str()),
            DeValue::Integer(_) => Self::Other("a number that is not decimal"),
            DeValue::Float(number) => Self::Number(number.as_str()),
            DeValue::Boolean(switch) => Self::Switch(*switch),
            DeValue::Datetime(_) => Self::Other("a date"),
            DeValue::Array(list) => Self::List(list),
            DeValue::Table(_) => Self::Table(value),
        }
    }

    /// The word for a value that has no short text of its own.
    pub(super) const fn word(&self) -> Option<&'static str> {
        match self {
            Self::Text(_) | Self::Number(_) | Self::Switch(_) => None,
            Self::List(_) => Some("a list"),
            Self::Table(_) => Some("a table"),
            Self::Other(word) => Some(word),
        }
    }
}

/// Turns a value of the file into a `T`, if it is of the right kind and in range.
type ReadValue<T> = Box<dyn Fn(&Raw<'_>) -> Option<T>>;

/// How a value of type `T` is read and printed, and what is allowed.
pub(super) struct Kind<T> {
    /// What goes after "must be": `a percentage from 0.01 to 2, such as 1.5`.
    pub(super) allowed: String,
    /// The value, if it is of this kind and in range.
    pub(super) read: ReadValue<T>,
    /// The value as TOML; `None` for a value that is told by leaving the key out.
    pub(super) print: fn(&T) -> Option<String>,
    /// Whether messages may show what was found.
    pub(super) found: Found,
    /// What more there is to say of a value that could not be read.
    pub(super) why: fn(&Raw<'_>) -> Option<String>,
}

/// Whether messages may show what was found at a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// They may, unless it looks like a key.
    Shown,
    /// They may not: people put keys here by mistake.
    Hidden,
}

impl<T> fmt::Debug for Kind<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kind").field("allowed", &self.allowed).finish_non_exhaustive()
    }
}

impl<T: 'static> Kind<T> {
    /// A kind that is shown in messages.
    pub(super) fn new(
        allowed: String,
        read: impl Fn(&Raw<'_>) -> Option<T> + 'static,
        print: fn(&T) -> Option<String>,
    ) -> Self {
        Self { allowed, read: Box::new(read), print, found: Found::Shown, why: |_| None }
    }

    /// The same kind, with more to say of what could not be read.
    pub(super) fn because(self, why: fn(&Raw<'_>) -> Option<String>) -> Self {
        Self { why, ..self }
    }

    /// The same kind, whose values no message shows.
    pub(super) fn hidden(self) -> Self {
        Self { found: Found::Hidden, ..self }
    }
}
