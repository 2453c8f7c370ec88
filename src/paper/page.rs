//! Lists in pages, with cursors that stay good when the list grows.
//!
//! A cursor names the last entry told, so what comes later is always after it. Clients are to treat
//! it as opaque.

use super::Reject;
use crate::model::{Cursor, Page};

/// Most entries in one page: keeps an answer well under a client's limit for a body.
pub const PAGE_MAX: usize = 500;

/// Which orders to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrderFilter {
    /// Every order the account ever had.
    #[default]
    All,
    /// The ones that are working.
    Open,
}

/// Which list a cursor belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Orders,
    Fills,
}

impl List {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Orders => "o",
            Self::Fills => "f",
        }
    }

    /// The number of the last entry that `cursor` has seen; 0 without a cursor. `last` is the
    /// number of the newest entry there is.
    pub(super) fn seen(self, cursor: Option<&str>, last: u64) -> Result<u64, Reject> {
        let Some(cursor) = cursor else { return Ok(0) };
        let number = cursor.strip_prefix(self.prefix()).filter(|number| is_as_written(number));
        match number.and_then(|number| number.parse().ok()) {
            Some(number) if number <= last => Ok(number),
            _ => Err(Reject::bad_cursor(cursor)),
        }
    }

    fn cursor(self, number: u64) -> Cursor {
        format!("{}{number}", self.prefix())
    }

    /// The page of up to `limit` of `numbers`, which ascend and all lie after `seen`.
    pub(super) fn page<T>(
        self,
        seen: u64,
        numbers: impl Iterator<Item = u64>,
        limit: usize,
        entry: impl Fn(u64) -> Option<T>,
    ) -> Page<T> {
        let mut numbers = numbers.peekable();
        let mut items = Vec::new();
        let mut seen = seen;
        for number in numbers.by_ref().take(limit.clamp(1, PAGE_MAX)) {
            items.extend(entry(number));
            seen = number;
        }
        let resume = self.cursor(seen);
        let next = numbers.peek().is_some().then(|| resume.clone());
        Page { items, next, resume: Some(resume) }
    }
}

/// Whether `number` is written as the list writes it: without a sign or a zero before it.
fn is_as_written(number: &str) -> bool {
    number == "0" || number.starts_with(|first: char| matches!(first, '1'..='9'))
}
