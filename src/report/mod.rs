//! The words of a soak for people: a line a second, a page for `status`, a row for `list`, and the end.
//!
//! All of them are made from the snapshot or the result and from nothing else, so that what a person
//! reads is what a program gets as JSON.

mod words;

mod ended;
mod line;
mod page;
mod row;
#[cfg(test)]
mod tests;

pub use ended::result_lines;
pub use line::status_line;
pub use page::status_page;
pub use row::{ROW_HEADS, status_row};
