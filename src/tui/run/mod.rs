//! The dashboard's loop and its threads.
//!
//! ```text
//!   keys ────┐
//!   signals ─┤                                   ┌─► Surface (the terminal)
//!   viewer ──┼─► bounded channel ─► turn ────────┤
//!   asker ───┘                      Dashboard    └─► asker ─► Core
//! ```

mod asker;
mod dashboard;
mod inbox;
mod pace;
mod start;
mod turn;

pub use dashboard::Dashboard;
pub use inbox::{Inbox, Waited};
pub use pace::{Fps, Pace};
pub use start::{Inlet, RunOptions, run};
pub use turn::turn;

#[cfg(test)]
mod tests;
