//! What may be read of the state from outside the engine.
//!
//! Invariant: nothing here changes anything; what is told of now is told of the last input's time.

use super::State;
use super::alerts::Alerts;
use super::breaker::Breaker;
use super::budget::BudgetReading;
use super::cycle::Reconciler;
use super::desk::Desk;
use super::equity_curve::EquityCurve;
use super::latency::LatencyBook;
use super::ledger::Ledger;
use super::orders::Orders;
use super::outbox::Outbox;
use super::soak_clock::SoakClock;
use super::state::{Counters, Feed, Phase, Proof};
use crate::model::{MarketId, Markets, Money, Plan, Rules, Seq, SoakId, Time, TradingMode};

impl State {
    /// The place of the last input taken in.
    #[must_use]
    pub fn seq(&self) -> Seq {
        self.seq
    }

    /// What the run was set out to prove; none before its shell told.
    #[must_use]
    pub fn plan(&self) -> Option<&Plan> {
        self.plan.as_deref()
    }

    /// Whether orders are executed with real money; they are not before the run's plan says so.
    #[must_use]
    pub fn trading_mode(&self) -> TradingMode {
        self.plan().map_or(TradingMode::Paper, |plan| plan.mode)
    }

    /// The time of the last input taken in.
    #[must_use]
    pub fn at(&self) -> Time {
        self.at
    }

    /// Why the soak cannot go on, if it cannot.
    #[must_use]
    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    /// The soak's id, once it has begun.
    #[must_use]
    pub fn soak(&self) -> Option<&SoakId> {
        self.soak.as_ref()
    }

    /// The breaker.
    #[must_use]
    pub fn breaker(&self) -> &Breaker {
        &self.breaker
    }

    /// The rules it is bound by.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The markets it trades.
    #[must_use]
    pub fn markets(&self) -> &Markets {
        &self.markets
    }

    /// Whether the journal's disk takes no writes.
    #[must_use]
    pub fn journal_failing(&self) -> Option<&str> {
        self.journal_failing.as_deref()
    }

    /// Whether the run was ended on purpose, once its last input was `Input::Ending`.
    #[must_use]
    pub fn is_ending(&self) -> bool {
        matches!(self.phase, Phase::Ending { .. })
    }

    /// Whether the run, once `Input::Ending` was taken in, has nothing more to wait for: a
    /// complete cycle agreed since, and no order is on its way or unknown.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let Phase::Ending { since } = self.phase else { return false };
        self.reconciler.agreed_since(since) && self.orders.pending_count() == 0
    }

    /// What no fill and no fee explains of the difference between the venue's cash and ours.
    #[must_use]
    pub fn drift_unexplained(&self) -> Money {
        self.reconciler.last_balance().map_or(Money::ZERO, |check| check.drift)
    }

    /// The seed of everything drawn by chance around the engine.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// When the soak began.
    #[must_use]
    pub fn started_at(&self) -> Time {
        self.started_at
    }

    /// The phase in a word: `new`, `starting`, `trading`, `held`, `ending` or `fault`.
    #[must_use]
    pub fn phase_word(&self) -> &'static str {
        match self.phase {
            _ if self.fault.is_some() => "fault",
            Phase::New => "new",
            Phase::Ending { .. } => "ending",
            Phase::Running if !self.reconciler.has_agreed_twice() => "starting",
            Phase::Running if self.entries_block().is_some() => "held",
            Phase::Running => "trading",
        }
    }

    /// Whether the venue has proven that it executes as the run is to be: on paper, or with real money.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        self.proof == Proof::Given
    }

    /// Whether a standing difference keeps entries out of `market`.
    #[must_use]
    pub fn is_quarantined(&self, market: MarketId) -> bool {
        self.desk(market).is_some_and(Desk::is_quarantined)
    }

    /// Our books.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Our orders.
    #[must_use]
    pub fn orders(&self) -> &Orders {
        &self.orders
    }

    /// What is known and wanted in each market, in the order of the markets.
    pub fn desks(&self) -> impl Iterator<Item = (MarketId, &Desk)> {
        (0..).map(MarketId).zip(&self.desks)
    }

    /// Whether the last price of `market` is too old to enter on, or there is none.
    #[must_use]
    pub fn is_stale(&self, market: MarketId) -> bool {
        self.desk(market).is_none_or(|desk| !desk.is_fresh(self.at, self.rules.risk.stale_after))
    }

    /// Until when no request leaves, if the venue's limit or silence holds them.
    #[must_use]
    pub fn held_until(&self) -> Option<Time> {
        self.backoff.held_until(self.at)
    }

    /// The queue for the venue.
    #[must_use]
    pub fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// Requests used and left, as of the last input.
    #[must_use]
    pub fn headroom(&self) -> BudgetReading {
        self.budget.reading(self.at)
    }

    /// Round trips.
    #[must_use]
    pub fn latency(&self) -> &LatencyBook {
        &self.latency
    }

    /// The comparison with the venue's books.
    #[must_use]
    pub fn reconciler(&self) -> &Reconciler {
        &self.reconciler
    }

    /// Standing alerts.
    #[must_use]
    pub fn alerts(&self) -> &Alerts {
        &self.alerts
    }

    /// The equity curve.
    #[must_use]
    pub fn curve(&self) -> &EquityCurve {
        &self.curve
    }

    /// The soak clock.
    #[must_use]
    pub fn clock(&self) -> &SoakClock {
        &self.clock
    }

    /// The market data as a whole.
    #[must_use]
    pub fn feed(&self) -> &Feed {
        &self.feed
    }

    /// Counts since the start.
    #[must_use]
    pub fn counters(&self) -> &Counters {
        &self.counters
    }
}
