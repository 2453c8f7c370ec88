//! The vocabulary of what goes wrong: kinds of faults, the windows of time in which they strike, and
//! whom they strike by chance.
//!
//! ```text
//!   drill's TOML ─┐                            ┌─► sim::World         virtual time, one seed
//!   [game_day] ───┼─► Schedule of Windows ─────┼─► venue::proxy       real sockets
//!   a seed ───────┘                            └─► market::Disturbed  prices, in both
//! ```
//!
//! One vocabulary for all of them, so that what was rehearsed in milliseconds is the same thing that is
//! then rehearsed on real sockets.
//!
//! Invariant: nothing here asks the time or draws a number by itself; both come in as arguments.

mod board;
mod kind;
mod rehearsal;
mod schedule;
mod swallowed;
mod typed;
mod window;
mod written;

pub use board::Board;
pub use kind::{Body, Effect, Fault, Place, RetryAfter};
pub use rehearsal::{LABEL_CHARS_MAX, Unfit};
pub use schedule::Schedule;
pub use swallowed::price_out_of_reach;
pub use typed::{ParseWindowError, TYPED, TYPED_ALWAYS};
pub use window::Window;
