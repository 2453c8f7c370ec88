//! The async shell: the only place that spawns and selects.

mod archive;
mod control;
mod crank;
mod desk;
mod display;
mod embedded;
mod error;
mod folder;
mod game_day;
mod intake;
mod live;
mod lookout;
mod machine;
mod notify;
mod open;
mod plan;
mod promoted;
mod pump;
mod serve_venue;
mod signals;
mod virtual_run;
mod voice;

pub use archive::{Archive, ArchiveError};
pub use embedded::{play, sleep_until};
pub use error::RunError;
pub use game_day::GameDayPlan;
pub use intake::{Intake, Wishes};
pub use live::{run_live, run_live_with};
pub use open::{OpenError, Opened, open, recover};
pub use plan::{FeedSource, Labels, Pace, Plan, VenuePlan};
pub use serve_venue::serve_venue;
pub use signals::asked_to_end;
pub use virtual_run::run_virtual;
pub use voice::{Console, Voice};

use error::system;
use folder::venue_store;
