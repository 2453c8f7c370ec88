//! The largest move of a market within a window, over the whole period: whether there was a storm at all.
//!
//! Sixty buckets of a sixtieth of the window each hold the highest and lowest price. A price inside its
//! bucket costs three comparisons; only when a bucket ends is it measured against those before it.
//!
//! Invariant: a move told here took no longer than the window. Inside one bucket nobody knows whether the
//! low came first, so the smaller of the two readings is told.
//! Invariant: at most [`BUCKETS`] buckets are kept.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::model::{Price, Rate, Span, Time};

/// Buckets in a window: a move that took a window may be cut by a sixtieth of its time.
const BUCKETS: i64 = 60;

/// Ends a bucket never: nobody has said how long one is.
const NEVER: Time = Time::from_micros(i64::MAX);

/// The largest move of one market.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Volatility {
    window: Span,
    /// Length of a bucket.
    length: Span,
    /// When the bucket under way ends.
    ends_at: Time,
    /// The bucket under way; none before the first price.
    under_way: Option<Bucket>,
    /// The buckets of the window that had a price, oldest first.
    buckets: VecDeque<Bucket>,
    /// The largest move up to the last bucket that ended.
    largest: Rate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Bucket {
    /// When it began.
    at: Time,
    high: Price,
    low: Price,
}

impl Default for Volatility {
    fn default() -> Self {
        Self {
            window: Span::ZERO,
            length: Span::ZERO,
            ends_at: NEVER,
            under_way: None,
            buckets: VecDeque::new(),
            largest: Rate::ZERO,
        }
    }
}

impl Volatility {
    /// Forgets every move, and watches a window of this length from now on.
    pub(super) fn restart(&mut self, window: Span) {
        let length = Span::from_micros(window.as_micros() / BUCKETS).max(Span::from_micros(1));
        *self = Self { window, length, ends_at: Time::EPOCH, ..Self::default() };
    }

    /// Takes the mark at `at`; `at` never goes back.
    pub(super) fn on_price(&mut self, at: Time, price: Price) {
        if at >= self.ends_at {
            self.turn(at, price);
        } else if let Some(bucket) = &mut self.under_way {
            if price > bucket.high {
                bucket.high = price;
            } else if price < bucket.low {
                bucket.low = price;
            }
        }
    }

    /// The largest move so far, as a share of the price it began at.
    #[must_use]
    pub fn largest(&self) -> Rate {
        self.under_way.map_or(self.largest, |bucket| self.largest.max(self.move_into(&bucket)))
    }

    /// Ends the bucket under way and begins the one that holds `at`.
    fn turn(&mut self, at: Time, price: Price) {
        if let Some(ended) = self.under_way.take() {
            self.largest = self.largest.max(self.move_into(&ended));
            self.buckets.push_back(ended);
        }
        let begun_at = at.floor(self.length);
        let in_sight = |bucket: &Bucket| bucket.at > begun_at - self.window;
        while self.buckets.front().is_some_and(|bucket| !in_sight(bucket)) {
            self.buckets.pop_front();
        }
        self.ends_at = begun_at + self.length;
        self.under_way = Some(Bucket { at: begun_at, high: price, low: price });
    }

    /// The largest move from a price in sight to one of `bucket`.
    fn move_into(&self, bucket: &Bucket) -> Rate {
        let share = |from: Price, to: Price| {
            (to - from).abs().get().checked_div(from.get()).map(Rate::new).unwrap_or_default()
        };
        let highs = self.buckets.iter().map(|earlier| earlier.high);
        let fall = share(highs.max().unwrap_or(bucket.high).max(bucket.high), bucket.low);
        let lowest = self.buckets.iter().map(|earlier| earlier.low).min();
        let rise = lowest.filter(|low| *low < bucket.high).map(|low| share(low, bucket.high));
        fall.max(rise.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WINDOW: Span = Span::from_secs(3_600);

    fn watched(prices: &[(i64, i64)]) -> Volatility {
        let mut volatility = Volatility::default();
        volatility.restart(WINDOW);
        for (secs, price) in prices {
            volatility.on_price(Time::from_millis(secs * 1_000), Price::new((*price).into()));
        }
        volatility
    }

    #[track_caller]
    fn check(prices: &[(i64, i64)], expect_bp: i64) {
        assert_eq!(watched(prices).largest(), Rate::from_bp(expect_bp), "{prices:?}");
    }

    #[test]
    fn a_move_counts_within_the_window_and_not_beyond() {
        check(&[], 0);
        check(&[(0, 1_000)], 0);
        check(&[(0, 1_000), (30, 1_250)], 2_000);
        check(&[(0, 1_000), (90, 1_050)], 500);
        check(&[(0, 1_000), (90, 950)], 500);
        check(&[(0, 1_000), (3_599, 1_050)], 500);
        check(&[(0, 1_000), (3_600, 1_050)], 0);
        check(&[(0, 1_000), (1_800, 1_020), (3_700, 1_040)], 200);
        check(&[(0, 1_000), (90, 1_050), (9_000, 1_060), (9_100, 1_060)], 500);
    }

    #[test]
    fn nobody_watches_before_a_window_is_said_and_a_restart_forgets() {
        let mut volatility = Volatility::default();
        volatility.on_price(Time::EPOCH, Price::new(1.into()));
        volatility.on_price(Time::EPOCH, Price::new(9.into()));
        assert_eq!(volatility.largest(), Rate::ZERO);
        let mut volatility = watched(&[(0, 1_000), (90, 1_050)]);
        volatility.restart(WINDOW);
        volatility.on_price(Time::from_millis(100_000), Price::new(1_060.into()));
        assert_eq!(volatility.largest(), Rate::ZERO);
    }

    proptest! {
        #[test]
        fn no_move_is_told_that_did_not_happen_within_the_window(
            steps in prop::collection::vec((0_i64..400, 900_i64..1_100), 1..200),
        ) {
            let mut at = 0;
            let prices: Vec<_> = steps.iter().map(|(wait, price)| { at += wait; (at, *price) }).collect();
            let volatility = watched(&prices);
            let moved = |from: i64, to: i64| Rate::new(
                rust_decimal::Decimal::from((to - from).abs()) / rust_decimal::Decimal::from(from));
            let within = |least: i64, span: i64| prices.iter().enumerate().flat_map(|(n, (at, price))| {
                let before = prices.iter().take(n);
                let near = before.filter(move |(earlier, _)| (least..span).contains(&(at - earlier)));
                near.map(move |(_, from)| moved(*from, *price))
            }).max().unwrap_or_default();
            prop_assert!(volatility.largest() <= within(0, 3_600));
            // What took longer than a bucket and a bucket less than the window is never missed.
            prop_assert!(volatility.largest() >= within(60, 3_540));
            prop_assert!(volatility.buckets.len() <= usize::try_from(BUCKETS).unwrap());
        }
    }
}
