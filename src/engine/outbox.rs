//! The queue between the engine's wishes and the venue: lanes, back-off, budget.
//!
//! Invariant: a request that must not leave any more (too old, breaker) is dropped here, at the
//! last moment before it would leave, and never later.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::budget::Urgency;
use super::order::{Order, OrderState};
use super::protection::Protection;
use super::state::Proof;
use super::{Effects, State};
use crate::event::{Call, Effect, Lane, Request, Route};
use crate::model::{OrderKind, OrderSeq, RequestId, Span, Time};

/// Requests that may wait. An order holds at most three places (itself, its query, its cancel), a
/// cycle one and the proof one, so this is never reached by a bounded set of markets; reaching it
/// drops the lowest lane and counts it.
const WAITING_MAX: usize = 512;

/// Requests that may be under way at once: more than a healthy venue answers within its time-out
/// at 300 a minute, so that a silent venue cannot pile them up.
const IN_FLIGHT_MAX: usize = 64;

/// How long to wait for a place when too many requests are under way.
const CROWDED_WAIT: Span = Span::from_millis(100);

/// How long to wait before looking again whether the venue has proven itself; its answer looks too.
const PROOF_WAIT: Span = Span::from_secs(1);

/// Why an order that is too old is dropped.
const TOO_OLD: &str = "older than its time to live";

/// Whether a request may leave.
enum Leave {
    Now,
    /// Not before this time, when it is looked at again.
    Later(Time),
    Never(&'static str),
}

/// Requests that wait, in the order in which they are served.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outbox {
    waiting: BTreeMap<(Lane, Urgency, u64), Waiting>,
    queued_total: u64,
    next_request: RequestId,
    in_flight: BTreeMap<RequestId, InFlight>,
    dropped: u64,
    answered_at: Option<Time>,
}

/// A request that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Waiting {
    call: Call,
    order: Option<OrderSeq>,
    /// When it wanted to leave: latency is measured from here, whatever held it up.
    due: Time,
    not_before: Time,
}

/// A request that has left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct InFlight {
    pub(super) route: Route,
    pub(super) lane: Lane,
    pub(super) order: Option<OrderSeq>,
    pub(super) due: Time,
}

impl Outbox {
    /// Puts a request into the queue.
    pub(super) fn push(
        &mut self,
        lane: Lane,
        urgency: Urgency,
        call: Call,
        order: Option<OrderSeq>,
        due: Time,
        not_before: Time,
    ) {
        self.queued_total += 1;
        self.waiting.insert((lane, urgency, self.queued_total), Waiting { call, order, due, not_before });
        if self.waiting.len() > WAITING_MAX && self.waiting.pop_last().is_some() {
            self.dropped += 1;
        }
    }

    /// Makes the question of a cycle urgent that waits and was not when it was asked.
    pub(super) fn make_cycle_urgent(&mut self) {
        let routine = (Lane::Protect, Urgency::Routine, 0)..=(Lane::Protect, Urgency::Routine, u64::MAX);
        let waits: Vec<_> = self.waiting.range(routine).map(|(key, _)| *key).collect();
        for (lane, urgency, number) in waits {
            if let Some(waiting) = self.waiting.remove(&(lane, urgency, number)) {
                self.waiting.insert((lane, Urgency::Urgent, number), waiting);
            }
        }
    }

    /// Takes the request out of those under way, when its end has come.
    pub(super) fn finish(&mut self, request: RequestId) -> Option<InFlight> {
        self.in_flight.remove(&request)
    }

    /// Notes that the venue answered something that can be read.
    pub(super) fn note_answered(&mut self, at: Time) {
        self.answered_at = Some(at);
    }

    /// Whether a request of this route for `order` waits.
    pub(super) fn waits(&self, order: OrderSeq, route: Route) -> bool {
        self.waiting.values().any(|w| w.order == Some(order) && w.call.route() == route)
    }

    /// Whether a request of this route for `order` is under way.
    pub(super) fn is_under_way(&self, order: OrderSeq, route: Route) -> bool {
        self.in_flight.values().any(|f| f.order == Some(order) && f.route == route)
    }

    /// Removes everything that waits for `order`.
    pub(super) fn forget_order(&mut self, order: OrderSeq) {
        self.waiting.retain(|_, waiting| waiting.order != Some(order));
    }

    /// Forgets what was under way and every question that waits, after a restart: the answers
    /// will not come, and the questions are asked anew.
    pub(super) fn restart(&mut self) {
        self.in_flight.clear();
        self.waiting.retain(|_, waiting| matches!(waiting.call, Call::PlaceOrder(_)));
    }

    /// How many requests were ever queued.
    pub(super) fn queued_total(&self) -> u64 {
        self.queued_total
    }

    /// How many requests wait.
    #[must_use]
    pub fn waiting_count(&self) -> usize {
        self.waiting.len()
    }

    /// How many are under way.
    #[must_use]
    pub fn in_flight_count(&self) -> usize {
        self.in_flight.len()
    }

    /// Requests sent since the start.
    #[must_use]
    pub fn sent_total(&self) -> u64 {
        self.next_request.0
    }

    /// When the venue last answered a request so that it can be read, be it with no.
    #[must_use]
    pub fn answered_at(&self) -> Option<Time> {
        self.answered_at
    }

    /// Requests that had no place in the queue.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped
    }
}

impl State {
    /// Queues a request that is due and may leave at once.
    pub(super) fn ask(
        &mut self,
        lane: Lane,
        urgency: Urgency,
        call: Call,
        order: Option<OrderSeq>,
        at: Time,
    ) {
        self.outbox.push(lane, urgency, call, order, at, at);
    }

