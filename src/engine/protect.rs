//! Protection: stop-loss, flatten, and the watch over closes that do not close.
//!
//! Invariant: one close at a time in a market. A further one waits until evidence has settled the
//! last, because nothing is resent that may have happened.

use super::alerts::{AlertKind, Finding};
use super::desk::CloseWatch;
use super::order::{Ending, OrderState};
use super::protection::Protection;
use super::{Effects, State};
use crate::agent::stop_loss_hit;
use crate::event::{Intent, IntentOrigin, Purpose};
use crate::model::{BreakerLevel, MarketId, OrderKind, OrderSeq, Price, Span, Time};

/// Time between two tries to close the same position, so that a market that moves is followed and
/// a venue that refuses is not flooded.
const CLOSE_AGAIN_AFTER: Span = Span::from_secs(2);

/// How much longer than one interval a close may take before somebody must have been told.
const STUCK_MARGIN: Span = Span::from_secs(1);

/// How much before that limit it is told. A real timer fires a few milliseconds late, and then the alert
/// still has to come to be: what is promised *within* a limit cannot begin at it.
const STUCK_TOLD_BEFORE: Span = Span::from_millis(50);

/// How long after the last wish for a close the watch over it ends, when it came to nothing: longer
/// than any agent or rule of ours waits before it wishes again.
const CLOSE_FORGOTTEN_AFTER: Span = Span::from_secs(60);

impl State {
    /// Closes the position in `market` when the price passed its stop.
    pub(super) fn guard_stop(&mut self, market: MarketId, mark: Price, at: Time, effects: &mut Effects) {
        let position = self.ledger.position(market);
        let hit = stop_loss_hit(&position, mark, self.rules.risk.stop_loss);
        if hit && Protection::StopLoss.stands() {
            let entry = position.entry_price();
            let reason =
                format!("stop: {mark} is {} or more from {entry}", percent(self.rules.risk.stop_loss));
            self.close_position(market, Purpose::StopLoss, &reason, at, effects);
        }
    }

    /// Tries stops again whose close came to nothing, also when no further price comes.
    pub(super) fn guard_stops(&mut self, at: Time, effects: &mut Effects) {
        for index in 0..self.desks.len() {
            let Some(market) = u16::try_from(index).ok().map(MarketId) else { return };
            if let Some(mark) = self.desk(market).and_then(|desk| desk.mark) {
                self.guard_stop(market, mark, at, effects);
            }
        }
    }

    /// Sends a close for all that is held in `market`, unless one is under way.
    fn close_position(
        &mut self,
        market: MarketId,
        purpose: Purpose,
        reason: &str,
        at: Time,
        effects: &mut Effects,
    ) {
        let position = self.ledger.position(market);
        let Some(held) = position.side() else { return };
        let Some(desk) = self.desk_mut(market) else { return };
        desk.close_wanted_at = at;
        if at < desk.close_again_at {
            let again_at = desk.close_again_at;
            self.due_by(again_at);
            return;
        }
        let of_market = self.orders.active().filter(|order| order.market == market);
        let entries: Vec<_> =
            of_market.filter(|order| order.purpose.adds_exposure()).map(|order| order.seq).collect();
        for seq in entries {
            self.cancel_order(seq, "the position is being closed", at, effects);
        }
        if self.is_closing(market) {
            return;
        }
        let intent = Intent {
            origin: IntentOrigin::Protection,
            purpose,
            market,
            side: held.opposite(),
            quantity: None,
            kind: OrderKind::Market,
            at,
            reason: reason.to_owned(),
        };
        self.submit(&intent, at, effects);
        if let Some(desk) = self.desk_mut(market) {
            desk.close_again_at = at + CLOSE_AGAIN_AFTER;
        }
        self.due_by(at + CLOSE_AGAIN_AFTER);
    }

    /// Whether a close is under way in `market`, so that a further one has to wait for its end.
    pub(super) fn is_closing(&self, market: MarketId) -> bool {
        let mut active = self.orders.active().filter(|order| order.market == market);
        active.any(|order| !order.purpose.adds_exposure()) && Protection::OneCloseAtATime.stands()
    }

    /// Notes that a close was made, so that it can be seen not to work.
    pub(super) fn watch_close(&mut self, market: MarketId, order: OrderSeq, at: Time) {
        let held = self.ledger.position(market).quantity().abs();
        let told_after = self.stuck_within() - STUCK_TOLD_BEFORE;
        if let Some(desk) = self.desk_mut(market).filter(|_| Protection::StuckWatch.stands()) {
            desk.close_watch.get_or_insert(CloseWatch { since: at, held, order }).order = order;
        }
        self.due_by(at + told_after);
    }

