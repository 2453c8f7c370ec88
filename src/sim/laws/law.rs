//! The laws by name, and how one that was broken is told.

use crate::model::Time;

/// One law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Law {
    /// Inputs come without gaps and never go back in time.
    Order,
    /// What changes the venue is durable before it leaves.
    IntentBeforeBytes,
    /// One idempotency key belongs to one order.
    OneKey,
    /// A key leaves again only when its last sending had no effect.
    NothingResent,
    /// A key leaves at most as often as retries are allowed.
    RetriesEnd,
    /// What is older than its time to live does not leave.
    TimeToLive,
    /// The outcome of an order is told with evidence and never without.
    NoGuessing,
    /// A failed query clears nothing.
    NoInformation,
    /// FLAT is the venue's word, given after the trip.
    Flat,
    /// Nothing that adds exposure leaves after a trip, and only a person arms again.
    Breaker,
    /// So many requests in any minute and no more.
    Budget,
    /// Nothing leaves before the wait that a 429 asked for.
    Backoff,
    /// The books add up to the last digit, and each fill of theirs is the venue's.
    Money,
    /// No queue grows beyond its bound.
    NothingGrows,
    /// While the journal fails nothing that adds exposure leaves.
    JournalGuard,
    /// Exposure stays under its limit at the worst.
    Exposure,
    /// Paper is proven before anything changes the venue.
    PaperProven,
    /// Nobody enters before the books agreed twice, after the end, on old prices, blind, or where the
    /// books differ.
    EntriesWait,
    /// In a crash no market order leaves.
    CrashBand,
    /// After the last fault everything agrees or is told.
    Converged,
    /// The engine's own invariants hold.
    Invariant,
    /// The same inputs give the same state.
    SameState,
    /// The same seed gives the same journal.
    SameJournal,
}

impl Law {
    /// Every law, in the order in which they are read.
    pub const ALL: [Self; 23] = [
        Self::Order,
        Self::IntentBeforeBytes,
        Self::OneKey,
        Self::NothingResent,
        Self::RetriesEnd,
        Self::TimeToLive,
        Self::NoGuessing,
        Self::NoInformation,
        Self::Flat,
        Self::Breaker,
        Self::Budget,
        Self::Backoff,
        Self::Money,
        Self::NothingGrows,
        Self::JournalGuard,
        Self::Exposure,
        Self::PaperProven,
        Self::EntriesWait,
        Self::CrashBand,
        Self::Converged,
        Self::Invariant,
        Self::SameState,
        Self::SameJournal,
    ];

    /// The law in a few words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Order => "time never goes back",
            Self::IntentBeforeBytes => "intent before bytes",
            Self::OneKey => "one key, one order",
            Self::NothingResent => "nothing is resent that may have happened",
            Self::RetriesEnd => "retries end",
            Self::TimeToLive => "time to live",
            Self::NoGuessing => "UNKNOWN is never guessed away",
            Self::NoInformation => "a failed query is no information",
            Self::Flat => "flat is the venue's word",
            Self::Breaker => "nothing adds exposure after a trip",
            Self::Budget => "the budget",
            Self::Backoff => "back-off",
            Self::Money => "money to the last digit",
            Self::NothingGrows => "nothing grows",
            Self::JournalGuard => "a failing journal stops entries",
            Self::Exposure => "exposure under its limit",
            Self::PaperProven => "paper is proven",
            Self::EntriesWait => "entries wait",
            Self::CrashBand => "no market order in a crash",
            Self::Converged => "converged or told",
            Self::Invariant => "the engine's invariants",
            Self::SameState => "same inputs, same state",
            Self::SameJournal => "same seed, same journal",
        }
    }

    /// This law is broken, and what was seen.
    pub(crate) fn broken(self, text: impl Into<String>) -> Breach {
        Breach { law: self, text: text.into() }
    }

    /// Fails with this law and `text` unless it `holds`.
    pub(super) fn holds(self, holds: bool, text: impl FnOnce() -> String) -> Result<(), Breach> {
        if holds { Ok(()) } else { Err(self.broken(text())) }
    }
}

/// A law that was broken, before it is known when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Breach {
    law: Law,
    text: String,
}

impl Breach {
    /// The same, with when.
    pub(crate) fn at(self, at: Time) -> Broken {
        Broken { law: self.law.as_str(), at, text: self.text }
    }
}

/// A law that was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The law, in a few words: `intent before bytes`.
    pub law: &'static str,
    /// When, in virtual time.
    pub at: Time,
    /// What was seen.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_law_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = Law::ALL.iter().map(|law| law.as_str()).collect();
        assert_eq!(names.len(), Law::ALL.len());
    }
}
