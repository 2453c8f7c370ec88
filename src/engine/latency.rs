//! How long the venue takes, per route and over all: the last minute, the last hour, the soak.
//!
//! ```text
//!   minute  each latency by itself
//!   hour    12 slots of 5 min; a slot is forgotten as a whole, so it reaches 55 to 60 min back
//!   soak    one histogram
//! ```
//!
//! Beside them the last hour is counted in a few steps, to be drawn.
//!
//! A latency is measured from when its request was due to leave, and not from when it left: a
//! request that waited behind a slow one was slow too (coordinated omission). The caller knows the
//! due times; here they are only counted.
//!
//! Invariant: memory is bounded, at most 1.75 MiB: 9 tracks of 13 histograms of at most 11.5 KiB
//! each, of which one takes only as much as its slowest answer needs, and nothing before its first;
//! and the last minute, which the venue's limit keeps short.

mod histogram;
mod minute;
mod ring;
mod spread;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use histogram::{Histogram, clamped};
use minute::Minute;
use ring::Ring;
use spread::Spread;

use crate::event::Route;
use crate::model::{Span, Time};

/// Slots of the last hour, and how long each is.
const HOUR_SLOTS: usize = 12;
const HOUR_SLOT: Span = Span::from_secs(300);

/// How far back a summary looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LatencyWindow {
    /// The last 60 seconds.
    Minute,
    /// The last 55 to 60 minutes.
    Hour,
    /// Since the start.
    Soak,
}

/// The latencies of one window in six numbers. Quantiles of the minute are exact,
/// others accurate to 1%; `max` is exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LatencySummary {
    /// How many answers there were; the rest is zero when there were none.
    pub count: u64,
    /// Half of them took at most this long.
    pub p50: Span,
    /// Nine in ten took at most this long.
    pub p90: Span,
    /// 99 in a hundred took at most this long.
    pub p99: Span,
    /// 999 in a thousand took at most this long.
    pub p999: Span,
    /// The longest.
    pub max: Span,
}

/// The latencies of a soak.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LatencyBook {
    /// All routes together.
    overall: Track,
    /// One for each route, by `Route::index`.
    routes: [Track; Route::ALL.len()],
    /// All routes, over the last minute.
    minute: Minute,
    /// All routes together, over the last hour in few steps.
    spread: Spread,
}

/// One route, or all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Track {
    hour: Ring,
    soak: Histogram,
}

impl LatencyBook {
    /// Takes the latency of a request that ended at `at`, measured from when it was due to leave;
    /// `at` never goes back.
    pub fn record(&mut self, at: Time, route: Route, latency: Span) {
        self.minute.record(at, route, latency);
        self.overall.record(at, latency);
        self.spread.record(at, latency);
        if let Some(track) = self.routes.get_mut(route.index()) {
            track.record(at, latency);
        }
    }

    /// The summary at `at` of one route, or of all with `None`.
    #[must_use]
    pub fn summary(&self, at: Time, route: Option<Route>, window: LatencyWindow) -> LatencySummary {
        let track = match route {
            None => Some(&self.overall),
            Some(route) => self.routes.get(route.index()),
        };
        match (track, window) {
            (None, _) => LatencySummary::default(),
            (Some(_), LatencyWindow::Minute) => self.minute.summary(at, route),
            (Some(track), LatencyWindow::Hour) => track.hour.merged::<HOUR_SLOTS>(at, HOUR_SLOT).summary(),
            (Some(track), LatencyWindow::Soak) => track.soak.summary(),
        }
    }

    /// How the latencies of all routes in the last hour are spread at `at`: the longest of each step,
    /// and how many were longer than the step before. At most 21 steps, shortest first, without the
    /// empty ones at both ends.
    #[must_use]
    pub fn spread(&self, at: Time) -> Vec<(Span, u64)> {
        self.spread.steps(at)
    }

    /// Memory taken by the counters now, in bytes.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        let tracks = self.routes.iter().chain([&self.overall]);
        tracks.map(Track::memory_bytes).sum::<usize>() + self.minute.memory_bytes()
    }
}

impl Track {
    fn record(&mut self, at: Time, latency: Span) {
        self.hour.slot::<HOUR_SLOTS>(at, HOUR_SLOT).record(latency);
        self.soak.record(latency);
    }

    fn memory_bytes(&self) -> usize {
        self.hour.memory_bytes() + self.soak.memory_bytes()
    }
}
