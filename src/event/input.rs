//! Inputs, and the envelope that gives each its place.

use serde::{Deserialize, Serialize};

use super::{Delivery, Intent, Latched, OperatorAction, Reply, Resources};
use crate::model::{History, Markets, OrderReport, Plan, Rules, Seq, SoakId, Span, Tick, Time};

/// One input with its place in the journal and the time at which it was taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// Its place; without gaps. Replays go by this and never by `at`.
    pub seq: Seq,
    /// When it was taken in. Never before the `at` of the envelope before it.
    pub at: Time,
    /// What was taken in.
    pub input: Input,
}

/// All that can change the engine's state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Input {
    /// The soak begins. The first input of every journal, and only the first.
    Started(Box<Genesis>),
    /// The process was started again over an existing journal: whatever was under way has lost its
    /// answer.
    Resumed {
        /// What the breaker's own file said.
        latched: Latched,
        /// The rules from now on, if the configuration changed.
        rules: Option<Box<Rules>>,
        /// Whether the venue runs on this machine, which proves that it is paper.
        venue_is_local: bool,
    },
    /// A trade or a quote.
    Tick(Tick),
    /// The market data's connection changed.
    Feed(FeedStatus),
    /// An agent in another process wants something.
    Intent(Box<Intent>),
    /// The end of a request, whatever it was. Exactly one for each request sent.
    Reply(Box<Reply>),
    /// The venue told of a change in an order without being asked.
    OrderUpdate(Box<OrderReport>),
    /// The time that was asked for with `Effect::WakeAt` has come.
    Wake,
    /// A person did something.
    Operator(Box<OperatorAction>),
    /// The journal's disk changed its state.
    Journal(JournalStatus),
    /// The run is about to end: no entries any more, one last reconciliation.
    Ending,
    /// A fault is being injected on purpose, or no longer is.
    GameDay(GameDay),
    /// What the run was set out to prove, after each start of the process.
    Plan(Box<Plan>),
    /// What became of telling a person of an alert.
    Delivery(Box<Delivery>),
    /// What the process uses of its machine, told every few minutes.
    Resources(Box<Resources>),
}

/// What a soak begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Genesis {
    /// Distinguishes this soak's idempotency keys.
    pub soak: SoakId,
    /// The numbers it is bound by.
    pub rules: Rules,
    /// The markets, in the order that `MarketId` counts them.
    pub markets: Markets,
    /// A silence of all markets longer than this stops the soak clock.
    pub gap_after: Span,
    /// Closing prices from before the start.
    pub history: Vec<History>,
    /// The seed of everything drawn by chance around the engine.
    pub seed: u64,
    /// Whether the venue is embedded or answers on the loopback address, which proves that it is
    /// paper unless it says otherwise.
    pub venue_is_local: bool,
}

/// The state of the market data's connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FeedStatus {
    /// Data flows.
    Connected,
    /// The connection is gone; it is being made again.
    Lost {
        /// Why, for people.
        reason: String,
    },
    /// The recording has no more rows.
    Ended,
    /// This many ticks were left out because they came faster than they could be taken in; the
    /// last of each market was kept.
    Conflated {
        /// How many.
        ticks: u64,
    },
}

/// A fault that is injected into a paper soak on purpose. The engine treats what follows like any other
/// trouble; it only marks the window, so that nobody takes the rehearsal for the real thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GameDay {
    /// The window has opened.
    Opened {
        /// What people call the fault; told apart by it.
        label: String,
        /// When the window closes.
        until: Time,
    },
    /// The window has closed.
    Closed {
        /// What people call the fault.
        label: String,
    },
}

/// The state of the journal's disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum JournalStatus {
    /// Writes succeed (again).
    Healthy,
    /// Writes fail: no new exposure until they succeed.
    Failing {
        /// What the system said, for people.
        reason: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A journal of before, when the breaker's file could only be said to have tripped or not.
    #[derive(Serialize)]
    enum Before {
        #[expect(dead_code, reason = "it gives the next one its place")]
        Started,
        Resumed {
            latch_tripped: bool,
            rules: Option<Box<Rules>>,
            venue_is_local: bool,
        },
    }

    #[track_caller]
    fn check(latch_tripped: bool, expect: Latched) {
        let before = Before::Resumed { latch_tripped, rules: None, venue_is_local: true };
        let bytes = postcard::to_allocvec(&before).unwrap();
        assert_eq!(bytes, [1, u8::from(latch_tripped), 0, 1], "these bytes are on disks");
        let now = Input::Resumed { latched: expect, rules: None, venue_is_local: true };
        assert_eq!(postcard::from_bytes::<Input>(&bytes).unwrap(), now);
        assert_eq!(postcard::to_allocvec(&now).unwrap(), bytes);
    }

    #[test]
    fn a_restart_in_an_old_journal_reads_as_it_was_meant() {
        check(false, Latched::Open);
        check(true, Latched::Tripped);
    }
}
