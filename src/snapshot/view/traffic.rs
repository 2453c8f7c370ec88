//! What goes in and out: latency, headroom, the venue, market data.

use serde::{Deserialize, Serialize};

use crate::model::{Price, Span, Symbol, Time};

/// Round trips by route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LatencyView {
    /// Routes that were used; `all` first.
    pub routes: Vec<RouteLatency>,
    /// How the latencies of all routes of the last hour are spread, shortest first.
    pub spread: Vec<LatencyBucket>,
}

/// Round trips of one route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteLatency {
    /// The route's name, or `all`.
    pub route: String,
    /// `minute`, `hour` or `soak`.
    pub window: String,
    /// Round trips counted.
    pub count: u64,
    /// Half took no longer.
    pub p50: Span,
    /// Nine in ten took no longer.
    pub p90: Span,
    /// 99 in 100 took no longer.
    pub p99: Span,
    /// 999 in 1,000 took no longer.
    pub p999: Span,
    /// The longest.
    pub max: Span,
}

/// Round trips that took about as long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LatencyBucket {
    /// They took at most this long, and longer than the bucket before.
    pub up_to: Span,
    /// How many there were.
    pub count: u64,
}

/// Requests used and left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadroomView {
    /// The venue's limit in any 60 seconds.
    pub rpm: u32,
    /// Used in the last 60 seconds.
    pub used: u32,
    /// Left of the limit.
    pub free: u32,
    /// The most in any 60 seconds of the last hour.
    pub peak_hour: u32,
    /// The most in any 60 seconds of the soak.
    pub peak_soak: u32,
    /// 429s since the start.
    pub rate_limited: u64,
    /// When the last 429 came.
    pub rate_limited_at: Option<Time>,
    /// The requests in 60 seconds that normal running stays within (60% of the limit).
    pub normal: u32,
    /// The requests in 60 seconds that trading and observing stay within: the reserve lies between.
    pub open: u32,
    /// Requests sent since the start.
    pub sent_total: u64,
    /// Used in the last 60 seconds by protect, trade, observe.
    pub by_lane: [u32; 3],
    /// Used in the last 60 seconds by route, routes that were ever used only.
    pub by_route: Vec<RouteUse>,
    /// The peak of each of the last 60 minutes, oldest first; zero where nothing was sent.
    pub peak_minutes: Vec<u32>,
}

/// Requests of one route in the last 60 seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteUse {
    /// The route.
    pub route: String,
    /// Requests.
    pub used: u32,
    /// The venue's own limit for this route, if it has one.
    pub limit: Option<u32>,
}

/// How the venue answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VenueView {
    /// When it last answered completely.
    pub answered_at: Option<Time>,
    /// Requests that failed in a row.
    pub errors_in_row: u32,
    /// Requests that failed since the start.
    pub errors_total: u64,
    /// Until when nothing is sent because it said so or failed.
    pub held_until: Option<Time>,
    /// Requests that wait to be sent.
    pub waiting: u64,
    /// Requests without an answer yet.
    pub under_way: u64,
}

/// Market data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedView {
    /// Ticks taken in.
    pub ticks: u64,
    /// When the last one was taken in.
    pub last_tick: Option<Time>,
    /// Why the connection is lost, if it is.
    pub lost: Option<String>,
    /// Whether a recording has ended.
    pub ended: bool,
    /// Each market's last price.
    pub markets: Vec<MarketView>,
    /// Ticks left out because they came too fast.
    pub conflated: u64,
}

/// One market's data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarketView {
    /// The market.
    pub symbol: Symbol,
    /// The last price.
    pub price: Option<Price>,
    /// When it came.
    pub at: Option<Time>,
    /// Whether it is too old to enter on.
    pub stale: bool,
    /// Whether it moves so fast that no market order leaves.
    pub crash: bool,
}
