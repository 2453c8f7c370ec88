//! The engine: a deterministic state machine that turns inputs into effects.

mod budget;
mod crash;
mod equity_curve;
mod latency;
mod soak_clock;

pub use budget::{Backoff, Budget, BudgetReading, Urgency};
pub use crash::CrashWatch;
pub use equity_curve::{EquityCurve, EquityLimit, EquityPoint};
pub use latency::{LatencyBook, LatencySummary, LatencyWindow};
pub use soak_clock::{Gap, GapReason, SoakClock};
