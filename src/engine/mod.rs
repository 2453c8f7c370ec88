//! The engine: a deterministic state machine that turns inputs into effects.
//!
//! ```text
//!   Envelope ─► apply ─┬─ tick ──► ledger, curve ─► stop? ─► agent ─► guard ─┐
//!                      ├─ intent ─────────────────────────────────► guard ──┤
//!                      ├─ reply ──► orders · evidence · cycle ─► reconcile   ├─► outbox ─► Send
//!                      ├─ operator ─► breaker ─► flatten ────────► guard ────┘   (lanes, budget,
//!                      └─ wake ───► everything whose time has come                back-off)
//! ```
//!
//! Invariant: no clock, no chance, no I/O. The same inputs give the same state, to the byte.

mod alerts;
mod apply;
mod books;
mod breaker;
mod budget;
mod cancels;
mod crash;
mod cycle;
mod desk;
mod equity_curve;
mod evidence;
mod guard;
mod latency;
mod ledger;
mod operator;
mod order;
mod orders;
mod outbox;
mod period;
mod prices;
mod profit;
mod proof;
mod protect;
mod protection;
mod ramp;
mod read;
mod reconcile;
mod replies;
mod sending;
mod soak_clock;
mod standing;
mod state;
#[cfg(test)]
pub(crate) mod tests;
mod usage;
mod volatility;
mod written;

pub use alerts::{Alert, AlertKind, Alerts, Finding, Owed, Tellings, Told};
pub use apply::apply;
pub use breaker::{Breaker, Rehearsal};
pub use budget::{Backoff, Budget, BudgetReading, RouteReading, Urgency};
pub use crash::CrashWatch;
pub use cycle::{BalanceCheck, Reconciler, Standing};
pub use desk::{CloseWatch, Desk};
pub use equity_curve::{EquityCurve, EquityLimit, EquityPoint};
pub use latency::{LatencyBook, LatencySummary, LatencyWindow};
pub use ledger::{Booked, Holding, Ledger};
pub use order::{CancelState, Ending, Order, OrderState};
pub use orders::Orders;
pub use outbox::Outbox;
pub use period::{Begun, Part, Period};
pub use profit::Profit;
pub use protection::Protection;
pub use ramp::{Ramp, RampReading};
pub use reconcile::{Difference, OurBooks, VenueBooks, compare};
pub use soak_clock::{Gap, GapReason, SoakClock};
pub use state::{Counters, Feed, Phase, Proof, STATE_VERSION, State, Timing};
pub use usage::Usage;
pub use volatility::Volatility;
pub use written::WrittenError;

/// What an input asks for, in order.
pub type Effects = Vec<crate::event::Effect>;
