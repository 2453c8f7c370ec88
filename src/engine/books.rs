//! From a fill or a tick to the account's worth, and from its worth to the breaker.

use super::alerts::{AlertKind, Finding};
use super::equity_curve::EquityLimit;
use super::protection::Protection;
use super::{Effects, State};
use crate::event::{Effect, EquityRecord, FillRecord, Record};
use crate::model::{BreakerLevel, Fill, MarketId, OrderSeq, Rate, Span, Time};

/// Equity is recorded once in this long.
const EQUITY_EVERY: Span = Span::from_secs(60);

impl State {
    /// Books a fill once, wherever it was told. `reported` is the order in whose report it stood: the
    /// rest of that report is still to come, and the order's row with it.
    pub(super) fn book_fill(
        &mut self,
        fill: &Fill,
        reported: Option<OrderSeq>,
        at: Time,
        effects: &mut Effects,
    ) {
        let Some(market) = self.markets.id_of(fill.symbol.as_str()) else {
            let finding = Finding::foreign_market(fill);
            self.alerts.raise(AlertKind::ExternalPosition, fill.symbol.as_str(), finding, at, effects);
            return;
        };
        let Some(booked) = self.ledger.book(market, fill, at) else { return };
        let order =
            self.order_of(fill.client_order_id.as_ref()).or_else(|| self.orders.by_venue_id(&fill.order_id));
        effects.push(Effect::Record(Box::new(Record::Fill(FillRecord {
            fill: fill.clone(),
            booked_at: at,
            order,
            realized: booked.realized,
            position_after: booked.position_after,
        }))));
        if let Some(seq) = order {
            self.count_fill(seq, fill.quantity, reported, at, effects);
        } else {
            self.note_external(market, fill, at, effects);
            self.pass_over(fill.client_order_id.as_ref());
        }
        self.note_smaller_position(market, at, effects);
        self.worth_changed(at, effects);
    }

    /// A fill that is not ours: booked, because it is the account's, and alerted until flat.
    fn note_external(&mut self, market: MarketId, fill: &Fill, at: Time, effects: &mut Effects) {
        if let Some(desk) = self.desk_mut(market) {
            desk.external = true;
            desk.quarantined = true;
        }
        let finding = Finding::foreign_fill(fill);
        self.alerts.raise(AlertKind::ExternalPosition, fill.symbol.as_str(), finding, at, effects);
    }

    /// Follows a position that became smaller: the clock of its close starts anew, and what only
    /// being flat ends is over when it is.
    fn note_smaller_position(&mut self, market: MarketId, at: Time, effects: &mut Effects) {
        let held = self.ledger.position(market).quantity().abs();
        let Some(symbol) = self.markets.get(market).map(|market| market.symbol.clone()) else { return };
        if !held.is_zero() {
            self.breaker.seen_holding();
        }
        let Some(desk) = self.desks.get_mut(market.index()) else { return };
        if let Some(watch) = desk.close_watch.as_mut().filter(|watch| held < watch.held) {
            (watch.since, watch.held) = (at, held);
        }
        if held.is_zero() && desk.external {
            desk.external = false;
            self.alerts.clear(AlertKind::ExternalPosition, symbol.as_str(), at, effects);
        }
        if held.is_zero() {
            self.end_close_watch(market, at, effects);
            self.end_overfills(market, at, effects);
        }
    }

    /// What was filled beyond an order's size is not held any more.
    fn end_overfills(&mut self, market: MarketId, at: Time, effects: &mut Effects) {
        let elsewhere = |subject: &str| {
            let order = subject.parse().ok().and_then(|seq| self.orders.find(OrderSeq(seq)));
            order.is_some_and(|order| order.market != market)
        };
        let subjects = self.alerts.of_kind(AlertKind::Overfill).map(|alert| alert.subject.clone());
        let over: Vec<_> = subjects.filter(|subject| !elsewhere(subject)).collect();
        for subject in over {
            self.alerts.clear(AlertKind::Overfill, &subject, at, effects);
        }
    }

    /// Follows the curve and trips the breaker at its limits.
    pub(super) fn worth_changed(&mut self, at: Time, effects: &mut Effects) {
        let equity = self.ledger.equity();
        self.curve.observe(at, equity);
        let exposure = self.ledger.exposure();
        if exposure > equity * self.counters.exposure_share_max {
            self.counters.exposure_share_max = exposure.share_of(equity);
        }
        if self.breaker.is_tripped() || !Protection::LossLimits.stands() {
            return;
        }
        let limits = &self.rules.breaker;
        let reason = match self.curve.limit_reached() {
            Some(EquityLimit::DayLoss) => {
                limit_reached("day loss", self.curve.day_loss(at), limits.day_loss_max)
            }
            Some(EquityLimit::Drawdown) => {
                limit_reached("drawdown", self.curve.drawdown(), limits.drawdown_max)
            }
            None => return,
        };
        let level = limits.level.max(BreakerLevel::Tripped);
        self.raise_breaker(level, "engine", &reason, at, effects);
    }

    /// Writes equity down at each full minute.
    pub(super) fn record_equity(&mut self, at: Time, effects: &mut Effects) {
        if at >= self.timing.minute_at {
            self.timing.minute_at = at.floor(EQUITY_EVERY) + EQUITY_EVERY;
            self.curve.observe(at, self.ledger.equity());
            effects.push(Effect::Record(Box::new(Record::Equity(EquityRecord {
                at,
                equity: self.ledger.equity(),
                realized: self.ledger.realized(),
                unrealized: self.ledger.unrealized(),
                fees: self.ledger.fees(),
                exposure: self.ledger.exposure(),
                drawdown: self.curve.drawdown(),
            }))));
        }
        self.due_by(self.timing.minute_at);
    }

    /// Brings a settled order back to the active ones; a close is watched again.
    pub(super) fn revive_order(&mut self, seq: OrderSeq, at: Time) -> bool {
        if !self.orders.revive(seq) {
            return false;
        }
        let Some((market, adds)) =
            self.orders.get(seq).map(|order| (order.market, order.purpose.adds_exposure()))
        else {
            return false;
        };
        if let Some(desk) = self.desk_mut(market) {
            desk.orders_active += 1;
        }
        if !adds {
            self.watch_close(market, seq, at);
        }
        true
    }
}

fn limit_reached(what: &str, loss: Rate, limit: Rate) -> String {
    format!("{what} {:.2}% of {:.2}%", loss.percent(), limit.percent())
}

/// A sentence for people.
pub(super) fn note(kind: &str, text: String, at: Time) -> Effect {
    Effect::Record(Box::new(Record::Note { at, kind: kind.to_owned(), text }))
}
