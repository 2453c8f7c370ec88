//! The loop, with a terminal in memory and with real ones.

mod real;
mod session;
