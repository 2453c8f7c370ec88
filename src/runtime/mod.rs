//! The async shell: the only place that spawns and selects.

mod control;
mod error;
mod folder;
mod open;
mod plan;
mod signals;
mod virtual_run;
mod voice;

pub use error::RunError;
pub use open::{OpenError, Opened, open, recover};
pub use plan::{Pace, Plan, VenuePlan, Voice};
pub use virtual_run::run_virtual;

use error::system;
use folder::venue_store;
