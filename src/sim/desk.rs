//! The venue's front desk without a wire: a call in, the outcome that a client would have read.

use crate::event::{Answer, Call, OrderQuery, Outcome};
use crate::model::{OrderReport, PaperProof, Time};
use crate::paper::{Change, Exchange, OrderFilter, Reject};

/// Entries in one page of a list, as the served exchange gives them.
const PAGE: usize = 100;

/// What the exchange answers to `call` at `at`; what changed is added to `changes`.
pub fn answer(exchange: &mut Exchange, call: &Call, at: Time, changes: &mut Vec<Change>) -> Outcome {
    match call {
        Call::PlaceOrder(ticket) => order(exchange.place(at, ticket, changes)),
        Call::CancelOrder(id) => order(exchange.cancel(at, id, changes)),
        Call::QueryOrder(query) => {
            let found = match query {
                OrderQuery::Venue(id) => exchange.order(id),
                OrderQuery::Client(id) => exchange.order_by_client_id(id),
            };
            Outcome::Answered(Answer::OrderFound(found.map(Box::new)))
        }
        Call::ListOpenOrders { cursor } => exchange
            .orders(OrderFilter::Open, cursor.as_deref(), PAGE)
            .map_or_else(refused, |page| Outcome::Answered(Answer::Orders(page))),
        Call::ListFills { cursor } => exchange
            .fills(cursor.as_deref(), PAGE)
            .map_or_else(refused, |page| Outcome::Answered(Answer::Fills(page))),
        Call::ListPositions => Outcome::Answered(Answer::Positions(exchange.positions())),
        Call::GetBalance => Outcome::Answered(Answer::Balance(exchange.balance())),
        Call::GetHealth => Outcome::Answered(Answer::Health(PaperProof::SaysPaper)),
    }
}

fn order(answer: Result<OrderReport, Reject>) -> Outcome {
    answer.map_or_else(refused, |report| Outcome::Answered(Answer::Order(Box::new(report))))
}

fn refused(reject: Reject) -> Outcome {
    Outcome::Refused { status: reject.status, code: reject.code.to_owned(), message: reject.message }
}
