//! What the stream met and left out.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The running counts of one stream; clones read the same ones.
#[derive(Clone, Debug, Default)]
pub struct StreamCounters(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    ticks: AtomicU64,
    conflated: AtomicU64,
    malformed: AtomicU64,
    unknown_markets: AtomicU64,
    connections: AtomicU64,
}

/// The counts at one moment, since the stream began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StreamCounts {
    /// Ticks received and understood.
    pub ticks: u64,
    /// Ticks left out because they came faster than they were taken, here or at the venue.
    pub conflated: u64,
    /// Frames and ticks that could not be understood.
    pub malformed: u64,
    /// Ticks of markets that the soak does not follow.
    pub unknown_markets: u64,
    /// Connections that were made.
    pub connections: u64,
}

impl StreamCounters {
    /// The counts now.
    #[must_use]
    pub fn read(&self) -> StreamCounts {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        StreamCounts {
            ticks: read(&self.0.ticks),
            conflated: read(&self.0.conflated),
            malformed: read(&self.0.malformed),
            unknown_markets: read(&self.0.unknown_markets),
            connections: read(&self.0.connections),
        }
    }

    /// Adds what one frame brought.
    pub(super) fn add(&self, more: StreamCounts) {
        let add = |count: &AtomicU64, more| {
            if more > 0 {
                count.fetch_add(more, Ordering::Relaxed);
            }
        };
        add(&self.0.ticks, more.ticks);
        add(&self.0.conflated, more.conflated);
        add(&self.0.malformed, more.malformed);
        add(&self.0.unknown_markets, more.unknown_markets);
        add(&self.0.connections, more.connections);
    }
}
