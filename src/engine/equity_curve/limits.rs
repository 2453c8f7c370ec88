//! The two losses that trip the breaker, as equities to compare with.
//!
//! They are measured apart from the figures on the screen, because a person who arms the breaker
//! again takes the loss as it is: measured from the old peak, it would trip again at the next tick.
//!
//! Invariant: a limit is reached at exactly its share, not beyond it.

use serde::{Deserialize, Serialize};

use crate::model::{BreakerRules, Money, Rate};

/// A loss that trips the breaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EquityLimit {
    /// `day_loss_max`: lost since midnight UTC.
    DayLoss,
    /// `drawdown_max`: fallen from the peak.
    Drawdown,
}

/// The limits and where they are measured from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Limits {
    day_loss_max: Rate,
    drawdown_max: Rate,
    day_start: Money,
    peak: Money,
    /// At or below this, the day's loss is reached.
    day_floor: Money,
    /// At or below this, the drawdown is reached.
    drawdown_floor: Money,
}

impl Limits {
    pub(super) fn new(rules: &BreakerRules, equity: Money) -> Self {
        let mut limits = Self {
            day_loss_max: rules.day_loss_max,
            drawdown_max: rules.drawdown_max,
            day_start: equity,
            peak: equity,
            day_floor: equity,
            drawdown_floor: equity,
        };
        limits.restart(equity);
        limits
    }

    /// Takes changed shares.
    pub(super) fn set(&mut self, rules: &BreakerRules) {
        self.day_loss_max = rules.day_loss_max;
        self.drawdown_max = rules.drawdown_max;
        self.on_day(self.day_start);
        self.on_peak(self.peak);
    }

    /// Measures from `equity` from now on.
    pub(super) fn restart(&mut self, equity: Money) {
        self.on_day(equity);
        self.on_peak(equity);
    }

    /// A day begins with `equity`.
    pub(super) fn on_day(&mut self, equity: Money) {
        self.day_start = equity;
        self.day_floor = equity - equity * self.day_loss_max;
    }

    pub(super) fn on_equity(&mut self, equity: Money) {
        if equity > self.peak {
            self.on_peak(equity);
        }
    }

    pub(super) fn reached(&self, equity: Money) -> Option<EquityLimit> {
        if equity <= self.day_floor {
            Some(EquityLimit::DayLoss)
        } else if equity <= self.drawdown_floor {
            Some(EquityLimit::Drawdown)
        } else {
            None
        }
    }

    /// Above this, no limit is reached.
    pub(super) fn floor(&self) -> Money {
        self.day_floor.max(self.drawdown_floor)
    }

    /// The highest equity since limits were measured from there.
    pub(super) const fn peak(&self) -> Money {
        self.peak
    }

    fn on_peak(&mut self, equity: Money) {
        self.peak = equity;
        self.drawdown_floor = equity - equity * self.drawdown_max;
    }
}
