//! What is left of the venue's limit, by its own words and by counting.

use serde::Serialize;

use crate::model::{Span, Time};
use crate::venue::QuotaSeen;

/// The window in which the venue counts.
const WINDOW: Span = Span::from_secs(60);

/// What is left of the limit at the narrowest moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Headroom {
    /// Requests that the venue allows in 60 seconds.
    pub limit: u32,
    /// Whether the venue says so itself, or the configuration.
    pub limit_from_venue: bool,
    /// The smallest `X-RateLimit-Remaining` of any answer, if there was one.
    pub remaining_min: Option<u32>,
    /// Most requests that left in any 60 seconds, those before and after the load included.
    pub peak: u64,
    /// The limit less that.
    pub left: i64,
    /// What has to be left: the share that a soak keeps for reconciling and closing.
    pub wanted: u32,
}

/// Sees requests leave and answers come.
#[derive(Debug, Default)]
pub(super) struct Gauge {
    left_at: Vec<Time>,
    limit: Option<u32>,
    remaining_min: Option<u32>,
}

impl Gauge {
    /// A request that left at `at` was answered with these headers.
    pub(super) fn see(&mut self, at: Time, quota: QuotaSeen) {
        self.left_at.push(at);
        self.limit = quota.limit.or(self.limit);
        self.remaining_min = [self.remaining_min, quota.remaining].into_iter().flatten().min();
    }

    /// What was left, with the configured limit where the venue does not tell its own, and the share of it
    /// to be kept, in basis points.
    pub(super) fn read(&self, configured: u32, kept: impl Fn(u32) -> u32) -> Headroom {
        let limit = self.limit.unwrap_or(configured);
        let peak = self.peak();
        Headroom {
            limit,
            limit_from_venue: self.limit.is_some(),
            remaining_min: self.remaining_min,
            peak,
            left: i64::from(limit) - i64::try_from(peak).unwrap_or(i64::MAX),
            wanted: kept(limit),
        }
    }

    /// Most requests in any window.
    fn peak(&self) -> u64 {
        let mut times = self.left_at.clone();
        times.sort_unstable();
        let within = |(index, first): (usize, &Time)| {
            let end = times.partition_point(|time| time.since(*first) < WINDOW);
            (end - index) as u64
        };
        times.iter().enumerate().map(within).max().unwrap_or_default()
    }
}

impl Headroom {
    /// The smaller of what the venue says and what counting says.
    #[must_use]
    pub fn least(&self) -> i64 {
        self.remaining_min.map_or(self.left, |remaining| self.left.min(i64::from(remaining)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gauge(seconds: &[i64]) -> Gauge {
        let mut gauge = Gauge::default();
        for second in seconds {
            gauge.see(Time::EPOCH + Span::from_secs(*second), QuotaSeen::default());
        }
        gauge
    }

    #[test]
    fn the_peak_is_that_of_any_minute() {
        assert_eq!(gauge(&[]).peak(), 0);
        assert_eq!(gauge(&[0, 60, 120]).peak(), 1);
        assert_eq!(gauge(&[59, 0, 118, 61]).peak(), 3);
        assert_eq!(gauge(&[0, 30, 59, 60, 89]).peak(), 4);
    }

    #[test]
    fn the_narrower_of_word_and_count_is_told() {
        let mut gauge = gauge(&[0, 1, 2]);
        let tenth = |limit| limit / 10;
        assert_eq!(gauge.read(300, tenth).least(), 297);
        assert!(!gauge.read(300, tenth).limit_from_venue);
        gauge.see(Time::EPOCH, QuotaSeen { limit: Some(50), remaining: Some(20) });
        gauge.see(Time::EPOCH, QuotaSeen { limit: Some(50), remaining: Some(30) });
        let headroom = gauge.read(300, tenth);
        assert_eq!((headroom.limit, headroom.left, headroom.least(), headroom.wanted), (50, 45, 20, 5));
    }
}
