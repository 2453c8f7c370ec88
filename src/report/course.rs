//! What changes over time, in stretches of one length on one axis.
//!
//! The stretches begin with a second each. When they become too many, two and two become one, so that a run of
//! any length takes the same memory, and each stretch still has its lowest and its highest.
//!
//! Invariant: no extreme is lost by thinning.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::latencies::Latencies;
use crate::event::{EquityRecord, RequestRecord};
use crate::model::{Money, Rate, Span, Time};

/// Stretches: one for each pixel of a wide page.
const STRETCHES_MAX: usize = 1_024;

/// The window in which a venue counts requests.
const WINDOW: Span = Span::from_secs(60);

/// Requests remembered of the last window: several times what any venue allows in one.
const WINDOW_REQUESTS_MAX: usize = 8_192;

/// What changed over time.
#[derive(Clone, Debug)]
pub struct Course {
    began: Option<Time>,
    until: Time,
    width: Span,
    stretches: BTreeMap<i64, Stretch>,
    /// When the requests of the last window left, in order.
    window: VecDeque<Time>,
}

/// What there was in one stretch.
#[derive(Clone, Debug, Default)]
struct Stretch {
    low: Option<(Time, Money)>,
    high: Option<(Time, Money)>,
    drawdown: Option<Rate>,
    latencies: Latencies,
    errors: u64,
    used: u32,
}

/// One stretch as it is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// When it begins.
    pub at: Time,
    /// The lowest marked equity in it, and when.
    pub equity_low: Option<(Time, Money)>,
    /// The highest, and when.
    pub equity_high: Option<(Time, Money)>,
    /// The deepest fall from the peak until then.
    pub drawdown_max: Option<Rate>,
    /// Requests that left in it.
    pub requests: u64,
    /// Those of them that did not end well.
    pub errors: u64,
    /// Half of them took no longer.
    pub latency_p50: Option<Span>,
    /// 99 in 100 took no longer.
    pub latency_p99: Option<Span>,
    /// The longest.
    pub latency_max: Option<Span>,
    /// The most requests in any 60 seconds that ended in it.
    pub requests_in_minute_max: u32,
}

impl Default for Course {
    fn default() -> Self {
        let (stretches, window) = (BTreeMap::new(), VecDeque::new());
        Self { began: None, until: Time::EPOCH, width: Span::from_secs(1), stretches, window }
    }
}

impl Course {
    /// Says that the run has come to `at`.
    pub fn reach(&mut self, at: Time) {
        self.began.get_or_insert(at);
        self.until = self.until.max(at);
    }

    /// Takes in equity at the end of a minute.
    pub fn equity(&mut self, record: &EquityRecord) {
        let (stretch, seen) = (self.stretch(record.at), (record.at, record.equity));
        if stretch.low.is_none_or(|(_, low)| record.equity < low) {
            stretch.low = Some(seen);
        }
        if stretch.high.is_none_or(|(_, high)| record.equity > high) {
            stretch.high = Some(seen);
        }
        stretch.drawdown = stretch.drawdown.max(Some(record.drawdown));
    }

    /// Takes in a request that has ended.
    pub fn request(&mut self, record: &RequestRecord) {
        let sent = record.sent_at;
        let place = self.window.partition_point(|at| *at <= sent);
        self.window.insert(place, sent);
        let latest = self.window.back().copied().unwrap_or(sent);
        while self.window.len() > WINDOW_REQUESTS_MAX
            || self.window.front().is_some_and(|first| latest.since(*first) >= WINDOW)
        {
            self.window.pop_front();
        }
        let used = u32::try_from(self.window.len()).unwrap_or(u32::MAX);
        let stretch = self.stretch(sent);
        stretch.latencies.add(record.latency);
        stretch.errors += u64::from(record.outcome != "ok");
        stretch.used = stretch.used.max(used);
    }

    /// When it began and how far it reaches.
    #[must_use]
    pub fn extent(&self) -> Option<(Time, Time)> {
        self.began.map(|began| (began, self.until.max(began)))
    }

