//! A window of histograms that moves on slot by slot.
//!
//! Invariant: there are at most as many slots as the window has, in the order of time.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::Histogram;
use crate::model::{Span, Time};

/// The histograms of the last slots that had an answer, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ring {
    slots: VecDeque<Slot>,
}

/// One slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Slot {
    /// When it began.
    begins_at: Time,
    histogram: Histogram,
}

impl Ring {
    /// The histogram of the slot that holds `at`, in a window of `SLOTS` slots of `length`.
    pub(super) fn slot<const SLOTS: usize>(&mut self, at: Time, length: Span) -> &mut Histogram {
        // Time never goes back; should it, the answer counts in the newest slot.
        if self.slots.back().is_none_or(|slot| slot.begins_at + length <= at) {
            // The oldest slot's memory serves the newest, so that a steady run allocates nothing.
            let reused = if self.slots.len() == SLOTS { self.slots.pop_front() } else { None };
            let histogram = reused.map(|slot| slot.histogram.emptied()).unwrap_or_default();
            self.slots.push_back(Slot { begins_at: at.floor(length), histogram });
        }
        match self.slots.back_mut() {
            Some(slot) => &mut slot.histogram,
            None => unreachable!("Invariant: a slot was there or was added"),
        }
    }

    /// All that the window holds at `at`, together.
    pub(super) fn merged<const SLOTS: usize>(&self, at: Time, length: Span) -> Histogram {
        let slots_before = i64::try_from(SLOTS).unwrap_or(i64::MAX) - 1;
        let from = at.floor(length) - length.times(slots_before);
        let mut all = Histogram::default();
        for slot in self.slots.iter().filter(|slot| slot.begins_at >= from) {
            all.add(&slot.histogram);
        }
        all
    }

    pub(super) fn memory_bytes(&self) -> usize {
        self.slots.iter().map(|slot| slot.histogram.memory_bytes()).sum()
    }
}
