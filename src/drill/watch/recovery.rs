//! When all was well again: the books agree, no order is in doubt, and nothing of that kind is alerted.

use super::Seen;
use crate::engine::{AlertKind, State};
use crate::event::Input;
use crate::model::Time;

/// Alerts that a soak which has recovered may still have: they stand for a while by rule, or until a
/// person acts, and say nothing of the books.
const MAY_STAND: [AlertKind; 6] = [
    AlertKind::Breaker,
    AlertKind::Crash,
    AlertKind::ExternalPosition,
    AlertKind::GameDay,
    AlertKind::RateLimited,
    AlertKind::StaleData,
];

/// When all was well again.
#[derive(Debug, Default)]
pub(super) struct Recovery {
    restarted_at: Option<Time>,
    pub(super) well_at: Option<Time>,
}

impl Recovery {
    pub(super) fn took_in(&mut self, seen: &Seen<'_>, faults_over: Time) {
        if matches!(seen.envelope.input, Input::Resumed { .. }) {
            self.restarted_at = Some(seen.at());
            self.well_at = None;
        }
        if self.well_at.is_none() && seen.at() >= faults_over && is_well(seen.engine, self.over(faults_over))
        {
            self.well_at = Some(seen.at());
        }
    }

    /// When the last thing was over that went wrong.
    pub(super) fn over(&self, faults_over: Time) -> Time {
        self.restarted_at.map_or(faults_over, |restarted| restarted.max(faults_over))
    }
}

/// Whether a comparison that began after `since` agreed, and nothing is in doubt.
fn is_well(engine: &State, since: Time) -> bool {
    engine.orders().pending_count() == 0
        && engine.reconciler().agreed_since(since)
        && engine.reconciler().standing().next().is_none()
        && engine.alerts().open().all(|alert| MAY_STAND.contains(&alert.kind))
}
