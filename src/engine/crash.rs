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
//! The highest and lowest prices are kept by seconds (coarser for windows over two minutes), so a
//! price is in sight for up to one second longer than the window. Beside them stands an envelope that
//! holds every price in sight and perhaps some that have left it. While even its two ends are not a
//! crash apart, no price in it can be one, and nothing has to be searched: in a calm market a price
//! costs two to four comparisons. Only when the envelope is too wide is it drawn anew from the
//! seconds, at most once in each.
//!
//! Invariant: at most [`BUCKETS_MAX`] + 1 seconds are kept, and the envelope holds all their prices.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

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
    /// The buckets of the window that had a price, oldest first.
    buckets: VecDeque<Bucket>,
    /// The envelope: no price in the window is above this, nor below `low`.
    high: Price,
    /// The envelope's lower end.
    low: Price,
    /// The bucket in which the envelope was last drawn anew: it is exact until the next begins.
    exact_in: Option<Time>,
    /// At or below this price the fall from the highest is a crash.
    fallen_at: Price,
    /// At or above this price the rise from the lowest is a crash.
    risen_at: Price,
    /// Whether no price in the envelope can be a crash.
    calm: bool,
    /// The latest price; `None` before the first.
    last: Option<Price>,
    /// The crash that goes on, or was the last.
    crash: Option<Crash>,
}

/// The prices of one second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Bucket {
    /// When it began.
    at: Time,
    high: Price,
    low: Price,
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
        let mut watch = Self {
            threshold: Rate::ZERO,
            window: Span::ZERO,
            bucket_length: Span::ZERO,
            buckets: VecDeque::new(),
            high: Price::ZERO,
            low: Price::ZERO,
            exact_in: None,
            fallen_at: Price::ZERO,
            risen_at: Price::ZERO,
            calm: false,
            last: None,
            crash: None,
        };
        watch.set_rules(rules);
        watch
    }

    /// Takes changed rules, as after a restart; a crash that has begun lasts as long as it did.
    pub fn set_rules(&mut self, rules: &RiskRules) {
        self.threshold = rules.crash_move;
        self.window = rules.crash_window.max(Span::from_secs(1));
        let coarse = Span::from_micros(self.window.as_micros() / BUCKETS_MAX);
        self.bucket_length = coarse.max(Span::from_secs(1));
        self.calm = false;
        self.exact_in = None;
    }

    /// Takes the mark at `at`; `at` never goes back. Returns the size of the move when a crash begins
    /// with this price, and nothing while one goes on.
    pub fn on_price(&mut self, at: Time, price: Price) -> Option<Rate> {
        self.last = Some(price);
        let widens_bucket = self.keep(at, price);
        if widens_bucket && (price > self.high || price < self.low) {
            self.high = self.high.max(price);
            self.low = self.low.min(price);
            self.measure();
        }
        if self.calm {
            return None;
        }
        self.draw_anew();
        if self.calm || (price > self.fallen_at && price < self.risen_at) {
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
        let fall = share(self.buckets.iter().map(|bucket| bucket.high).max()).unwrap_or_default();
        let rise = share(self.buckets.iter().map(|bucket| bucket.low).min()).unwrap_or_default();
        fall.max(rise)
    }

    /// Keeps a price in its bucket, and forgets what is out of sight when a bucket begins. Returns
    /// whether it is the highest or lowest of its bucket so far.
    fn keep(&mut self, at: Time, price: Price) -> bool {
        match self.buckets.back_mut() {
            Some(bucket) if at < bucket.at + self.bucket_length => {
                if price > bucket.high {
                    bucket.high = price;
                } else if price < bucket.low {
                    bucket.low = price;
                } else {
                    return false;
                }
            }
            _ => {
                let begun_at = at.floor(self.bucket_length);
                let oldest = begun_at - self.window;
                while self.buckets.front().is_some_and(|bucket| bucket.at < oldest) {
                    self.buckets.pop_front();
                }
                self.buckets.push_back(Bucket { at: begun_at, high: price, low: price });
            }
        }
        true
    }

    /// Draws the envelope from the buckets, unless it is exact already.
    fn draw_anew(&mut self) {
        let now = self.buckets.back().map(|bucket| bucket.at);
        if self.exact_in == now {
            return;
        }
        self.exact_in = now;
        self.high = self.buckets.iter().map(|bucket| bucket.high).max().unwrap_or_default();
        self.low = self.buckets.iter().map(|bucket| bucket.low).min().unwrap_or_default();
        self.measure();
    }

    /// Moves the thresholds to the ends of the envelope.
    fn measure(&mut self) {
        self.fallen_at = self.high - self.high * self.threshold;
        self.risen_at = self.low + self.low * self.threshold;
        self.calm = self.low > self.fallen_at && self.high < self.risen_at;
    }
}
