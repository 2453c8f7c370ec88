//! Recordings: real market data in CSV files, plain, gzip or zstd, and sessions of our own, replayed as ticks.
//!
//! | header | becomes |
//! |---|---|
//! | `ts_ms,symbol,open,high,low,close,volume` | four trades per bar, see [`bars`] |
//! | `ts_ms,symbol,price,size,side` | a trade per row; `side` is `buy`, `sell` or empty |
//! | `ts_ms,symbol,bid,bid_size,ask,ask_size` | a quote per row |
//!
//! Beside these tables there are *sessions*, which hold a soak's own ticks: see [`session`].
//!
//! `ts_ms` is milliseconds since 1970 in UTC; of a bar it is the time at which it opens. Quotes have
//! one header whether they are every change or the state at the end of each minute, so a quote's
//! `ts_ms` is taken as it stands: quotes sampled by the minute come up to a minute early.
//!
//! Numbers are plain decimals (no exponents, no quoting). Prices are rounded half-even and sizes cut
//! to 8 places. A market's steps are the finest place seen in its column, trailing zeros aside.
//! Byte-order mark, CRLF and blank lines are accepted.
//!
//! Rows that make no sense are left out, counted, and told with their line numbers; more than one in
//! a hundred refuse the file, see [`verdict`].
//!
//! Opening reads the file once from end to end (the *survey*), so that a bad file is refused before
//! a soak begins; replaying reads it again. Both passes stream.
//!
//! Invariant: both passes leave out the same rows, because they are the same code.

mod bars;
mod columns;
mod interval;
mod lines;
mod number;
#[cfg(test)]
mod real_tests;
mod replay;
mod row;
mod rows;
mod rows_replay;
mod scales;
mod session;
mod session_replay;
mod source;
mod survey;
#[cfg(test)]
mod tests;
mod verdict;
mod zstd;

pub use columns::RecordingKind;
pub use replay::Recording;
pub use session::{SessionForm, SessionHead, SessionWriter};
pub use survey::{Gap, Gaps, Survey};
