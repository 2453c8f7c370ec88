//! The parts of a snapshot: one for each thing on the screen.
//!
//! Money and shares are decimals (strings in JSON); times are microseconds since 1970.

mod account;
mod checklist;
mod game_day;
mod history;
mod soak;
mod traffic;
mod trouble;
mod vitals;
mod whole;

pub use account::{OrderView, PnlView, PositionView, ProfitSplit};
pub use checklist::{CHECKLIST_ITEMS, ChecklistItem};
pub use game_day::{GameDayView, WindowView};
pub use history::{
    AlertPast, CurvePoint, EventKind, EventLine, GapView, History, LatencyMinute, LifeStep, OrderLife, Past,
};
pub use soak::{BreakerView, DroppedView, Execution, JournalView, SoakView};
pub use traffic::{
    FeedView, HeadroomView, LatencyBucket, LatencyView, MarketView, RouteLatency, RouteUse, VenueView,
};
pub use trouble::{AlertView, ReconcileView};
pub use vitals::Vitals;
pub use whole::{SNAPSHOT_VERSION, Snapshot};
