//! The read model: the whole contract between the core and every face.
//!
//! A face (status, dashboard, report) sees the soak only through a [`Snapshot`]; it cannot reach
//! the engine, and the engine does not know that anybody looks.
//!
//! Invariant: a snapshot is a picture of one moment. Its ages are counted from its own `at`.

mod build;
mod result;
mod view;

pub use build::build;
pub use result::{Ended, Measured, RunResult};
pub use view::{
    AlertView, BreakerView, FeedView, HeadroomView, JournalView, LatencyView, OrderView, PnlView,
    PositionView, ReconcileView, RouteLatency, SNAPSHOT_VERSION, Snapshot, SoakView, Vitals,
};
