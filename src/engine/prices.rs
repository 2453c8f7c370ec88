//! Market data: a price in, worth and stops followed, the agent asked.
//!
//! This is the hot path. A tick of a market without a position does little more than note the
//! price; nothing is allocated before somebody wants something.

use super::alerts::{AlertKind, Finding};
use super::books::note;
use super::protection::Protection;
use super::{Effects, State};
use crate::agent::{Agent, MarketView};
use crate::event::FeedStatus;
use crate::model::{MarketId, Span, Tick, Time};

/// How long data must come without a silence before the alert for old data is over.
const STEADY_AFTER: Span = Span::from_secs(120);

/// The same when the alert was over less than this ago: a sleepy pair is silent for minutes every ten
/// minutes or so, and that is one alert, not 150 a day.
const STEADY_AFTER_AGAIN: Span = Span::from_secs(3_600);

impl State {
    /// Takes in a price; says whether it led to an order.
    pub(super) fn on_tick(&mut self, tick: &Tick, at: Time, effects: &mut Effects) -> bool {
        self.counters.ticks += 1;
        let queued = self.outbox.queued_total();
        let market = tick.market;
        let mark = tick.mark();
        let open = !self.timing.entries_blocked;
        let Some(desk) = self.desks.get_mut(market.index()) else { return false };
        desk.mark = Some(mark);
        desk.last_tick = Some(at);
        desk.crash.on_price(at, mark);
        desk.volatility.on_price(at, mark);
        let crashing = desk.crash.in_crash(at);
        let crash_changed = crashing != desk.crashing;
        desk.crashing = crashing;
        let working = desk.orders_active > 0;
        let may_enter = open && !crashing && !desk.is_quarantined() && !working;
        if !open {
            self.clock.hold(at);
        } else if let Some(gap) = self.clock.observe(at) {
            self.note_gap(gap, effects);
        }
        self.note_flow(at, effects);
        if crash_changed {
            self.on_crash_changed(market, crashing, at, effects);
        }
        if self.ledger.mark(market, mark, at) {
            self.worth_changed(at, effects);
            self.guard_stop(market, mark, at, effects);
        }
        let view = MarketView { position: self.ledger.position(market).quantity(), working, may_enter };
        let mut intents = Vec::new();
        self.agent.on_tick(tick, at, &view, &mut intents);
        for intent in &intents {
            self.submit(intent, at, effects);
        }
        self.outbox.queued_total() > queued
    }

    /// Follows how steadily data comes. The alert for old data stands until it came without a silence
    /// for a while: in a thin market, silences that come and go are one alert.
    fn note_flow(&mut self, at: Time, effects: &mut Effects) {
        let last = self.feed.last_tick.unwrap_or(self.feed.since);
        self.feed.last_tick = Some(at);
        if at.since(last) >= self.rules.risk.stale_after {
            self.feed.flowing_since = at;
            if self.feed.stale {
                let (every, steady) = (self.rules.risk.stale_after, self.feed.steady_after);
                let finding = Finding::flowing_again(at, at.since(last), every, steady);
                self.alerts.update(AlertKind::StaleData, "feed", finding);
            }
        }
        if self.feed.stale && at.since(self.feed.flowing_since) >= self.feed.steady_after {
            self.feed.stale = false;
            self.feed.stale_until = Some(at);
            self.alerts.clear(AlertKind::StaleData, "feed", at, effects);
        }
    }

    fn on_crash_changed(&mut self, market: MarketId, crashing: bool, at: Time, effects: &mut Effects) {
        let Some(symbol) = self.markets.get(market).map(|market| market.symbol.clone()) else { return };
        if crashing {
            let risk = &self.rules.risk;
            let moved = self.desk(market).map(|desk| desk.crash.largest_move()).unwrap_or_default();
            let finding = Finding::crash(&symbol, moved, risk.crash_move, risk.crash_window, risk.crash_band);
            self.alerts.raise(AlertKind::Crash, symbol.as_str(), finding, at, effects);
        } else {
            self.alerts.clear(AlertKind::Crash, symbol.as_str(), at, effects);
        }
    }

    pub(super) fn on_feed(&mut self, status: &FeedStatus, at: Time, effects: &mut Effects) {
        match status {
            FeedStatus::Connected => {
                self.feed.lost = None;
                // Order updates may have been missed meanwhile.
                self.reconcile_now(at);
            }
            FeedStatus::Lost { reason } => {
                self.feed.lost = Some(reason.clone());
                effects.push(note("feed_lost", reason.clone(), at));
            }
            FeedStatus::Ended => self.feed.ended = true,
            FeedStatus::Conflated { ticks } => {
                self.feed.conflated = self.feed.conflated.saturating_add(*ticks);
            }
        }
    }

    /// Says when no market has had data for too long.
    pub(super) fn watch_feed(&mut self, at: Time, effects: &mut Effects) {
        let stale_after = self.rules.risk.stale_after;
        let last = self.feed.last_tick.unwrap_or(self.feed.since);
        if at.since(last) < stale_after {
            self.due_by(last + stale_after);
        } else if !self.feed.stale && !self.feed.ended && Protection::Freshness.stands() {
            self.feed.stale = true;
            let again = self.feed.stale_until.is_some_and(|until| at.since(until) < STEADY_AFTER_AGAIN);
            self.feed.steady_after = if again { STEADY_AFTER_AGAIN } else { STEADY_AFTER };
            let finding = Finding::silent_feed(last, stale_after);
            self.alerts.raise(AlertKind::StaleData, "feed", finding, at, effects);
        }
    }
}
