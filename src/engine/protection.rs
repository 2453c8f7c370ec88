//! The protections, by name: what stands between an agent and a loss, and can be rehearsed by itself.
//!
//! Each is asked for where it acts. In the product that is a constant `true`; a test can take one away
//! for a while, to see that the drill which exists for it then fails. A drill that cannot fail is worth
//! nothing.
//!
//! Invariant: outside of tests nothing can switch a protection off.

/// One protection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protection {
    /// All positions together stay under a share of equity.
    ExposureLimit,
    /// In a crash no market order leaves.
    CrashBand,
    /// After a 429 nothing is sent until the venue's time, or a growing one, has passed.
    Backoff,
    /// A request that was limited keeps its key when it is sent again.
    SameKey,
    /// A time-out, a reset, a 5xx or an unreadable answer leaves an order UNKNOWN.
    UnknownStays,
    /// Absence is proven by two complete answers, an interval apart.
    AbsenceTwice,
    /// An intent older than its time to live is dropped.
    TimeToLive,
    /// A close that does not make the position smaller is told within an interval and a second.
    StuckWatch,
    /// A fill is booked once, by the venue's id of it.
    FillOnce,
    /// A missing or tripped latch holds after a restart.
    Latch,
    /// Prices that are old let nobody enter.
    Freshness,
    /// A refused cancel is asked about, not repeated.
    CancelAsks,
    /// A symbol whose books differ takes no entries.
    Quarantine,
    /// A venue that does not answer lets nobody enter.
    Blindness,
    /// A journal that takes no writes lets nobody enter.
    JournalGuard,
    /// Refusals that may lie settle nothing.
    LyingRefusals,
    /// So many requests a minute and no more.
    Budget,
    /// Nothing that adds exposure leaves after a trip.
    Breaker,
}

impl Protection {
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
