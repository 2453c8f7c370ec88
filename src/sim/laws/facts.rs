//! What one input proves of which of our orders.
//!
//! Read from the input alone, by the founding rules for evidence, so that an engine which concludes more
//! than its input holds is seen to.

use super::asked::Question;
use crate::event::{Answer, Envelope, Failure, Input, OperatorCommand, Outcome, Route};
use crate::model::{ClientOrderId, OrderReport, OrderSeq, SoakId, Time};

/// Codes of refusals that are known to be sent although the order was executed.
const LYING_CODES: [&str; 2] = ["trade_failed", "close_failed"];

/// Parts of codes that speak of an order that is there already.
const CODES_OF_DOUBLES: [&str; 2] = ["duplicate", "idempotency"];

/// What is proven of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    /// The venue has it: a report, a fill, a place in a list.
    Seen,
    /// Its sending had no effect: 429, or it never left.
    Unsent,
    /// The venue refused it, in its own words.
    Refused,
    /// A complete answer to a question that left then says that the venue has no such order.
    Absent {
        /// When the question left.
        asked_at: Time,
    },
    /// The second such answer, an interval after the first.
    AbsentTwice,
    /// A person said that the venue never had it.
    Settled,
}

/// What the last input proved.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Order and fact; cleared with each input.
    pub(super) all: Vec<(OrderSeq, Fact)>,
}

impl Facts {
    /// Reads `envelope`, whose answer, if it is one, is to `question`.
    pub(super) fn read(&mut self, envelope: &Envelope, question: Option<Question>, soak: Option<&SoakId>) {
        self.all.clear();
        match &envelope.input {
            Input::Reply(reply) => {
                let Some(question) = question else { return };
                self.read_outcome(&reply.outcome, question, soak);
            }
            Input::OrderUpdate(report) => self.see(report, None, soak),
            Input::Operator(action) => {
                if let OperatorCommand::Settle { order, absent: true } = action.command {
                    self.all.push((order, Fact::Settled));
                }
            }
            _ => {}
        }
    }

    fn read_outcome(&mut self, outcome: &Outcome, question: Question, soak: Option<&SoakId>) {
        let places = question.route == Route::Order;
        match (outcome, question.order) {
            (Outcome::Answered(Answer::Order(report) | Answer::OrderFound(Some(report))), order) => {
                self.see(report, order, soak);
            }
            (Outcome::Answered(Answer::OrderFound(None)), Some(order)) => {
                self.all.push((order, Fact::Absent { asked_at: question.left_at }));
            }
            (Outcome::Answered(Answer::Orders(page)), _) => {
                page.items.iter().for_each(|report| self.see(report, None, soak));
            }
            (Outcome::Answered(Answer::Fills(page)), _) => {
                page.items.iter().for_each(|fill| self.see_key(fill.client_order_id.as_ref(), soak));
            }
            (
                Outcome::RateLimited { .. } | Outcome::Failed { failure: Failure::NotSent, .. },
                Some(order),
            ) if places => self.all.push((order, Fact::Unsent)),
            (Outcome::Refused { status, code, .. }, Some(order)) if places && refuses(*status, code) => {
                self.all.push((order, Fact::Refused));
            }
            _ => {}
        }
    }

    /// Whether something is proven of `order`.
    pub(super) fn of(&self, order: OrderSeq) -> impl Iterator<Item = Fact> {
        self.all.iter().filter(move |(seq, _)| *seq == order).map(|(_, fact)| *fact)
    }

    fn see(&mut self, report: &OrderReport, asked: Option<OrderSeq>, soak: Option<&SoakId>) {
        self.all.extend(asked.map(|order| (order, Fact::Seen)));
        self.see_key(report.client_order_id.as_ref(), soak);
        report.fills.iter().for_each(|fill| self.see_key(fill.client_order_id.as_ref(), soak));
    }

    fn see_key(&mut self, key: Option<&ClientOrderId>, soak: Option<&SoakId>) {
        let order = key.zip(soak).and_then(|(key, soak)| key.order_of(soak));
        if let Some(order) = order.filter(|order| self.all.last() != Some(&(*order, Fact::Seen))) {
            self.all.push((order, Fact::Seen));
        }
    }
}

/// Whether a refusal is the venue's own word that it does not have the order.
fn refuses(status: u16, code: &str) -> bool {
    status != 409
        && !code.is_empty()
        && !LYING_CODES.contains(&code)
        && !CODES_OF_DOUBLES.iter().any(|part| code.contains(part))
}
