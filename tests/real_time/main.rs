//! Everything that has to wait: the real program and the real runtime, over real sockets and terminals, at the
//! pace of the clock on the wall.
//!
//! Why one program of so many: `cargo test` runs one after the other, and these wait much more than they
//! compute. Beside each other they take as long as the longest of them, the drills in real time.
//!
//! Invariant: each of them waits for what it wants and not for a time, so that none minds the others.

mod alerts;
mod cli;
mod crash;
mod dashboard;
mod drill_real;
mod founding;
mod live;
mod promotion;
mod watch;
