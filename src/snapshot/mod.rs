//! The read model: the whole contract between the core and every face.
//!
//! A face (status, dashboard, report) sees the soak only through a [`Snapshot`]; it cannot reach
//! the engine, and the engine does not know that anybody looks. What lies behind a picture
//! ([`History`], [`OrderLife`]) is read from the journal.
//!
//! Invariant: a snapshot is a picture of one moment. Its ages are counted from its own `at`.

mod build;
mod checklist;
mod result;
#[cfg(test)]
pub(crate) mod sample;
mod view;

pub use crate::gate::ChecklistStatus;
pub use build::build;
pub use checklist::facts;
pub use result::{Ended, Measured, RunResult};
pub use view::{
    AlertPast, AlertView, BreakerView, ChecklistItem, CurvePoint, DroppedView, EventKind, EventLine,
    Execution, FeedView, GameDayView, GapView, HeadroomView, History, JournalView, LatencyBucket,
    LatencyMinute, LatencyView, LifeStep, MarketView, OrderLife, OrderView, Past, PnlView, PositionView,
    ProfitSplit, ReconcileView, RouteLatency, RouteUse, SNAPSHOT_VERSION, Snapshot, SoakView, VenueView,
    Vitals, WindowView,
};
