//! The most requests there were in 60 seconds: of the last hour, and of the whole soak.
//!
//! The hour is kept as one peak for each minute of the clock, so its edge is a minute wide: a peak
//! is forgotten between 60 and 61 minutes after it. A peak is noted when a request leaves, and the
//! count is at its highest just then, so none is missed.
//!
//! Invariant: the peak of the hour is never above that of the soak.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::model::Time;

/// Minutes kept: an hour, and the minute under way.
const MINUTES_MAX: usize = 61;

/// The peaks of a count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Peaks {
    /// The highest count of each minute that had one, oldest first.
    minutes: VecDeque<(i64, u16)>,
    /// The highest count ever.
    whole: u16,
}

impl Peaks {
    /// Takes the count at `at`; `at` never goes back.
    pub(super) fn note(&mut self, at: Time, count: u16) {
        self.whole = self.whole.max(count);
        let now = minute(at);
        match self.minutes.back_mut() {
            Some((last, peak)) if *last == now => *peak = (*peak).max(count),
            _ => {
                if self.minutes.len() == MINUTES_MAX {
                    self.minutes.pop_front();
                }
                self.minutes.push_back((now, count));
            }
        }
    }

    /// The highest count of the last hour.
    pub(super) fn last_hour(&self, at: Time) -> u16 {
        let from = minute(at) - 60;
        self.minutes.iter().filter(|(minute, _)| *minute >= from).map(|(_, peak)| *peak).max().unwrap_or(0)
    }

    /// The highest count of each of the last sixty minutes, the one that holds `at` last; zero where
    /// there was none.
    pub(super) fn by_minute(&self, at: Time) -> [u16; 60] {
        let mut peaks = [0; 60];
        let first = minute(at) - 59;
        for (minute, peak) in &self.minutes {
            let place = usize::try_from(minute - first).ok().and_then(|index| peaks.get_mut(index));
            if let Some(place) = place {
                *place = *peak;
            }
        }
        peaks
    }

    /// The highest count ever.
    pub(super) const fn whole(&self) -> u16 {
        self.whole
    }
}

/// The minute since the epoch that holds `at`.
const fn minute(at: Time) -> i64 {
    at.as_secs().div_euclid(60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peak_is_the_hours_for_an_hour_and_the_soaks_for_ever() {
        let at = |minutes: i64| Time::from_millis(minutes * 60_000);
        let mut peaks = Peaks::default();
        peaks.note(at(0), 3);
        peaks.note(at(0), 9);
        peaks.note(at(0), 4);
        (1..300).for_each(|minute| peaks.note(at(minute), 2));
        assert_eq!((peaks.last_hour(at(60)), peaks.whole()), (2, 9));
        assert_eq!(peaks.minutes.len(), MINUTES_MAX);
        assert_eq!(peaks.last_hour(at(1_000)), 0);
        assert_eq!(peaks.by_minute(at(1_000)), [0; 60]);

        let mut early = Peaks::default();
        early.note(at(0), 9);
        assert_eq!((early.last_hour(at(60)), early.last_hour(at(61))), (9, 0));
    }

    #[test]
    fn the_minutes_of_the_hour_stand_in_their_places() {
        let at = |minutes: i64| Time::from_millis(minutes * 60_000);
        let mut peaks = Peaks::default();
        for (minute, count) in [(99, 8), (100, 3), (101, 4), (158, 5), (159, 7)] {
            peaks.note(at(minute), count);
        }
        let by_minute = peaks.by_minute(at(159));
        assert_eq!((by_minute[0], by_minute[1], by_minute[2]), (3, 4, 0));
        assert_eq!((by_minute[57], by_minute[58], by_minute[59]), (0, 5, 7));
    }
}
