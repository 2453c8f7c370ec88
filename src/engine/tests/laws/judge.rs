//! The laws, looked at after each input by what was said to the engine and what left it.
//!
//! Invariant: what the engine thinks is asked only where the law is about that.

use std::collections::BTreeMap;

use super::super::Rig;
use super::super::rig::BTC;
use crate::agent::stop_loss_hit;
use crate::engine::{AlertKind, Ending, OrderState};
use crate::event::{Answer, Call, Failure, Lane, Latched, Outcome, Purpose, Record, Request, Route};
use crate::model::{
    BreakerLevel, ClientOrderId, Money, OrderKind, OrderSeq, Price, Quantity, Span, Time, VenueOrderId,
};

const EVERY: Span = Span::from_secs(5);

/// Why an input was given, as far as a law asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// The agent wanted something, formed at this time.
    Wish(Time),
    /// A person armed the breaker, with a reason.
    Armed,
    /// A person ended a pause.
    Resumed,
    /// The process began anew, and this is what its latch said.
    Restarted(Latched),
    Other,
}

/// What is known of a key from outside.
#[derive(Debug)]
struct Known {
    formed: Time,
    /// Whether its last sending had no effect, as far as anybody could say.
    free: bool,
    /// When the venue first said that it has no such order, since it was sent or seen.
    absent: Option<Time>,
    /// Whether it was sent, and nothing says what became of it.
    unsettled: bool,
    /// Whether the venue has spoken of it.
    seen: bool,
}

/// What is remembered to judge by.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own that was told or not")]
pub(super) struct Judge {
    looked_at: u64,
    rows_seen: usize,
    sent_at: Vec<Time>,
    rpm: usize,
    keys: BTreeMap<ClientOrderId, Known>,
    level: BreakerLevel,
    hold_until: Time,
    errors_in_row: u16,
    cycles: u32,
    heard_at: Time,
    prices: Vec<(Time, Price)>,
    told_position: Quantity,
    differs: bool,
    pub(super) stranger: bool,
    pub(super) disk_fails: bool,
    pub(super) feed_lost: bool,
    cancels: BTreeMap<VenueOrderId, Time>,
    close: Option<(Time, Quantity, OrderSeq)>,
    /// The last close after which nothing was held: it is not watched any further.
    closed: OrderSeq,
}

impl Judge {
    pub(super) fn new(rig: &Rig) -> Self {
        Self {
            looked_at: rig.state.outbox().sent_total(),
            rows_seen: rig.records.len(),
            sent_at: Vec::new(),
            rpm: usize::from(rig.state.rules().budget.rpm),
            keys: BTreeMap::new(),
            level: rig.state.breaker().level(),
            hold_until: Time::EPOCH,
            errors_in_row: 0,
            cycles: 2,
            heard_at: rig.now,
            prices: vec![(rig.now, "100".parse().unwrap())],
            told_position: Quantity::ZERO,
            differs: false,
            stranger: false,
            disk_fails: false,
            feed_lost: false,
            cancels: BTreeMap::new(),
            close: None,
            closed: OrderSeq::default(),
        }
    }

    /// The market traded.
    pub(super) fn price(&mut self, at: Time, price: Price) {
        self.prices.push((at, price));
        self.prices.retain(|(then, _)| *then >= at - Span::from_secs(90));
    }

    /// The process was killed.
    pub(super) fn killed(&mut self) {
        self.cycles = 0;
        self.cancels.clear();
        self.disk_fails = false;
        self.feed_lost = false;
    }

    /// The venue spoke of the order `key`.
    pub(super) fn sighted(&mut self, key: Option<&ClientOrderId>) {
        if let Some(known) = key.and_then(|key| self.keys.get_mut(key)) {
            (known.seen, known.unsettled, known.absent) = (true, false, None);
        }
    }