    /// How soon after a close that does not make its position smaller somebody must have been told.
    fn stuck_within(&self) -> Span {
        self.rules.reconcile.every + STUCK_MARGIN
    }

    /// Whether nothing more is expected of the watched close: it was filled as far as it was ordered,
    /// or it came to nothing and nobody has wanted one for a while.
    fn is_close_over(&self, market: MarketId, watch: &CloseWatch, at: Time) -> bool {
        let mut active = self.orders.active().filter(|order| order.market == market);
        if active.any(|order| !order.purpose.adds_exposure()) {
            return false;
        }
        let wanted_at = self.desk(market).map_or(at, |desk| desk.close_wanted_at);
        let filled = OrderState::Done(Ending::Filled);
        self.orders.find(watch.order).is_some_and(|order| order.state == filled)
            || at.since(wanted_at) >= CLOSE_FORGOTTEN_AFTER
    }

    /// Alerts on positions whose close does not make them smaller. Such an alert stands until the
    /// close is over: one that is filled bit by bit in a thin market is one alert.
    pub(super) fn watch_positions(&mut self, at: Time, effects: &mut Effects) {
        let limit = self.stuck_within();
        let told_after = limit - STUCK_TOLD_BEFORE;
        for index in 0..self.desks.len() {
            let Some(watch) = self.desks.get(index).and_then(|desk| desk.close_watch) else { continue };
            let Some((id, market)) = self.markets.iter().nth(index) else { continue };
            let symbol = market.symbol.clone();
            let held = self.ledger.position(id).quantity();
            if held.is_zero() || self.is_close_over(id, &watch, at) {
                self.end_close_watch(id, at, effects);
            } else if at.since(watch.since) >= told_after {
                let every = self.rules.reconcile.every;
                let finding = Finding::stuck(watch.order, held, &symbol, watch.since, limit, every);
                let (kind, since) = (AlertKind::StuckPosition, watch.since);
                self.alerts.raise_since(kind, symbol.as_str(), finding, since, at, effects);
            } else {
                self.due_by(watch.since + told_after);
            }
        }
    }

    pub(super) fn end_close_watch(&mut self, market: MarketId, at: Time, effects: &mut Effects) {
        let Some(symbol) = self.markets.get(market).map(|market| market.symbol.clone()) else { return };
        if let Some(desk) = self.desk_mut(market) {
            desk.close_watch = None;
        }
        self.alerts.clear(AlertKind::StuckPosition, symbol.as_str(), at, effects);
    }

    /// Closes everything while the breaker flattens.
    pub(super) fn flatten(&mut self, at: Time, effects: &mut Effects) {
        if self.breaker.level() != BreakerLevel::Flattening {
            return;
        }
        let held: Vec<_> = self
            .ledger
            .holdings()
            .filter(|(_, holding)| !holding.position.is_flat())
            .map(|(market, _)| market)
            .collect();
        for market in held {
            self.close_position(market, Purpose::Flatten, "the breaker flattens", at, effects);
        }
        if self.breaker.flat_at().is_none() {
            self.due_by(at + CLOSE_AGAIN_AFTER);
        }
    }

    /// Cancels entries that the venue has worked on for too long.
    pub(super) fn lose_patience(&mut self, at: Time, effects: &mut Effects) {
        let patience = self.rules.orders.entry_patience;
        for seq in self.orders.active_seqs() {
            let Some(order) = self.orders.get(seq) else { continue };
            if !order.purpose.adds_exposure() || order.state != OrderState::Working {
                continue;
            }
            let until = order.created_at + patience;
            if at >= until {
                self.cancel_order(seq, "not filled in time", at, effects);
            } else {
                self.due_by(until);
            }
        }
    }

    /// Moves the breaker up, and does what that means at once.
    pub(super) fn raise_breaker(
        &mut self,
        level: BreakerLevel,
        by: &str,
        reason: &str,
        at: Time,
        effects: &mut Effects,
    ) -> bool {
        if !self.breaker.raise(level, by, reason, at, effects) {
            return false;
        }
        if self.breaker.is_tripped() {
            let finding = Finding::breaker(level, by, reason);
            self.alerts.raise(AlertKind::Breaker, "account", finding, at, effects);
            self.ramp_falls(at, effects);
            for seq in self.orders.active_seqs() {
                let cancels = self.orders.get(seq).is_some_and(|order| order.purpose.adds_exposure());
                if cancels {
                    self.cancel_order(seq, "the breaker is tripped", at, effects);
                }
            }
            self.reconcile_now(at);
        }
        true
    }
}

fn percent(rate: crate::model::Rate) -> String {
    format!("{}%", rate.percent())
}
