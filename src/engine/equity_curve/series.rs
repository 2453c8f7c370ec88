//! Points to draw: the last day by the minute, and the whole soak in a fixed number of points.
//!
//! When the whole soak no longer fits, its step is doubled and of each two points the later one
//! stays. A week comes to 630 points, 16 minutes apart.
//!
//! Invariant: points are in the order of time, at most one a step.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::{EquityPoint, MINUTE};
use crate::model::Span;

/// Points of the last day: one a minute.
const DAY_POINTS_MAX: usize = 1_440;

/// Points of the whole soak: four for each column of a wide chart in braille.
const SOAK_POINTS_MAX: usize = 1_024;

/// The points of a soak.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Series {
    /// The last minutes that had a change.
    day: VecDeque<EquityPoint>,
    /// The whole soak.
    soak: Vec<EquityPoint>,
    /// How far apart those are.
    step: Span,
}

impl Default for Series {
    fn default() -> Self {
        Self { day: VecDeque::new(), soak: Vec::new(), step: MINUTE }
    }
}

impl Series {
    /// Takes the point of a minute; later than all before it.
    pub(super) fn push(&mut self, point: EquityPoint) {
        if self.day.len() == DAY_POINTS_MAX {
            self.day.pop_front();
        }
        self.day.push_back(point);
        self.soak.push(point);
        self.thin_from(self.soak.len().saturating_sub(2));
        while self.soak.len() > SOAK_POINTS_MAX {
            self.step = self.step.times(2);
            self.thin_from(0);
        }
    }

    pub(super) fn last_day(&self) -> impl Iterator<Item = &EquityPoint> {
        self.day.iter()
    }

    pub(super) fn whole_soak(&self) -> impl Iterator<Item = &EquityPoint> {
        self.soak.iter()
    }

    /// Leaves the last point of each step, looking only at those from `first` on.
    fn thin_from(&mut self, first: usize) {
        let tail = self.soak.split_off(first);
        for point in tail {
            // A point stands for the step that it ends, so the end of a step belongs to it.
            let same_step = |last: &EquityPoint| {
                let one = Span::from_micros(1);
                (last.at - one).floor(self.step) == (point.at - one).floor(self.step)
            };
            if self.soak.last().is_some_and(same_step) {
                self.soak.pop();
            }
            self.soak.push(point);
        }
    }
}
