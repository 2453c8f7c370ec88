//! The highest (or lowest) value of a sliding window, without looking at the window again.
//!
//! Only values that can still become the extreme are kept: a value goes as soon as a later one is
//! as extreme. What is left falls (or rises) from front to back, so the front is the extreme, the
//! back is the latest, and every value enters and leaves once.
//!
//! Invariant: at most one value a bucket is kept, in the order of time, so a window of n buckets
//! keeps at most n.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::model::Time;

/// Which extreme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Extreme {
    /// The highest.
    High,
    /// The lowest.
    Low,
}

/// One kind of extreme of a window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Extremes<V> {
    kind: Extreme,
    /// Bucket and value; the most extreme first.
    kept: VecDeque<(Time, V)>,
}

impl<V: Copy + PartialOrd> Extremes<V> {
    pub(super) const fn new(kind: Extreme) -> Self {
        Self { kind, kept: VecDeque::new() }
    }

    /// Takes a value in `bucket` and forgets buckets before `oldest`. Returns whether the extreme may
    /// have changed.
    pub(super) fn take(&mut self, bucket: Time, oldest: Time, value: V) -> bool {
        let mut changed = false;
        while self.kept.front().is_some_and(|(kept_in, _)| *kept_in < oldest) {
            self.kept.pop_front();
            changed = true;
        }
        while let Some((kept_in, kept)) = self.kept.back() {
            let beaten = match self.kind {
                Extreme::High => value >= *kept,
                Extreme::Low => value <= *kept,
            };
            if !beaten {
                // A value that is less extreme and not later than the one kept never matters.
                if *kept_in == bucket {
                    return changed;
                }
                break;
            }
            self.kept.pop_back();
        }
        changed |= self.kept.is_empty();
        self.kept.push_back((bucket, value));
        changed
    }

    /// The extreme of the window; `None` before the first value.
    pub(super) fn extreme(&self) -> Option<V> {
        self.kept.front().map(|(_, value)| *value)
    }

    /// How many values are kept.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.kept.len()
    }
}