    /// A request is about to end like that.
    pub(super) fn hear(&mut self, request: &Request, outcome: &Outcome, rig: &Rig) {
        let now = rig.now;
        match outcome {
            Outcome::Failed { .. } => self.errors_in_row += 1,
            Outcome::RateLimited { retry_after } => {
                let wish = retry_after.unwrap_or(Span::ZERO);
                let hold = wish.clamp(Span::from_secs(1), Span::from_secs(300));
                self.hold_until = self.hold_until.max(now + hold);
            }
            Outcome::Answered(_) | Outcome::Refused { .. } => self.errors_in_row = 0,
        }
        match (&request.call, outcome) {
            (Call::PlaceOrder(ticket), _) => self.hear_of_order(&ticket.client_order_id, outcome),
            (Call::CancelOrder(id), Outcome::RateLimited { .. }) => {
                self.cancels.remove(id);
            }
            (Call::QueryOrder(_), Outcome::Answered(Answer::OrderFound(None))) => {
                self.hear_absence(request, rig);
            }
            (_, Outcome::Answered(Answer::Order(report) | Answer::OrderFound(Some(report)))) => {
                self.sighted(report.client_order_id.as_ref());
            }
            (_, Outcome::Answered(Answer::Fills(page))) => {
                for fill in &page.items {
                    self.sighted(fill.client_order_id.as_ref());
                    self.stranger |= fill.client_order_id.is_none();
                }
            }
            (_, Outcome::Answered(Answer::Positions(positions))) => {
                self.told_position = positions.iter().map(|position| position.quantity).sum();
            }
            (_, Outcome::Answered(Answer::Balance(_))) => {
                self.cycles += 1;
                self.heard_at = now;
                self.differs = self.told_position != rig.state.ledger().position(BTC).quantity();
            }
            _ => {}
        }
    }

    fn hear_of_order(&mut self, key: &ClientOrderId, outcome: &Outcome) {
        let Some(known) = self.keys.get_mut(key) else { return };
        let says_nothing = match outcome {
            Outcome::Answered(_) => {
                self.sighted(Some(key));
                return;
            }
            Outcome::RateLimited { .. } | Outcome::Failed { failure: Failure::NotSent, .. } => {
                known.free = !known.seen;
                false
            }
            Outcome::Failed { .. } => true,
            Outcome::Refused { status, code, .. } => *status == 409 || code != "no",
        };
        known.unsettled = says_nothing && !known.seen;
    }

    /// Absence is proven by two answers an interval apart, with no sighting between them.
    fn hear_absence(&mut self, request: &Request, rig: &Rig) {
        let order = request.order.and_then(|seq| rig.state.orders().get(seq));
        let Some(known) = order.and_then(|order| self.keys.get_mut(&order.key)) else { return };
        match known.absent {
            None => known.absent = Some(rig.now),
            Some(first) if rig.now.since(first) >= EVERY => {
                (known.free, known.unsettled) = (!known.seen, false);
            }
            Some(_) => {}
        }
    }

    /// Looks at the laws after an input that was given for `cause`.
    pub(super) fn look(&mut self, rig: &Rig, cause: Cause) {
        self.judge_breaker(rig, cause);
        self.judge_promises(rig, cause);
        let from = self.looked_at;
        for request in rig.requests.iter().filter(|request| request.id.0 > from) {
            self.looked_at = self.looked_at.max(request.id.0);
            self.judge_request(request, rig);
        }
        self.judge_books(rig);
        self.judge_closes(rig);
        self.judge_alerts(rig);
    }

    /// It goes up by itself and down only by a person; a restart does not move it, but a lost latch trips.
    fn judge_breaker(&mut self, rig: &Rig, cause: Cause) {
        let level = rig.state.breaker().level();
        if level < self.level {
            let paused = self.level == BreakerLevel::Paused;
            assert!(
                cause == Cause::Armed || (cause == Cause::Resumed && paused),
                "{:?} became {level:?} by {cause:?}",
                self.level
            );
        }
        if let Cause::Restarted(latched) = cause {
            assert!(level >= latched.level(), "{latched:?} was not followed");
        }
        if cause == Cause::Armed {
            self.errors_in_row = 0;
        }
        let limit = rig.state.rules().breaker.errors_in_row_max;
        assert!(self.errors_in_row < limit || rig.state.breaker().is_tripped(), "too many errors in a row");
        let lost = rig.state.curve().limit_reached();
        assert!(lost.is_none() || rig.state.breaker().is_tripped(), "{lost:?} and not tripped");
        self.level = level;
    }

