//! Answers that the venue would not have given, as the client reads them.
//!
//! Invariant: each status and body is read here as the real client reads it from the wire.

use crate::event::{Answer, Call, Failure, OrderQuery, Outcome};
use crate::fault::{Body, RetryAfter, price_out_of_reach};
use crate::model::{Markets, OrderKind, OrderTicket, PaperProof, Span, Time, TimeInForce};

/// The end `failure` with its `detail`.
pub(super) fn failed(failure: Failure, detail: &str) -> Outcome {
    Outcome::Failed { failure, detail: detail.to_owned() }
}

/// What the client makes of `status` and `body` in answer to `call`.
pub(crate) fn wrong_answer(call: &Call, status: u16, body: Body) -> Outcome {
    let code = code(status, body);
    match status {
        429 => Outcome::RateLimited { retry_after: None },
        408 | 500..=599 => failed(Failure::ServerError, &format!("{status}, {}", described(body, code))),
        // Any object will do as a sign of life, and says nothing about paper.
        200..=299 if matches!((call, body), (Call::GetHealth, Body::Json | Body::TradeFailed)) => {
            Outcome::Answered(Answer::Health(PaperProof::Silent))
        }
        200..=299 => {
            failed(Failure::Malformed, &format!("not what was asked for, in {}", described(body, code)))
        }
        // A page of something else proves nothing about an order.
        404 if code.is_empty() && matches!(call, Call::QueryOrder(_)) => {
            failed(Failure::Malformed, &format!("404 without a code, {}", described(body, code)))
        }
        400..=499 => {
            let message = if code.is_empty() { described(body, code) } else { REHEARSED.to_owned() };
            Outcome::Refused { status, code: code.to_owned(), message }
        }
        _ => failed(Failure::Malformed, &format!("{status}, which is not an answer")),
    }
}

/// What errors say that were made for a rehearsal.
const REHEARSED: &str = "answered by a rehearsal";

/// The code in the body, where one can be read.
const fn code(status: u16, body: Body) -> &'static str {
    match (body, status) {
        (Body::TradeFailed, _) => "trade_failed",
        (Body::Json, 400) => "bad_request",
        (Body::Json, 500) => "internal_error",
        (Body::Json, 502) => "bad_gateway",
        (Body::Json, 503) => "service_unavailable",
        (Body::Json, _) => "refused",
        (Body::Html | Body::CutJson | Body::Empty, _) => "",
    }
}

fn described(body: Body, code: &str) -> String {
    match body {
        Body::Json | Body::TradeFailed => format!("{code}: {REHEARSED}"),
        Body::Html => "a page of HTML".to_owned(),
        Body::CutJson => "JSON that ends in the middle".to_owned(),
        Body::Empty => "an empty body".to_owned(),
    }
}

/// What the client makes of the venue's `answered`, when the connection ends in the middle of it.
pub(crate) fn cut(call: &Call, answered: &Outcome) -> Outcome {
    let by_address = matches!(call, Call::QueryOrder(OrderQuery::Venue(_)));
    match answered {
        // A status says enough where nothing more is asked of the body.
        Outcome::RateLimited { .. } => Outcome::RateLimited { retry_after: None },
        Outcome::Refused { .. } => failed(Failure::Disconnected, CUT),
        // A 404, as a refusal is.
        Outcome::Answered(Answer::OrderFound(None)) if by_address => failed(Failure::Disconnected, CUT),
        _ => failed(Failure::Malformed, CUT),
    }
}

/// What is said of half an answer.
const CUT: &str = "the connection ended in the middle of the answer";

/// A 429 that says `form`, from a venue whose clock reads `venue`.
pub(crate) fn limited(form: RetryAfter, venue: Time) -> Outcome {
    let retry_after = match form {
        RetryAfter::Unsaid | RetryAfter::Unreadable => None,
        RetryAfter::Seconds(span) | RetryAfter::Body(span) => Some(span.max(Span::ZERO)),
        // A date has whole seconds, and so has the venue's own, from which it is measured.
        RetryAfter::Date(ahead) => {
            let second = Span::from_secs(1);
            Some((venue + ahead).floor(second).since(venue.floor(second)).max(Span::ZERO))
        }
    };
    Outcome::RateLimited { retry_after }
}

/// The refusal of a cancel, in the paper exchange's own words for an order that is filled.
pub(crate) fn already_filled(call: &Call) -> Outcome {
    let id = match call {
        Call::CancelOrder(id) | Call::QueryOrder(OrderQuery::Venue(id)) => id.as_str(),
        _ => "",
    };
    let message = format!("the order {id} is filled: there is nothing to cancel");
    Outcome::Refused { status: 409, code: "already_filled".to_owned(), message }
}

/// The order of `call` as a venue takes it that will never work on it: it rests where no market comes.
pub(super) fn swallowing(call: &Call, markets: &Markets) -> Call {
    let Call::PlaceOrder(ticket) = call else { return call.clone() };
    let market = markets.id_of(ticket.symbol.as_str()).and_then(|id| markets.get(id));
    let Some(market) = market else { return call.clone() };
    let price = price_out_of_reach(ticket.side, market.price_step);
    let kind = OrderKind::Limit { price, time_in_force: TimeInForce::Gtc };
    Call::PlaceOrder(OrderTicket { kind, ..ticket.clone() })
}
