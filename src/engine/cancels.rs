//! Ending orders early: wanted, asked for, and followed until the order has ended.
//!
//! Invariant: a cancel is wanted until its order has ended, whatever its own answers were; tries are
//! an interval apart, so that a venue that refuses them is not flooded and closes keep their budget.

use super::budget::Urgency;
use super::order::{CancelState, OrderState};
use super::protection::Protection;
use super::{Effects, State};
use crate::event::Failure;
use crate::event::{Answer, Call, Lane, Outcome};
use crate::model::{OrderSeq, Time};

impl State {
    /// Wants the order ended early.
    pub(super) fn cancel_order(&mut self, seq: OrderSeq, why: &str, at: Time, effects: &mut Effects) {
        let Some(order) = self.orders.get_mut(seq) else { return };
        if order.state == OrderState::Waiting {
            self.drop_order(seq, why, at, effects);
        } else if !order.is_done() && order.cancel == CancelState::None {
            order.cancel = CancelState::Wanted;
            why.clone_into(&mut order.reason);
            self.send_wanted_cancel(seq, at);
        }
    }

    /// Sends the cancel that is wanted, once the venue's id is known and the last try is old enough.
    pub(super) fn send_wanted_cancel(&mut self, seq: OrderSeq, at: Time) {
        let Some(order) = self.orders.get_mut(seq) else { return };
        if order.cancel != CancelState::Wanted || order.state != OrderState::Working {
            return;
        }
        if at < order.cancel_again_at {
            let again_at = order.cancel_again_at;
            self.due_by(again_at);
            return;
        }
        let Some(id) = order.venue_id.clone() else { return };
        order.cancel = CancelState::Asked;
        self.ask(Lane::Protect, Urgency::Urgent, Call::CancelOrder(id), Some(seq), at);
    }

    /// The end of a request to cancel the order `seq`.
    pub(super) fn on_cancel_reply(
        &mut self,
        seq: OrderSeq,
        outcome: &Outcome,
        at: Time,
        effects: &mut Effects,
    ) {
        let every = self.rules.reconcile.every;
        let (next, again_at) = match outcome {
            // Taken, which need not mean done.
            Outcome::Answered(Answer::Order(report)) => {
                self.adopt_report(seq, report, at, effects);
                (CancelState::Wanted, at + every)
            }
            // The back-off says when.
            Outcome::RateLimited { .. } => (CancelState::Wanted, at),
            Outcome::Failed { failure: Failure::NotSent, .. } => (CancelState::Wanted, at + every),
            _ if Protection::CancelAsks.stands() => (CancelState::Refused, at + every),
            _ => (CancelState::Wanted, at),
        };
        let Some(order) = self.orders.get_mut(seq).filter(|order| !order.is_done()) else { return };
        order.cancel = next;
        order.cancel_again_at = again_at;
        if next == CancelState::Refused {
            self.ask_about(seq, at);
        }
    }
}