    /// Lets leave what may leave now, and notes when the next may.
    pub(super) fn drain_outbox(&mut self, at: Time, effects: &mut Effects) {
        if self.outbox.waiting.is_empty() {
            return;
        }
        let keys: Vec<_> = self.outbox.waiting.keys().copied().collect();
        for key in keys {
            let Some(waiting) = self.outbox.waiting.get(&key) else { continue };
            if waiting.not_before > at {
                let not_before = waiting.not_before;
                self.due_by(not_before);
                continue;
            }
            match self.leave(key, at) {
                Leave::Now => {}
                Leave::Later(until) => {
                    self.due_by(until);
                    continue;
                }
                Leave::Never(why) => {
                    self.give_up(key, why, at, effects);
                    continue;
                }
            }
            if self.outbox.in_flight.len() >= IN_FLIGHT_MAX {
                self.due_by(at + CROWDED_WAIT);
                return;
            }
            match self.may_leave(key, at) {
                Ok(()) => self.release(key, at, effects),
                Err(earliest) => self.due_by(earliest.max(at + Span::from_millis(1))),
            }
        }
    }

    /// Whether back-off and budget let the request leave; takes its place in the budget if so.
    fn may_leave(&mut self, key: (Lane, Urgency, u64), at: Time) -> Result<(), Time> {
        let Some(waiting) = self.outbox.waiting.get(&key) else { return Ok(()) };
        let route = waiting.call.route();
        // Passing makes it the probe after a hold, so it is kept only when the budget agrees.
        let mut passed = self.backoff.clone();
        passed.try_pass(at)?;
        self.budget.try_take(at, route, key.0, key.1)?;
        self.backoff = passed;
        Ok(())
    }

    /// Whether the request may still leave, by everything but back-off and budget: what was allowed
    /// when it was queued may not be any more.
    fn leave(&self, key: (Lane, Urgency, u64), at: Time) -> Leave {
        let Some(Waiting { call, order: Some(seq), .. }) = self.outbox.waiting.get(&key) else {
            return Leave::Now;
        };
        // Nothing that changes the books of a venue goes to one that may be another than before.
        let proven = self.proof == Proof::Given;
        match (call, self.orders.get(*seq)) {
            (Call::PlaceOrder(_), None) => Leave::Never("it is not one of our orders any more"),
            (Call::PlaceOrder(_), Some(order)) => self.leave_order(order, proven, at),
            (Call::CancelOrder(_), _) if !proven => Leave::Later(at + PROOF_WAIT),
            _ => Leave::Now,
        }
    }

    /// Why `request`, which was let go, must not leave any more, if so: it may have waited for the disk,
    /// and what was allowed then need not be now. Whoever sends requests asks this last, and ends one
    /// that is held back as never sent.
    #[must_use]
    pub fn holds_back(&self, request: &Request, at: Time) -> Option<&'static str> {
        if !matches!(request.call, Call::PlaceOrder(_)) {
            return None;
        }
        if request.adds_exposure() && self.cannot_write() {
            return Some("the journal takes no writes");
        }
        self.forbids(self.orders.get(request.order?)?, at)
    }

    /// Why the order must not be sent at `at`, nor ever again, if so.
    fn forbids(&self, order: &Order, at: Time) -> Option<&'static str> {
        let tripped = self.breaker.is_tripped() && Protection::Breaker.stands();
        if order.purpose.adds_exposure() && tripped {
            Some("the breaker is tripped")
        } else if self.is_too_old(order.intent_at, at) {
            Some(TOO_OLD)
        } else if order.kind == OrderKind::Market && self.holds_market_orders(order.market) {
            Some("no market order leaves in a crash")
        } else {
            None
        }
    }

    fn leave_order(&self, order: &Order, proven: bool, at: Time) -> Leave {
        let adds = order.purpose.adds_exposure();
        let too_old_at = order.intent_at + self.rules.orders.intent_ttl + Span::from_micros(1);
        if order.state != OrderState::Waiting {
            Leave::Never("it was sent or seen meanwhile")
        } else if let Some(why) = self.forbids(order, at) {
            Leave::Never(why)
        } else if !proven || (adds && self.market_block(order.market, at).is_some()) {
            // It has no end of its own where its time to live does not count.
            Leave::Later(if at < too_old_at { too_old_at } else { at + PROOF_WAIT })
        } else {
            Leave::Now
        }
    }

    /// Takes the request out of the queue, and ends its order if it waited for nothing else.
    fn give_up(&mut self, key: (Lane, Urgency, u64), why: &str, at: Time, effects: &mut Effects) {
        let Some(seq) = self.outbox.waiting.remove(&key).and_then(|waiting| waiting.order) else { return };
        if self.orders.get(seq).is_some_and(|order| order.state == OrderState::Waiting) {
            self.counters.intents_expired += u64::from(why == TOO_OLD);
            self.drop_order(seq, why, at, effects);
        }
    }

    fn release(&mut self, key: (Lane, Urgency, u64), at: Time, effects: &mut Effects) {
        let Some(waiting) = self.outbox.waiting.remove(&key) else { return };
        let id = self.outbox.next_request.next();
        self.outbox.next_request = id;
        let mut purpose = None;
        if let Some(order) = waiting.order.and_then(|seq| self.orders.get_mut(seq)) {
            purpose = Some(order.purpose);
            if matches!(waiting.call, Call::PlaceOrder(_)) {
                order.state = OrderState::Sent;
                order.changed_at = at;
                order.attempts += 1;
                effects.push(order.row(at));
            }
        }
        let in_flight =
            InFlight { route: waiting.call.route(), lane: key.0, order: waiting.order, due: waiting.due };
        self.outbox.in_flight.insert(id, in_flight);
        let request = Request { id, lane: key.0, call: waiting.call, order: waiting.order, purpose };
        effects.push(Effect::Send(Box::new(request)));
    }
}
