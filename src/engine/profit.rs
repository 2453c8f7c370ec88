//! A change of equity by where it came from, and the day's part of it.
//!
//! Invariant: the change of equity is what was realised, plus what is unrealised, less the fees, to
//! the last digit; of the whole soak and of the day alike.

use serde::{Deserialize, Serialize};

use crate::model::{Money, Span, Time};

/// A day, from midnight UTC.
const DAY: Span = Span::from_secs(86_400);

/// A change of equity by where it came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profit {
    /// Realised, before fees.
    pub realized: Money,
    /// Unrealised at the last marks.
    pub unrealized: Money,
    /// Fees paid.
    pub fees: Money,
}

impl Profit {
    /// The change of equity.
    #[must_use]
    pub fn net(&self) -> Money {
        self.realized + self.unrealized - self.fees
    }

    /// What came on top of `earlier`.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        Self {
            realized: self.realized - earlier.realized,
            unrealized: self.unrealized - earlier.unrealized,
            fees: self.fees - earlier.fees,
        }
    }
}

/// The profit with which a day began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DayBegin {
    /// The midnight at which the day is over; long ago before the first change of the profit.
    ends_at: Time,
    /// The profit since the start of the soak when it began.
    profit: Profit,
}

impl DayBegin {
    /// Whether the profit `at` this time belongs to a later day than the one kept.
    pub(super) fn is_over(&self, at: Time) -> bool {
        at >= self.ends_at
    }

    /// Begins the day that holds `at` with `profit`, as it stood before the day's first change.
    pub(super) fn begin(&mut self, at: Time, profit: Profit) {
        *self = Self { ends_at: at.floor(DAY) + DAY, profit };
    }

    /// What the day that holds `at` brought, `now` being the profit since the start of the soak.
    pub(super) fn profit(&self, at: Time, now: &Profit) -> Profit {
        // Nothing has changed on a later day yet.
        if self.is_over(at) { Profit::default() } else { now.since(&self.profit) }
    }
}
