//! Is this market crashing: has it moved by `crash_move` or more within `crash_window`?
//!
//! The move is measured from the highest and from the lowest price of the window to the price now,
//! as a share of that extreme, so falls and rises both count. A crash lasts from the first price that
//! stands so far from an extreme until the window holds no such price: at least one whole window
//! after the last of them. A single fall is thus a crash for up to two windows, as the price before
//! it stays in sight for the first of them.
//!
//! A gap in the data that is longer than the window leaves nothing to measure from: the first price
//! after it is no crash, however far it jumped. What stood before is not news that a market order
//! could be hurt by; that the data was stale is the freshness rule's business, and a position's loss
//! over the gap is the stop-loss's.
//!
//! Prices are kept by seconds (coarser for windows over two minutes), so a price is in sight for up
//! to one second longer than the window.
//!
//! Invariant: at most [`BUCKETS_MAX`] + 1 extremes of each kind are kept; a price that changes no
//! extreme costs four comparisons and no arithmetic.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::extremes::{Extreme, Extremes};
use crate::model::{Price, Rate, RiskRules, Span, Time};

/// Most buckets in a window: one second each up to two minutes.
const BUCKETS_MAX: i64 = 120;

/// The crash rule in one market.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrashWatch {
    /// The move that is a crash, as a share.
    threshold: Rate,
    /// The window it is measured in.
    window: Span,
    /// Length of a bucket.
    bucket_length: Span,
    /// When the bucket under way began; kept so that only the first price of a bucket divides.
    bucket: Time,
    /// The highest prices in the window.
    highs: Extremes<Price>,
    /// The lowest prices in the window.
    lows: Extremes<Price>,
    /// At or below this price the fall from the highest is a crash.
    fallen_at: Price,
    /// At or above this price the rise from the lowest is a crash.
    risen_at: Price,
    /// The latest price; `None` before the first.
    last: Option<Price>,
    /// The crash that goes on, or was the last.
    crash: Option<Crash>,
}

/// A crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Crash {
    /// When its first price came.
    began_at: Time,
    /// Its last moment, as far as is known.
    until: Time,
}

impl CrashWatch {
    /// A watch by `rules` that has seen no price.
    #[must_use]
    pub fn new(rules: &RiskRules) -> Self {
        let window = rules.crash_window.max(Span::from_secs(1));
        let coarse = Span::from_micros(window.as_micros() / BUCKETS_MAX);
        Self {
            threshold: rules.crash_move,
            window,
            bucket_length: coarse.max(Span::from_secs(1)),
            bucket: Time::EPOCH,
            highs: Extremes::new(Extreme::High),
            lows: Extremes::new(Extreme::Low),
            fallen_at: Price::ZERO,
            risen_at: Price::ZERO,
            last: None,
            crash: None,
        }
    }

    /// Takes the mark at `at`; `at` never goes back. Returns the size of the move when a crash begins
    /// with this price, and nothing while one goes on.
    pub fn on_price(&mut self, at: Time, price: Price) -> Option<Rate> {
        if at >= self.bucket + self.bucket_length {
            self.bucket = at.floor(self.bucket_length);
        }
        let oldest = self.bucket - self.window;
        if self.highs.take(self.bucket, oldest, price) {
            let high = self.highs.extreme()?;
            self.fallen_at = high - high * self.threshold;
        }
        if self.lows.take(self.bucket, oldest, price) {
            let low = self.lows.extreme()?;
            self.risen_at = low + low * self.threshold;
        }
        self.last = Some(price);
        if price > self.fallen_at && price < self.risen_at {
            return None;
        }
        let until = at + self.window;
        if let Some(crash) = self.crash.as_mut().filter(|crash| at <= crash.until) {
            crash.until = until;
            return None;
        }
        self.crash = Some(Crash { began_at: at, until });
        Some(self.largest_move())
    }

    /// Whether the market is in a crash at `at`.
    #[must_use]
    pub fn in_crash(&self, at: Time) -> bool {
        self.crash.is_some_and(|crash| at <= crash.until)
    }

    /// When the crash that goes on at `at` began.
    #[must_use]
    pub fn since(&self, at: Time) -> Option<Time> {
        self.crash.filter(|crash| at <= crash.until).map(|crash| crash.began_at)
    }

    /// The larger of the fall from the highest and the rise from the lowest price of the window to the
    /// latest price, as a share; for people, as it divides.
    #[must_use]
    pub fn largest_move(&self) -> Rate {
        let share = |from: Option<Price>| {
            let (from, now) = (from?.get(), self.last?.get());
            (now - from).abs().checked_div(from).map(Rate::new)
        };
        let fall = share(self.highs.extreme()).unwrap_or_default();
        let rise = share(self.lows.extreme()).unwrap_or_default();
        fall.max(rise)
    }
}
