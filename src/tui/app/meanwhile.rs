//! What happens while something else is looked at.
//!
//! Invariant: nobody who looks at the past or at a picture that stands still misses that the soak
//! trips or calls for somebody.

use super::model::Model;
use crate::event::Severity;
use crate::model::BreakerLevel;
use crate::snapshot::Snapshot;

/// What is so now and is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meanwhile {
    /// The breaker is tripped.
    Tripped,
    /// So many alerts call for somebody.
    Alerts(usize),
}

/// What is so now and cannot be seen in the picture that is shown.
pub(crate) fn meanwhile(model: &Model) -> Option<Meanwhile> {
    if model.past.shown().is_none() && model.frozen.is_none() {
        return None;
    }
    let live = model.live.picture.as_deref()?;
    let shown = model.shown();
    let is_tripped = |picture: &Snapshot| picture.breaker.level >= BreakerLevel::Tripped;
    if is_tripped(live) && !shown.is_some_and(is_tripped) {
        return Some(Meanwhile::Tripped);
    }
    let calls = |picture: &Snapshot| {
        let alerts = picture.alerts.iter().filter(|alert| alert.severity == Severity::Page);
        alerts.filter(|alert| alert.acknowledged_at.is_none()).count()
    };
    let calling = calls(live);
    (calling > shown.map_or(0, calls)).then_some(Meanwhile::Alerts(calling))
}
