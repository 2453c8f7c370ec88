//! The protections, by name: what stands between an agent and a loss, and can be rehearsed by itself.
//!
//! Each is asked for where it acts, and what stands in its place when it is away is what a client does
//! that never heard of it. In the product the answer is a constant `true`; a test can take one away for
//! a while, to see that the drill which exists for it then fails. A drill that cannot fail is worth
//! nothing.
//!
//! Invariant: outside of tests nothing can switch a protection off.

use serde::{Deserialize, Serialize};

/// One protection. Its name in a drill's file: `exposure_limit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protection {
    /// One trade, and all positions together, stay under a share of equity. Without it an entry is as
    /// large as it is wished, or as the account can pay.
    ExposureLimit,
    /// In a crash no market order leaves; closes are limits inside a band. Without it they are what they
    /// were wished.
    CrashBand,
    /// After a 429 nothing is sent until the venue's time, or a growing one, has passed. Without it the
    /// next request leaves at once.
    Backoff,
    /// A request that is sent again keeps its key. Without it each try has another.
    SameKey,
    /// A time-out, a reset, a 5xx or an unreadable answer leaves an order UNKNOWN. Without it the order
    /// is taken for not done, and is sent again under another key.
    UnknownStays,
    /// Absence is proven by two complete answers, an interval apart. Without it by one.
    AbsenceTwice,
    /// An intent older than its time to live is dropped. Without it it is sent, however late.
    TimeToLive,
    /// A close that does not make the position smaller is told within an interval and a second. Without
    /// it nobody looks.
    StuckWatch,
    /// A fill is booked once, by the venue's id of it. Without it as often as it is told.
    FillOnce,
    /// A tripped breaker, and a tripped, missing or unreadable latch, hold after a restart. Without it
    /// the process begins armed.
    Latch,
    /// Prices that are old let nobody enter, and are told. Without it any price is good.
    Freshness,
    /// A refused cancel is asked about, not repeated. Without it it is repeated at once.
    CancelAsks,
    /// A symbol whose books differ takes no entries. Without it it does.
    Quarantine,
    /// A venue that does not answer lets nobody enter. Without it entries go on.
    Blindness,
    /// A journal that takes no writes lets nobody enter. Without it entries go on.
    JournalGuard,
    /// Refusals that may lie settle nothing. Without it each ends its order.
    LyingRefusals,
    /// So many requests a minute and no more. Without it all leave that are wanted.
    Budget,
    /// Nothing that adds exposure leaves after a trip. Without it entries go on.
    Breaker,
    /// A position that has fallen to its stop is closed. Without it it is held.
    StopLoss,
    /// A close waits for the end of the one before it in its market. Without it they pile up.
    OneCloseAtATime,
    /// A close can only make a position smaller. Without it one that comes too late opens another.
    ReduceOnly,
    /// The loss of a day, or the fall from the peak, trips the breaker. Without it losses go on.
    LossLimits,
    /// So many failed requests in a row trip the breaker. Without it they go on.
    ErrorLimit,
}

impl Protection {
    /// Every protection.
    pub const ALL: [Self; 23] = [
        Self::ExposureLimit,
        Self::CrashBand,
        Self::Backoff,
        Self::SameKey,
        Self::UnknownStays,
        Self::AbsenceTwice,
        Self::TimeToLive,
        Self::StuckWatch,
        Self::FillOnce,
        Self::Latch,
        Self::Freshness,
        Self::CancelAsks,
        Self::Quarantine,
        Self::Blindness,
        Self::JournalGuard,
        Self::LyingRefusals,
        Self::Budget,
        Self::Breaker,
        Self::StopLoss,
        Self::OneCloseAtATime,
        Self::ReduceOnly,
        Self::LossLimits,
        Self::ErrorLimit,
    ];

    /// Whether it stands, which it always does in the product.
    #[cfg(not(test))]
    #[expect(clippy::unused_self, reason = "asked in the same words as in tests, where it matters which")]
    #[must_use]
    pub(super) const fn stands(self) -> bool {
        true
    }

    /// Whether it stands in this thread.
    #[cfg(test)]
    #[must_use]
    pub(super) fn stands(self) -> bool {
        absent::stands(self)
    }
}

#[cfg(test)]
mod absent {
    use std::cell::Cell;

    use super::Protection;

    thread_local! {
        static ABSENT: Cell<Option<Protection>> = const { Cell::new(None) };
    }

    pub(super) fn stands(protection: Protection) -> bool {
        ABSENT.with(|absent| absent.get() != Some(protection))
    }

    impl Protection {
        /// Does `what` without this protection, in this thread.
        pub(crate) fn without<T>(self, what: impl FnOnce() -> T) -> T {
            struct Restore;
            impl Drop for Restore {
                fn drop(&mut self) {
                    ABSENT.with(|absent| absent.set(None));
                }
            }
            ABSENT.with(|absent| absent.set(Some(self)));
            let _restore = Restore;
            what()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_protection_is_away_only_while_it_is_taken_away() {
        let (ttl, latch) = (Protection::TimeToLive, Protection::Latch);
        assert!(ttl.stands());
        assert_eq!(ttl.without(|| (ttl.stands(), latch.stands())), (false, true));
        assert!(ttl.stands());
    }
}
