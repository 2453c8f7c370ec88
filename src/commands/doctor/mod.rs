//! `soak doctor`: whether this machine is ready for a week.
//!
//! Each check looks at one thing and says what it found in a word: `ok`, `warn` (the soak runs, and
//! something may surprise) or `fail` (it will not run, or not be sound), with what to do about it.

mod checks;
mod disk;
mod report;

pub(super) use report::doctor;
