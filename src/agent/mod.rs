//! The agent port and the built-in agent, with sizing and the stop-loss rule.
//!
//! ```text
//!   tick ──► Bars ──close──► Averages ──regime──► Crossover ──► Intent (a wish, not yet an order)
//! ```
//!
//! Reading order: the port, then the crossover from its outside in, then what every agent's orders
//! are measured by.
//!
//! Invariant: pure. An agent sees ticks and its own market's state, and asks for nothing.

mod averages;
mod bars;
mod crossover;
mod pace;
mod plan;
mod port;
mod sizing;

pub use averages::{Averages, Regime, Signal};
pub use bars::{Bars, Close};
pub use crossover::Crossover;
pub use pace::EntryPace;
pub use port::{Agent, BuiltIn, MarketView};
pub use sizing::{sizing, stop_loss_hit, stop_worth};