    /// An entry comes from a wish and is small; all together are.
    fn judge_promises(&mut self, rig: &Rig, cause: Cause) {
        let rows = rig.records.get(self.rows_seen..).unwrap_or_default();
        self.rows_seen = rig.records.len();
        for row in rows {
            if let Record::Fill(row) = row {
                let left = row.position_after.abs();
                if left.is_zero() {
                    self.closed = OrderSeq(rig.state.orders().made_total());
                }
                self.close =
                    self.close.map(
                        |(since, before, seq)| {
                            if left < before { (rig.now, left, seq) } else { (since, before, seq) }
                        },
                    );
            }
            let Record::Order(row) = row else { continue };
            if self.keys.contains_key(&row.client_order_id) {
                continue;
            }
            // A close of the engine's own can fall due with the very input that brings a wish.
            let formed = match cause {
                Cause::Wish(formed) if row.purpose == Purpose::Entry => formed,
                _ => rig.now,
            };
            let known = Known { formed, free: true, absent: None, unsettled: false, seen: false };
            self.keys.insert(row.client_order_id.clone(), known);
            if row.purpose != Purpose::Entry {
                let mut active = rig.state.orders().active();
                let other = active.any(|order| !order.purpose.adds_exposure() && order.seq < row.order);
                assert!(!other, "a close was made while another was under way");
                continue;
            }
            assert!(matches!(cause, Cause::Wish(_)), "an entry that nobody wished, by {cause:?}");
            let (ledger, risk) = (rig.state.ledger(), &rig.state.rules().risk);
            let mark = self.prices.last().unwrap().1;
            assert!(mark * row.quantity <= ledger.equity() * risk.trade_max, "a trade too large");
            let pending: Money = rig.state.exposure_pending();
            assert!(ledger.exposure() + pending <= ledger.equity() * risk.exposure_max, "too exposed");
        }
    }

    fn judge_request(&mut self, request: &Request, rig: &Rig) {
        let now = rig.now;
        self.sent_at.push(now);
        self.sent_at.retain(|at| *at >= now - Span::from_secs(60));
        assert!(now >= self.hold_until, "left while the venue wants to be left alone");
        let used = self.sent_at.len();
        assert!(used <= self.rpm, "{used} requests in 60 s");
        assert!(request.lane != Lane::Trade || used <= self.rpm / 2, "trading took what is kept");
        if let Call::CancelOrder(id) = &request.call {
            let last = self.cancels.insert(id.clone(), now);
            assert!(last.is_none_or(|last| now.since(last) >= EVERY), "a cancel was repeated at once");
        }
        let Call::PlaceOrder(ticket) = &request.call else { return };
        let known =
            self.keys.get_mut(&ticket.client_order_id).expect("its promise is a row before it leaves");
        assert!(known.free, "{} was sent twice, and the first may have happened", ticket.client_order_id);
        assert!(now.since(known.formed) <= Span::from_secs(10), "an intent older than its time to live");
        (known.free, known.absent) = (false, None);
        let market_price = self.prices.last().unwrap().1;
        let crashed = self.prices.iter().any(|(at, price)| {
            let share = (market_price.get() - price.get()).abs() / price.get();
            *at >= now - Span::from_secs(90) && share >= rig.state.rules().risk.crash_move.get()
        });
        assert!(!crashed || ticket.kind != OrderKind::Market, "a market order in a crash");
        if request.purpose == Some(Purpose::Entry) {
            self.judge_entry(rig);
        } else {
            assert!(ticket.reduce_only, "a close that can open");
        }
    }

    fn judge_entry(&self, rig: &Rig) {
        let now = rig.now;
        assert!(self.level == BreakerLevel::Armed, "an entry while {:?}", self.level);
        assert!(!self.disk_fails, "an entry that the disk does not take");
        assert!(!self.feed_lost, "an entry without market data");
        assert!(self.cycles >= 2, "an entry before the books were compared twice");
        let every = rig.state.reconciled_every();
        assert!(now.since(self.heard_at) < every.times(3), "an entry while blind");
        assert!(!self.differs, "an entry while the books differ");
        assert!(!self.stranger, "an entry where somebody else trades");
        let fresh = self.prices.last().is_some_and(|(at, _)| now.since(*at) <= Span::from_secs(120));
        assert!(fresh, "an entry on an old price");
    }