    /// The length of a stretch.
    #[must_use]
    pub const fn width(&self) -> Span {
        self.width
    }

    /// Every stretch in which something happened, oldest first.
    #[must_use]
    pub fn moments(&self) -> Vec<Moment> {
        let moment = |(number, stretch): (&i64, &Stretch)| Moment {
            at: self.began.unwrap_or_default() + self.width.times(*number),
            equity_low: stretch.low,
            equity_high: stretch.high,
            drawdown_max: stretch.drawdown,
            requests: stretch.latencies.count(),
            errors: stretch.errors,
            latency_p50: stretch.latencies.percentile(50),
            latency_p99: stretch.latencies.percentile(99),
            latency_max: stretch.latencies.longest(),
            requests_in_minute_max: stretch.used,
        };
        self.stretches.iter().map(moment).collect()
    }

    /// The stretch of `at`, once there is room for it.
    fn stretch(&mut self, at: Time) -> &mut Stretch {
        let began = *self.began.get_or_insert(at);
        let limit = i64::try_from(STRETCHES_MAX).unwrap_or(i64::MAX);
        while at.since(began).as_micros() / self.width.as_micros() >= limit {
            self.halve();
        }
        // What left before the first input can only be a clock that was set back: it counts as the first.
        let number = (at.since(began).as_micros() / self.width.as_micros()).max(0);
        self.stretches.entry(number).or_default()
    }

    fn halve(&mut self) {
        self.width = self.width.times(2);
        for (number, stretch) in std::mem::take(&mut self.stretches) {
            self.stretches.entry(number / 2).or_default().join(stretch);
        }
    }
}

impl Stretch {
    fn join(&mut self, later: Self) {
        let lower = |one: (Time, Money), other: (Time, Money)| if other.1 < one.1 { other } else { one };
        let higher = |one: (Time, Money), other: (Time, Money)| if other.1 > one.1 { other } else { one };
        self.low = either(self.low, later.low, lower);
        self.high = either(self.high, later.high, higher);
        self.drawdown = self.drawdown.max(later.drawdown);
        self.latencies.join(&later.latencies);
        self.errors += later.errors;
        self.used = self.used.max(later.used);
    }
}

fn either<T>(one: Option<T>, other: Option<T>, both: impl FnOnce(T, T) -> T) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(both(one, other)),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Decimal;

    fn equity(at: Time, cents: i64) -> EquityRecord {
        let money = Money::new(Decimal::new(cents, 2));
        EquityRecord {
            at,
            equity: money,
            realized: money,
            unrealized: money,
            fees: money,
            exposure: money,
            drawdown: Rate::from_bp(cents % 500),
        }
    }

    proptest! {
        #[test]
        fn thinning_loses_no_extreme_and_has_a_limit(
            cents in prop::collection::vec(1_i64..1_000_000, 1..4_000),
            step in 1_i64..100_000,
        ) {
            let mut course = Course::default();
            for (number, cents) in (0..).zip(&cents) {
                let at = Time::from_millis(1_000_000 + number * step);
                course.reach(at);
                course.equity(&equity(at, *cents));
            }
            let moments = course.moments();
            prop_assert!(moments.len() <= STRETCHES_MAX);
            let lows = moments.iter().filter_map(|moment| moment.equity_low).map(|(_, money)| money);
            let highs = moments.iter().filter_map(|moment| moment.equity_high).map(|(_, money)| money);
            let money = |cents: Option<&i64>| cents.map(|cents| Money::new(Decimal::new(*cents, 2)));
            prop_assert_eq!(lows.min(), money(cents.iter().min()));
            prop_assert_eq!(highs.max(), money(cents.iter().max()));
            prop_assert!(moments.iter().all(|moment| moment.equity_low.unwrap().0 >= moment.at));
            prop_assert!(moments.is_sorted_by_key(|moment| moment.at));
        }
    }
}
