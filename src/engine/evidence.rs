//! UNKNOWN orders: what counts as evidence, and what is done until there is some.
//!
//! Invariant: an UNKNOWN order is asked about and never guessed away. Absence is proven by two
//! complete answers, one reconciliation interval apart; only then may the same key be sent again.

use super::alerts::{AlertKind, Finding};
use super::order::{CancelState, Ending, OrderState};
use super::protection::Protection;
use super::{Effects, State};
use crate::event::{Answer, Outcome};
use crate::model::{OrderSeq, Time};

impl State {
    /// Nobody knows what became of the order: say so, ask, and count it at its worst.
    pub(super) fn become_unknown(&mut self, seq: OrderSeq, why: &str, at: Time, effects: &mut Effects) {
        let Some(order) = self.orders.get_mut(seq) else { return };
        if order.is_done() || order.is_unknown() {
            return;
        }
        self.doubt(seq, why, at, effects);
    }

    /// Makes the order UNKNOWN whatever it was before: there is evidence against that.
    pub(super) fn doubt(&mut self, seq: OrderSeq, why: &str, at: Time, effects: &mut Effects) {
        let Some(order) = self.orders.get_mut(seq) else { return };
        order.state = OrderState::Unknown { since: at };
        order.changed_at = at;
        order.absent_since = None;
        why.clone_into(&mut order.reason);
        self.counters.unknowns += 1;
        effects.push(order.row(at));
        self.measure_grace(at);
        self.ask_about(seq, at);
        self.reconcile_now(at);
    }

    /// The end of a question about the order `seq`.
    pub(super) fn on_query_reply(
        &mut self,
        seq: OrderSeq,
        outcome: &Outcome,
        at: Time,
        effects: &mut Effects,
    ) {
        match outcome {
            Outcome::Answered(Answer::OrderFound(Some(report)) | Answer::Order(report)) => {
                self.adopt_report(seq, report, at, effects);
            }
            Outcome::Answered(Answer::OrderFound(None)) => self.note_absent(seq, at, effects),
            // A failed query is no information. It is asked again an interval later.
            _ => {}
        }
    }

    fn note_absent(&mut self, seq: OrderSeq, at: Time, effects: &mut Effects) {
        let every = self.rules.reconcile.every;
        let Some(order) = self.orders.get_mut(seq) else { return };
        if order.is_done() {
            return;
        }
        match order.absent_since {
            None if Protection::AbsenceTwice.stands() => order.absent_since = Some(at),
            None => self.settle_absent(seq, at, effects),
            Some(first) if at.since(first) >= every => self.settle_absent(seq, at, effects),
            Some(_) => {}
        }
    }

    /// The venue said twice that it has no such order.
    pub(super) fn settle_absent(&mut self, seq: OrderSeq, at: Time, effects: &mut Effects) {
        let retries_max = self.rules.orders.retries_max;
        let too_old = self.orders.get(seq).is_some_and(|order| self.is_too_old(order.intent_at, at));
        let Some(order) = self.orders.get_mut(seq) else { return };
        let was_known = order.venue_id.is_some() || order.filled.is_positive();
        let young = !too_old && order.attempts <= retries_max;
        self.alerts.clear(AlertKind::UnknownOrder, &seq.to_string(), at, effects);
        if was_known {
            order.filled_at_venue = Some(order.filled);
            self.end_order(seq, Ending::Cancelled, "the venue has it no more", at, effects);
        } else if young && order.is_unknown() {
            order.absent_since = None;
            self.send_again(seq, "proven absent, sent again with the same key", at, at, effects);
        } else {
            self.counters.intents_expired += 1;
            self.drop_order(seq, "proven absent, and too old to be sent again", at, effects);
        }
    }

    /// Asks again about every order that needs evidence, and alerts on those that have waited.
    pub(super) fn chase_evidence(&mut self, at: Time, effects: &mut Effects) {
        let every = self.rules.reconcile.every;
        let grace = self.reconciler.grace();
        for seq in self.orders.active_seqs() {
            self.send_wanted_cancel(seq, at);
            let Some(order) = self.orders.get(seq) else { continue };
            // A second absence counts an interval after the first was told: an earlier question, whose
            // answer may be a little quicker, would prove nothing and cost another interval.
            let last = order.asked_at.max(order.absent_since);
            let asked_next = last.map_or(at, |last| last + every);
            let (again_at, alert_at) = match order.state {
                OrderState::Unknown { since } => (asked_next, Some(since + grace)),
                // It has ended and is still here: fills that the venue spoke of are not in its list.
                OrderState::Done(_) => {
                    let late_at = order.changed_at + grace;
                    (asked_next.max(late_at), Some(late_at))
                }
                OrderState::Working if order.cancel == CancelState::Refused => (asked_next, None),
                _ => continue,
            };
            match alert_at {
                Some(alert_at) if at >= alert_at => {
                    let finding = match order.state {
                        OrderState::Unknown { since } => Finding::unknown(order, since, every),
                        _ => Finding::unlisted_fills(order, every),
                    };
                    self.alerts.raise(AlertKind::UnknownOrder, &seq.to_string(), finding, at, effects);
                }
                Some(alert_at) => self.due_by(alert_at),
                None => {}
            }
            if at >= again_at {
                self.ask_about(seq, at);
                self.due_by(at + every);
            } else {
                self.due_by(again_at);
            }
        }
    }
}
