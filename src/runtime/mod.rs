//! The async shell: the only place that spawns and selects.

mod open;
mod plan;

pub use open::{OpenError, Opened, open, recover};
pub use plan::{Pace, Plan, VenuePlan, Voice};
