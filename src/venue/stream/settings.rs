//! What is followed, and how patiently.

use crate::model::Span;

/// What to subscribe to, and when to give a connection up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamSettings {
    /// Whether to follow the ticks of every market.
    pub ticks: bool,
    /// Whether to follow the account's orders.
    pub orders: bool,
    /// A connection that brings no tick for this long is dropped, even if it answers pings. Not used
    /// without ticks: orders may rest for days.
    pub stale_after: Span,
    /// The pause before the first attempt to reconnect; doubled each time.
    pub backoff_first: Span,
    /// The longest pause.
    pub backoff_max: Span,
    /// The seed of the jitter.
    pub seed: u64,
}

impl Default for StreamSettings {
    /// Ticks and orders; stale after 15 s; pauses from 250 ms to 30 s.
    fn default() -> Self {
        Self {
            ticks: true,
            orders: true,
            stale_after: Span::from_secs(15),
            backoff_first: Span::from_millis(250),
            backoff_max: Span::from_secs(30),
            seed: 0,
        }
    }
}
