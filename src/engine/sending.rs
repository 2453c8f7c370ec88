//! Sending an order: into the queue, and what the end of its request means.
//!
//! ```text
//!   taken ──► as reported        429, never left ──► again with the same key, so many times
//!   refused, and that proves it ──► Done(refused)     anything else ──► UNKNOWN
//! ```
//!
//! Invariant: nothing is sent again that may have happened, and what is has the same key.

use super::budget::Urgency;
use super::order::{Ending, Order, OrderState};
use super::protection::Protection;
use super::{Effects, State};
use crate::event::{Answer, Call, Failure, Lane, Outcome};
use crate::model::{ClientOrderId, OrderSeq, Span, Time};

/// Refusals that venues are known to send although the order was executed. They settle nothing.
const CODES_THAT_MAY_LIE: [&str; 2] = ["trade_failed", "close_failed"];

/// Parts of codes that speak of an order that is there already under our key.
const PARTS_OF_DOUBLES: [&str; 2] = ["duplicate", "idempotency"];

impl State {
    /// Queues a new order for the venue.
    pub(super) fn queue_order(&mut self, seq: OrderSeq, at: Time) {
        let Some(order) = self.orders.get(seq) else { return };
        let (lane, urgency) = lane_of(order);
        let ticket = order.ticket();
        self.ask(lane, urgency, Call::PlaceOrder(ticket), Some(seq), at);
    }

    /// The end of a request to place the order `seq`.
    pub(super) fn on_order_reply(
        &mut self,
        seq: OrderSeq,
        outcome: &Outcome,
        at: Time,
        effects: &mut Effects,
    ) {
        match outcome {
            Outcome::Answered(Answer::Order(report)) => self.adopt_report(seq, report, at, effects),
            // It was seen at the venue meanwhile: no other answer undoes that, and none sends it again.
            _ if self.orders.get(seq).is_some_and(Order::was_seen) => self.follow_up(seq, at, effects),
            Outcome::RateLimited { .. } => {
                self.send_again(seq, "rate limited by the venue", at, at, effects);
            }
            Outcome::Failed { failure: Failure::NotSent, detail } => {
                let attempts = self.orders.get(seq).map_or(0, |order| order.attempts);
                let wait = Span::from_secs(1 << attempts.min(5));
                self.send_again(seq, &format!("not sent: {detail}"), at + wait, at, effects);
            }
            Outcome::Refused { status, code, message } => {
                if proves_refusal(*status, code) {
                    let reason = format!("refused with {status} {code}: {message}");
                    self.end_order(seq, Ending::Refused, &reason, at, effects);
                } else {
                    self.become_unknown(seq, &format!("{status} {code}: {message}"), at, effects);
                }
            }
            Outcome::Failed { failure, detail } => {
                self.lose_sight(seq, &format!("{}: {detail}", failure.as_str()), at, effects);
            }
            Outcome::Answered(_) => self.lose_sight(seq, "an answer of another kind", at, effects),
        }
    }

    /// The order was seen at the venue, and the end of its request says nothing better. A fill that came
    /// without a word of the order does not say whether it works on: it is asked about until that is known.
    fn follow_up(&mut self, seq: OrderSeq, at: Time, effects: &mut Effects) {
        if self.orders.get(seq).is_some_and(|order| order.state == OrderState::Sent) {
            self.become_unknown(seq, "a fill was told, and no answer", at, effects);
        } else {
            self.ask_about(seq, at);
        }
    }

    /// The request ended in a way that says nothing of the order.
    fn lose_sight(&mut self, seq: OrderSeq, why: &str, at: Time, effects: &mut Effects) {
        if Protection::UnknownStays.stands() {
            self.become_unknown(seq, why, at, effects);
        } else {
            let another = self.take_for_another(seq);
            self.send_again(another, why, at, at, effects);
        }
    }

    /// Puts a request that had no effect back into the queue, with the same key.
    pub(super) fn send_again(
        &mut self,
        seq: OrderSeq,
        why: &str,
        not_before: Time,
        at: Time,
        effects: &mut Effects,
    ) {
        let retries_max = self.rules.orders.retries_max;
        let seq = if Protection::SameKey.stands() { seq } else { self.take_for_another(seq) };
        let Some(order) = self.orders.get_mut(seq) else { return };
        if order.attempts > retries_max {
            let reason = format!("{why}, {} times", order.attempts);
            self.drop_order(seq, &reason, at, effects);
            return;
        }
        order.state = OrderState::Waiting;
        order.changed_at = at;
        why.clone_into(&mut order.reason);
        let (lane, urgency) = lane_of(order);
        let ticket = order.ticket();
        effects.push(order.row(at));
        self.outbox.push(lane, urgency, Call::PlaceOrder(ticket), Some(seq), at, not_before);
    }

    /// Gives the order another number, and with it another key, as clients do that make a key for each
    /// request: what happens where a protection is missing.
    fn take_for_another(&mut self, seq: OrderSeq) -> OrderSeq {
        let Some(soak) = self.soak.clone() else { return seq };
        let another = self.orders.next_seq();
        self.orders.renumber(seq, another, ClientOrderId::for_order(&soak, another));
        another
    }
}

/// Whether a refusal is the venue's own word that the order is not there. 409 speaks of a conflict with
/// one that is. Without a code it is not the venue that speaks, but something in front of it that may
/// have passed the order on.
fn proves_refusal(status: u16, code: &str) -> bool {
    let may_lie = status == 409
        || code.is_empty()
        || CODES_THAT_MAY_LIE.contains(&code)
        || PARTS_OF_DOUBLES.iter().any(|part| code.contains(part));
    !(may_lie && Protection::LyingRefusals.stands())
}

/// Closing goes before trading.
fn lane_of(order: &Order) -> (Lane, Urgency) {
    if order.purpose.adds_exposure() {
        (Lane::Trade, Urgency::Routine)
    } else {
        (Lane::Protect, Urgency::Urgent)
    }
}