    fn judge_books(&mut self, rig: &Rig) {
        let (ledger, state) = (rig.state.ledger(), &rig.state);
        assert_eq!(
            ledger.equity(),
            ledger.initial() + ledger.realized() - ledger.fees() + ledger.unrealized(),
            "the identity of equity"
        );
        let day = ledger.day_profit(state.at()).net();
        assert_eq!(day, ledger.equity() - state.curve().day_start(state.at()), "the day's identity");
        assert!(ledger.fills_total() <= rig.venue.fills.len() as u64, "a fill was booked twice");
        if ledger.position(BTC).is_flat() {
            self.stranger = false;
        }
        for (key, _) in self.keys.iter().filter(|(_, known)| known.unsettled) {
            assert!(state.orders().active().any(|order| order.key == *key), "{key} was guessed away");
        }
        assert!(state.orders().active().count() <= 40 && state.outbox().waiting_count() <= 100);
    }

    /// A close that does nothing is told, and a stop is followed.
    fn judge_closes(&mut self, rig: &Rig) {
        let (state, now) = (&rig.state, rig.now);
        let closes = state.orders().active().filter(|order| !order.purpose.adds_exposure());
        let closes: Vec<_> = closes.collect();
        let sent = closes.iter().rev().find(|order| {
            let watched = order.seq > self.closed && state.ledger().position(BTC).side() != Some(order.side);
            watched && order.state != OrderState::Waiting
        });
        let filled = |seq: OrderSeq| {
            let mut recent = state.orders().recent();
            recent.any(|order| order.seq == seq && order.state == OrderState::Done(Ending::Filled))
        };
        let position = state.ledger().position(BTC);
        let held = position.quantity().abs();
        self.close = match (self.close, sent) {
            (_, Some(_)) if held.is_zero() => None,
            (_, None) => None,
            (Some((since, before, last)), Some(order)) if !filled(last) => Some((since, before, order.seq)),
            (_, Some(order)) => Some((now, held, order.seq)),
        };
        if self.close.is_some_and(|(since, ..)| now.since(since) >= EVERY + Span::from_secs(1)) {
            assert!(state.alerts().stands(AlertKind::StuckPosition, "BTC"), "a stuck position is not told");
        }
        let stop = state.rules().risk.stop_loss;
        let mark = self.prices.last().unwrap().1;
        if stop_loss_hit(&position, mark, stop) && closes.is_empty() {
            let again_at = state.desks().next().unwrap().1.close_again_at;
            let at_once = rig.wake.is_some_and(|wake| wake <= now + Span::from_micros(1));
            assert!(again_at > now || at_once, "a stop is not followed");
        }
    }

    fn judge_alerts(&self, rig: &Rig) {
        let (state, now) = (&rig.state, rig.now);
        for order in state.orders().active() {
            if let OrderState::Unknown { since } = order.state
                && now.since(since) >= state.reconciler().grace()
            {
                let told = state.alerts().stands(AlertKind::UnknownOrder, &order.seq.to_string());
                assert!(told, "order {} is unknown since {since} and not told", order.seq);
            }
        }
        let silent = now.since(self.prices.last().unwrap().0) >= Span::from_secs(120);
        let told = state.alerts().stands(AlertKind::StaleData, "feed");
        // A restart begins to wait anew.
        assert!(!silent || told || self.cycles < 2 || now.since(state.feed().since) < Span::from_secs(120));
        let every = state.reconciled_every();
        let blind = now.since(self.heard_at) >= every.times(3) && self.cycles > 0;
        assert!(!blind || state.alerts().stands(AlertKind::Blind, "venue"), "blind and not told");
    }

    /// The routes that a request in flight may take to the judge's ear.
    pub(super) fn places_orders(request: &Request) -> bool {
        request.route() == Route::Order
    }
}
