//! The highest equity of the last day, without looking at the day again.
//!
//! Of each minute its highest equity is kept, and only as long as it can still become the day's: it
//! goes as soon as a later one is as high. What is left falls from front to back, so the front is the
//! day's highest, the back is the latest minute's, and every minute enters and leaves once.
//!
//! Invariant: at most one equity a minute is kept, so at most 1,441.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::DAY;
use crate::model::{Money, Time};

/// The peaks of the last day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DayPeaks {
    /// When its minute began, and the equity; the highest first.
    kept: VecDeque<(Time, Money)>,
}

impl DayPeaks {
    /// Takes an equity in the minute that began at `minute`, and forgets minutes that began more than
    /// a day before it.
    pub(super) fn take(&mut self, minute: Time, equity: Money) {
        while self.kept.front().is_some_and(|(kept_in, _)| *kept_in < minute - DAY) {
            self.kept.pop_front();
        }
        while self.kept.back().is_some_and(|(_, kept)| equity >= *kept) {
            self.kept.pop_back();
        }
        if self.kept.back().is_none_or(|(kept_in, _)| *kept_in != minute) {
            self.kept.push_back((minute, equity));
        }
    }

    /// The highest of the day; `None` before the first equity.
    pub(super) fn of_the_day(&self) -> Option<Money> {
        self.kept.front().map(|(_, equity)| *equity)
    }

    /// The highest of the latest minute; `None` before the first equity.
    pub(super) fn of_the_minute(&self) -> Option<Money> {
        self.kept.back().map(|(_, equity)| *equity)
    }
}
