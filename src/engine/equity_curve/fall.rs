//! The largest fall from a peak, kept so that most equities cost one comparison.
//!
//! Invariant: the largest fall never becomes smaller.

use serde::{Deserialize, Serialize};

use crate::model::{Money, Rate};

/// The largest fall so far, as a share of the peak it fell from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LargestFall {
    largest: Rate,
    /// The peak that falls are measured from now.
    peak: Money,
    /// An equity at or above this is no larger fall from that peak than the largest.
    floor: Money,
}

impl LargestFall {
    /// No fall from `peak` yet.
    pub(super) const fn from_peak(peak: Money) -> Self {
        Self { largest: Rate::ZERO, peak, floor: peak }
    }

    /// Measures from another peak from now on.
    pub(super) fn on_peak(&mut self, peak: Money) {
        if peak != self.peak {
            self.peak = peak;
            self.floor = peak - peak * self.largest;
        }
    }

    /// Takes an equity after the peak.
    pub(super) fn on_equity(&mut self, equity: Money) {
        if equity < self.floor {
            self.floor = equity;
            self.largest = self.largest.max((self.peak - equity).share_of(self.peak));
        }
    }

    /// An equity at or above this is no larger fall than the largest.
    pub(super) const fn floor(&self) -> Money {
        self.floor
    }

    pub(super) const fn largest(&self) -> Rate {
        self.largest
    }
}
