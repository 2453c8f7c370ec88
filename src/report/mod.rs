//! The words of a soak for people: a line a second, a page for `status`, a row for `list`, the end, and the
//! report of a whole run as a page, as Markdown and as JSON.
//!
//! All of them are made from the snapshot, the result or the report's data and from nothing else, so that what
//! a person reads is what a program gets as JSON.

mod words;

mod ended;
mod line;
mod page;
mod row;

mod course;
mod followed;
mod latencies;
mod whole;

#[cfg(test)]
mod tests;

pub use ended::result_lines;
pub use line::status_line;
pub use page::status_page;
pub use row::{ROW_HEADS, status_row};

pub use course::{Course, Moment};
pub use followed::{BreakerMove, Followed, Rehearsed};
pub use whole::{JournalRead, SoakReport};
