//! All that the engine knows. It can be written down whole and read back to the same bytes.

use serde::{Deserialize, Serialize};

use super::alerts::Alerts;
use super::breaker::Breaker;
use super::budget::{Backoff, Budget};
use super::cycle::Reconciler;
use super::desk::Desk;
use super::equity_curve::EquityCurve;
use super::latency::LatencyBook;
use super::ledger::Ledger;
use super::orders::Orders;
use super::outbox::Outbox;
use super::period::Period;
use super::ramp::Ramp;
use super::soak_clock::SoakClock;
use super::usage::Usage;
use crate::agent::BuiltIn;
use crate::model::{MarketId, Markets, Money, Rate, Rules, Seq, SoakId, Span, Time};

/// The version of [`State`]'s written form. A checkpoint of another version is not read; the
/// journal is replayed from its start instead.
pub const STATE_VERSION: u32 = 5;

/// All that the engine knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    pub(super) soak: Option<SoakId>,
    pub(super) seed: u64,
    pub(super) rules: Rules,
    pub(super) markets: Markets,
    pub(super) seq: Seq,
    pub(super) at: Time,
    pub(super) started_at: Time,
    pub(super) phase: Phase,
    pub(super) proof: Proof,
    pub(super) venue_is_local: bool,
    pub(super) fault: Option<String>,
    pub(super) feed: Feed,
    pub(super) journal_failing: Option<String>,
    pub(super) agent: BuiltIn,
    pub(super) desks: Vec<Desk>,
    pub(super) orders: Orders,
    pub(super) ledger: Ledger,
    pub(super) breaker: Breaker,
    pub(super) budget: Budget,
    pub(super) backoff: Backoff,
    pub(super) outbox: Outbox,
    /// In a box because the state is moved about while a run begins, and this is its largest part.
    pub(super) latency: Box<LatencyBook>,
    pub(super) reconciler: Reconciler,
    pub(super) alerts: Alerts,
    pub(super) curve: EquityCurve,
    pub(super) clock: SoakClock,
    pub(super) counters: Counters,
    pub(super) timing: Timing,
    /// What the run is to prove, and since when it does.
    pub(super) period: Option<Box<Period>>,
    /// In a box for the same reason as the latencies.
    pub(super) usage: Box<Usage>,
    pub(super) ramp: Option<Ramp>,
}

/// Where in its life a soak is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// Nothing has been taken in.
    #[default]
    New,
    /// Trading, when nothing speaks against it.
    Running,
    /// No entries any more; a last reconciliation is under way.
    Ending {
        /// Since when.
        since: Time,
    },
}

/// Whether the venue has proven that it is paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Proof {
    /// Not yet; no order leaves.
    #[default]
    Missing,
    /// It has.
    Given,
    /// It says that its execution is real; the soak is over.
    Refused,
}

/// The market data as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// Whether its connection is lost, and why.
    pub lost: Option<String>,
    /// Whether a recording has ended.
    pub ended: bool,
    /// When the process began to wait for ticks.
    pub since: Time,
    /// When the last tick of any market was taken in.
    pub last_tick: Option<Time>,
    /// When the first tick after the last silence was taken in.
    pub flowing_since: Time,
    /// Whether the alert for old data stands.
    pub stale: bool,
    /// How long data must come without a silence before it is over.
    pub steady_after: Span,
    /// When it was last over.
    pub stale_until: Option<Time>,
    /// Ticks left out because they came too fast.
    pub conflated: u64,
}

/// Counts since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// Ticks taken in.
    pub ticks: u64,
    /// Intents that became orders.
    pub intents_taken: u64,
    /// Intents that risk, breaker or anything else held back.
    pub intents_refused: u64,
    /// Orders dropped because they were too old to be sent.
    pub intents_expired: u64,
    /// Answers to requests of an earlier life.
    pub replies_unasked: u64,
    /// Requests that failed in a row.
    pub errors_in_row: u16,
    /// Requests that failed.
    pub errors_total: u64,
    /// 429s.
    pub rate_limited: u64,
    /// Times an order became UNKNOWN.
    pub unknowns: u64,
    /// Restarts over this journal.
    pub restarts: u64,
    /// Largest share of equity that was ever exposed.
    pub exposure_share_max: Rate,
}

/// What is due next, and what was wished of the clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timing {
    /// The next time at which something must be done.
    pub due: Option<Time>,
    /// The last `WakeAt` that has not come yet.
    pub wished: Option<Time>,
    /// Whether entries are held back in all markets, as of the last time this was looked at.
    pub entries_blocked: bool,
    /// The next full minute, at which equity is recorded.
    pub minute_at: Time,
}

impl Timing {
    /// Whether something is to be done at `at`, or a wake is needed that nobody has wished for yet.
    pub(super) fn is_due(&self, at: Time) -> bool {
        self.due.is_some_and(|due| at >= due || self.wished.is_none_or(|wished| due < wished))
    }
}

impl Default for State {
    fn default() -> Self {
        Self::new()
    }
}

impl State {
    /// A state that has taken in nothing.
    #[must_use]
    pub fn new() -> Self {
        let rules = Rules::default();
        Self {
            soak: None,
            seed: 0,
            markets: Markets::default(),
            seq: Seq::default(),
            at: Time::EPOCH,
            started_at: Time::EPOCH,
            phase: Phase::New,
            proof: Proof::Missing,
            venue_is_local: false,
            fault: None,
            feed: Feed::default(),
            journal_failing: None,
            agent: BuiltIn::None,
            desks: Vec::new(),
            orders: Orders::default(),
            ledger: Ledger::default(),
            breaker: Breaker::default(),
            budget: Budget::new(&rules.budget),
            backoff: Backoff::new(&rules.orders),
            outbox: Outbox::default(),
            latency: Box::default(),
            reconciler: Reconciler::default(),
            alerts: Alerts::default(),
            curve: EquityCurve::new(Time::EPOCH, Money::ZERO, &rules.breaker),
            clock: SoakClock::new(Time::EPOCH, Span::FOREVER),
            counters: Counters::default(),
            timing: Timing::default(),
            period: None,
            usage: Box::default(),
            ramp: None,
            rules,
        }
    }

    /// Makes sure that something is done at `time` or before.
    pub(super) fn due_by(&mut self, time: Time) {
        self.timing.due = Some(self.timing.due.map_or(time, |due| due.min(time)));
    }

    /// What is known and wanted in `market`.
    pub(super) fn desk(&self, market: MarketId) -> Option<&Desk> {
        self.desks.get(market.index())
    }

    pub(super) fn desk_mut(&mut self, market: MarketId) -> Option<&mut Desk> {
        self.desks.get_mut(market.index())
    }
}
