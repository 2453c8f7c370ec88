//! Answers that the venue would not have given, as the client reads them.
//!
//! Invariant: each status and body is read here as the real client reads it from the wire.

use crate::event::{Call, Failure, OrderQuery, Outcome};
use crate::fault::{Body, RetryAfter};
use crate::model::{Decimal, Markets, OrderKind, OrderTicket, Price, Side, Span, Time, TimeInForce};

/// Where an order to sell is put that nobody is to fill: far above every market.
const OUT_OF_REACH: Price = Price::new(Decimal::from_parts(100_000_000, 0, 0, false, 0));

/// The end `failure` with its `detail`.
pub(super) fn failed(failure: Failure, detail: &str) -> Outcome {
    Outcome::Failed { failure, detail: detail.to_owned() }
}

/// What the client makes of `status` and `body` in answer to `call`.
pub(super) fn wrong_answer(call: &Call, status: u16, body: Body) -> Outcome {
    let code = code(status, body);
    match status {
        429 => Outcome::RateLimited { retry_after: None },
        408 | 500..=599 => failed(Failure::ServerError, &format!("{status}, {}", described(body, code))),
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

/// A 429 that says `form`, from a venue whose clock reads `venue`, to a client whose clock reads `ours`.
pub(super) fn limited(form: RetryAfter, venue: Time, ours: Time) -> Outcome {
    let retry_after = match form {
        RetryAfter::Unsaid | RetryAfter::Unreadable => None,
        RetryAfter::Seconds(span) | RetryAfter::Body(span) => Some(span.max(Span::ZERO)),
        // A date has whole seconds, and is read by our clock.
        RetryAfter::Date(ahead) => {
            let date = (venue + ahead).floor(Span::from_secs(1));
            Some(date.since(ours).max(Span::ZERO))
        }
    };
    Outcome::RateLimited { retry_after }
}

/// The refusal of a cancel, in the paper exchange's own words for an order that is filled.
pub(super) fn already_filled(call: &Call) -> Outcome {
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
    let price = match ticket.side {
        Side::Buy => market.price_step,
        Side::Sell => market.worse_price(OUT_OF_REACH, Side::Sell),
    };
    let kind = OrderKind::Limit { price, time_in_force: TimeInForce::Gtc };
    Call::PlaceOrder(OrderTicket { kind, ..ticket.clone() })
}
