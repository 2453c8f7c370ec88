//! Marked equity over time: its peak, how far it fell, what the day brought, and points to draw.
//!
//! It is fed at every change of the marks, so nothing is computed before something new is reached:
//! between the equity that would be a new high of the minute and the one that would be a new largest
//! fall or a limit, an equity is only kept. That takes two comparisons, and divides nothing.
//!
//! `max_drawdown_1d` is the largest fall from a peak at most 24 hours before. Peaks are kept by the
//! minute, so one can be up to a minute older: the figure is never too small, and too large only by
//! what that minute adds.
//!
//! Invariant: a figure here never looks better than the equities that were fed in, and nothing grows:
//! 1,441 peaks, 1,440 points of the last day, 1,024 of the soak.

mod day_peaks;
mod fall;
mod limits;
mod series;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use limits::EquityLimit;

use crate::model::{BreakerRules, Money, Rate, Span, Time};
use day_peaks::DayPeaks;
use fall::LargestFall;
use limits::Limits;
use series::Series;

/// The steps of points and of the peaks of a day.
const MINUTE: Span = Span::from_secs(60);

/// A day: of the day's loss, and of `max_drawdown_1d`.
const DAY: Span = Span::from_secs(86_400);

/// The equity that stood at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EquityPoint {
    /// The end of a minute.
    pub at: Time,
    /// The last equity before it; it stands until the next point.
    pub equity: Money,
}

/// The equity of a soak.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EquityCurve {
    /// The latest equity.
    equity: Money,
    /// The highest there was.
    peak: Money,
    /// The largest fall from the peak.
    fall: LargestFall,
    /// The highest of each minute of the last day, as far as they can still be its peak.
    day_peaks: DayPeaks,
    /// The largest fall from those.
    day_fall: LargestFall,
    /// When the minute under way began.
    minute: Time,
    /// When the day under way began: midnight UTC.
    day: Time,
    /// The equity at that moment, or at the start of the soak.
    day_start: Money,
    /// What the breaker is told of.
    limits: Limits,
    /// The limit that the latest equity has reached.
    reached: Option<EquityLimit>,
    /// Above the first and up to the second, an equity changes nothing but itself.
    quiet: (Money, Money),
    /// The points to draw.
    series: Series,
}

impl EquityCurve {
    /// A curve that begins at `at` with `equity`, with the limits of `rules`.
    #[must_use]
    pub fn new(at: Time, equity: Money, rules: &BreakerRules) -> Self {
        let mut curve = Self {
            equity,
            peak: equity,
            fall: LargestFall::from_peak(equity),
            day_peaks: DayPeaks::default(),
            day_fall: LargestFall::from_peak(equity),
            minute: at.floor(MINUTE),
            day: at.floor(DAY),
            day_start: equity,
            limits: Limits::new(rules, equity),
            reached: None,
            quiet: (equity, equity),
            series: Series::default(),
        };
        curve.take(equity);
        curve
    }

    /// Takes the marked equity at `at`; `at` never goes back. The same equity again is fine, and is
    /// how a minute ends in which nothing changed. Returns the point of the minute that ended before
    /// `at`, if one did: its equity stood from then until now.
    pub fn observe(&mut self, at: Time, equity: Money) -> Option<EquityPoint> {
        let ended = (at >= self.minute + MINUTE).then(|| self.end_minute(at));
        self.equity = equity;
        let (above, up_to) = self.quiet;
        if ended.is_none() && equity > above && equity <= up_to {
            self.reached = None;
            return None;
        }
        self.take(equity);
        ended
    }

    /// Takes changed limits.
    pub fn set_limits(&mut self, rules: &BreakerRules) {
        self.limits.set(rules);
        self.take(self.equity);
    }

    /// Measures the limits from the equity now, as after a person has armed the breaker again: what
    /// was lost until then has been answered for. The figures shown do not change.
    pub fn restart_limits(&mut self) {
        self.limits.restart(self.equity);
        self.take(self.equity);
    }

    /// The limit that the latest equity has reached, if one is; the day's first.
    #[must_use]
    pub const fn limit_reached(&self) -> Option<EquityLimit> {
        self.reached
    }

    /// The latest equity.
    #[must_use]
    pub const fn equity(&self) -> Money {
        self.equity
    }

    /// The highest equity of the soak.
    #[must_use]
    pub const fn peak(&self) -> Money {
        self.peak
    }

    /// How far the latest equity is below the peak, as a share of the peak.
    #[must_use]
    pub fn drawdown(&self) -> Rate {
        (self.peak - self.equity).share_of(self.peak)
    }

    /// The largest fall from a peak in the whole soak, as a share of the peak.
    #[must_use]
    pub const fn max_drawdown(&self) -> Rate {
        self.fall.largest()
    }

    /// The largest fall from a peak within any 24 hours, as a share of the peak.
    #[must_use]
    pub const fn max_drawdown_1d(&self) -> Rate {
        self.day_fall.largest()
    }

    /// The equity with which the day (UTC) that holds `at` began.
    #[must_use]
    pub fn day_start(&self, at: Time) -> Money {
        // No equity has come on a later day yet, so it began with the latest.
        if at >= self.day + DAY { self.equity } else { self.day_start }
    }

    /// What was lost since the day (UTC) that holds `at` began, as a share of the equity then; zero
    /// when nothing was.
    #[must_use]
    pub fn day_loss(&self, at: Time) -> Rate {
        let start = self.day_start(at);
        (start - self.equity).share_of(start).max(Rate::ZERO)
    }

    /// The last day at one point a minute, oldest first; minutes without a change may be missing.
    pub fn last_day(&self, at: Time) -> impl Iterator<Item = &EquityPoint> {
        self.series.last_day().filter(move |point| point.at > at - DAY)
    }

    /// The whole soak in at most 1,024 points, oldest first.
    pub fn whole_soak(&self) -> impl Iterator<Item = &EquityPoint> {
        self.series.whole_soak()
    }

    /// Takes an equity that may reach something new.
    fn take(&mut self, equity: Money) {
        self.peak = self.peak.max(equity);
        self.fall.on_peak(self.peak);
        self.fall.on_equity(equity);
        self.day_peaks.take(self.minute, equity);
        self.day_fall.on_peak(self.day_peaks.of_the_day().unwrap_or(equity));
        self.day_fall.on_equity(equity);
        self.limits.on_equity(equity);
        self.reached = self.limits.reached(equity);
        let minute_high = self.day_peaks.of_the_minute().unwrap_or(equity);
        let above = self.fall.floor().max(self.day_fall.floor()).max(self.limits.floor());
        self.quiet = (above, minute_high.min(self.limits.peak()));
    }

    /// Ends the minute under way, and the day with it if `at` is in a later one.
    fn end_minute(&mut self, at: Time) -> EquityPoint {
        let point = EquityPoint { at: self.minute + MINUTE, equity: self.equity };
        self.series.push(point);
        self.minute = at.floor(MINUTE);
        if at >= self.day + DAY {
            self.day = at.floor(DAY);
            self.day_start = self.equity;
            self.limits.on_day(self.equity);
        }
        point
    }
}
