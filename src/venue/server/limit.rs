//! The rate limit: fixed windows of one minute for each key, begun by the key's first request.
//!
//! A request is counted when it arrives, so failed ones count too; refused ones (429) do not. A fixed
//! window lets through up to twice the limit around its edge; a client that keeps the limit in every
//! sliding minute is never refused.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::model::{Span, Time};

/// The length of a window, as the venue states its limit.
const WINDOW: Span = Span::from_secs(60);

/// Most keys that are counted apart. Any key is let in when none is set, so there could be millions;
/// beyond this the one whose window is oldest begins anew.
const KEYS_MAX: usize = 1_024;

/// What tells one client from another: a digest of its key, or of nothing.
pub(super) type KeyDigest = [u8; 32];

/// Counts requests.
#[derive(Debug)]
pub(super) struct Limiter {
    limit: u32,
    windows: Mutex<BTreeMap<KeyDigest, Window>>,
}

#[derive(Clone, Copy, Debug)]
struct Window {
    began: Time,
    used: u32,
}

/// What is left to a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quota {
    /// Whether this request is let through.
    pub(super) allowed: bool,
    /// Requests a minute.
    pub(super) limit: u32,
    /// Requests left in this window.
    pub(super) remaining: u32,
    /// When the window ends.
    pub(super) reset: Time,
}

impl Limiter {
    /// A limiter of `limit` requests a minute.
    pub(super) fn new(limit: u32) -> Self {
        Self { limit, windows: Mutex::default() }
    }

    /// Counts one request of `key` at `now`.
    pub(super) fn take(&self, key: KeyDigest, now: Time) -> Quota {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= KEYS_MAX && !windows.contains_key(&key) {
            let oldest = windows.iter().min_by_key(|(_, window)| window.began).map(|(key, _)| *key);
            oldest.and_then(|key| windows.remove(&key));
        }
        let window = windows.entry(key).or_insert(Window { began: now, used: 0 });
        if now.since(window.began) >= WINDOW {
            *window = Window { began: now, used: 0 };
        }
        let allowed = window.used < self.limit;
        window.used += u32::from(allowed);
        Quota {
            allowed,
            limit: self.limit,
            remaining: self.limit - window.used,
            reset: window.began + WINDOW,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_lets_its_limit_through_and_begins_anew() {
        let limiter = Limiter::new(2);
        let take = |key, secs| {
            let quota = limiter.take([key; 32], Time::EPOCH + Span::from_secs(secs));
            (quota.allowed, quota.remaining, quota.reset.as_secs())
        };
        assert_eq!(take(1, 10), (true, 1, 70));
        assert_eq!(take(1, 20), (true, 0, 70));
        assert_eq!(take(1, 69), (false, 0, 70));
        assert_eq!(take(2, 69), (true, 1, 129));
        assert_eq!(take(1, 70), (true, 1, 130));
    }

    #[test]
    fn the_number_of_keys_is_bounded() {
        let limiter = Limiter::new(1);
        for number in 0..2 * KEYS_MAX {
            let mut key = [0; 32];
            key[..8].copy_from_slice(&number.to_be_bytes());
            limiter.take(key, Time::from_micros(i64::try_from(number).unwrap()));
        }
        assert_eq!(limiter.windows.lock().unwrap().len(), KEYS_MAX);
    }
}
