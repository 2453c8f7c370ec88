//! What has passed, counted at the only place that sees everything that leaves.

use std::collections::BTreeMap;

use crate::event::Route;

/// Most idempotency keys that are counted one by one: twice the orders of the longest drill.
const KEYS_MAX: usize = 20_000;

/// What a proxy has seen so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProxyCounts {
    /// Requests that came from the client, by route; what has no route of its own is not among them.
    pub requests: BTreeMap<Route, u64>,
    /// Orders that came from the client, by idempotency key.
    pub posts: BTreeMap<String, u32>,
    /// Orders that were handed to the venue, by idempotency key.
    pub arrived: BTreeMap<String, u32>,
    /// Requests, connections and messages that were struck, by the fault's word.
    pub struck: BTreeMap<&'static str, u64>,
    /// Streams that were opened through the proxy.
    pub streams: u64,
    /// Bytes from the client.
    pub bytes_up: u64,
    /// Bytes to the client.
    pub bytes_down: u64,
    /// Orders whose keys were too many to be counted one by one.
    pub keys_uncounted: u64,
}

impl ProxyCounts {
    /// Requests of all routes.
    #[must_use]
    pub fn requests_total(&self) -> u64 {
        self.requests.values().sum()
    }

    /// How often a fault has struck, by its word.
    #[must_use]
    pub fn struck_by(&self, word: &str) -> u64 {
        self.struck.get(word).copied().unwrap_or(0)
    }

    pub(super) fn asked(&mut self, route: Option<Route>, key: Option<&str>) {
        if let Some(route) = route {
            *self.requests.entry(route).or_default() += 1;
        }
        self.keys_uncounted += count(&mut self.posts, key);
    }

    pub(super) fn arrived(&mut self, key: Option<&str>) {
        self.keys_uncounted += count(&mut self.arrived, key);
    }

    pub(super) fn struck(&mut self, word: &'static str) {
        *self.struck.entry(word).or_default() += 1;
    }
}

/// Counts `key`; one more that could not be counted, if there are too many.
fn count(keys: &mut BTreeMap<String, u32>, key: Option<&str>) -> u64 {
    let Some(key) = key else { return 0 };
    if let Some(times) = keys.get_mut(key) {
        *times += 1;
        return 0;
    }
    if keys.len() >= KEYS_MAX {
        return 1;
    }
    keys.insert(key.to_owned(), 1);
    0
}
