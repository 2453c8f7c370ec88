//! The whole picture: one moment of a soak.

use serde::{Deserialize, Serialize};

use super::{
    AlertView, BreakerView, ChecklistItem, DroppedView, FeedView, GameDayView, HeadroomView, JournalView,
    LatencyView, OrderView, PnlView, PositionView, ReconcileView, SoakView, VenueView,
};
use crate::model::{Seq, Time};

/// The version of the picture's form, for viewers of another build.
pub const SNAPSHOT_VERSION: u32 = 2;

/// The soak at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The form's version.
    pub version: u32,
    /// The last input that it shows.
    pub seq: Seq,
    /// The moment.
    pub at: Time,
    /// Name, clock, phase.
    pub soak: SoakView,
    /// The breaker.
    pub breaker: BreakerView,
    /// What is rehearsed; none where no fault may be injected.
    #[serde(default)]
    pub game_day: Option<GameDayView>,
    /// Profit and loss.
    pub pnl: PnlView,
    /// Open positions, by market.
    pub positions: Vec<PositionView>,
    /// Orders that are not settled, oldest first.
    pub orders: Vec<OrderView>,
    /// Standing alerts, loudest first.
    pub alerts: Vec<AlertView>,
    /// The comparison with the venue's books.
    pub reconcile: ReconcileView,
    /// Round trips by route.
    pub latency: LatencyView,
    /// Requests used and left.
    pub headroom: HeadroomView,
    /// How the venue answers.
    pub venue: VenueView,
    /// Market data.
    pub feed: FeedView,
    /// The journal's disk.
    pub journal: JournalView,
    /// What was left out, of everything that has a limit.
    pub dropped: DroppedView,
    /// The fifteen items of the go/no-go decision, in their order.
    pub checklist: Vec<ChecklistItem>,
}

impl Snapshot {
    /// Whether a fault is being injected on purpose.
    #[must_use]
    pub fn is_rehearsing(&self) -> bool {
        self.game_day.as_ref().is_some_and(|game_day| !game_day.open.is_empty())
    }
}
