//! From status, headers and body to exactly one outcome. Pure: the whole policy can be read here.

use reqwest::StatusCode;
use reqwest::header::{DATE, HeaderMap, LOCATION, RETRY_AFTER};

use super::read::answer;
use crate::event::{Answer, Call, Failure, OrderQuery, Outcome};
use crate::model::{Time, TradingMode, neutralise};
use crate::venue::wire::{Problem, RetryHeaders, TEXT_LENGTH_MAX, retry_after};

/// How much of a body that says nothing is quoted, in characters: enough to see that it is a page.
const SNIPPET_LENGTH_MAX: usize = 80;

/// Codes of a 404 that speak of the order. Any other (`route_not_found`, `account_not_found`, the
/// `Not Found` of a web framework whose route has moved) speaks of something else and proves nothing
/// about any order.
const NO_SUCH_ORDER: [&str; 5] =
    ["order_not_found", "not_found", "unknown_order", "no_such_order", "order_does_not_exist"];

/// How the body of an answer came in.
#[derive(Debug)]
pub(super) enum Body {
    /// All of it.
    Complete(Vec<u8>),
    /// It ended early, stalled, or was larger than the cap: why, and how for people.
    Broken(Failure, String),
}

/// The outcome of `call` when its answer began with `status` and `headers`, and `body` followed; orders are
/// executed as `mode` says.
pub(super) fn classify(
    call: &Call,
    status: StatusCode,
    headers: &HeaderMap,
    body: &Body,
    now: Time,
    mode: TradingMode,
) -> Outcome {
    match (status.as_u16(), body) {
        (429, body) => rate_limited(headers, body, now),
        (408 | 500..=599, body) => failed(Failure::ServerError, &describe(status, body)),
        (200..=299, Body::Complete(bytes)) => match answer(call, bytes, mode) {
            Ok(answer) => Outcome::Answered(answer),
            Err(error) => failed(Failure::Malformed, &format!("{error}, in {}", snippet(bytes))),
        },
        (200..=299, Body::Broken(Failure::TimedOut, detail)) => failed(Failure::TimedOut, detail),
        (200..=299, Body::Broken(_, detail)) => failed(Failure::Malformed, detail),
        (404, Body::Complete(bytes)) if matches!(call, Call::QueryOrder(_)) => not_found(call, status, bytes),
        (400..=499, Body::Complete(bytes)) => refused(status, bytes),
        (400..=499, Body::Broken(failure, detail)) => failed(*failure, detail),
        _ => failed(Failure::Malformed, &unexpected(status, headers)),
    }
}

fn failed(failure: Failure, detail: &str) -> Outcome {
    Outcome::Failed { failure, detail: neutralise(detail, TEXT_LENGTH_MAX) }
}

fn rate_limited(headers: &HeaderMap, body: &Body, now: Time) -> Outcome {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let headers = RetryHeaders {
        retry_after: header(RETRY_AFTER.as_str()),
        reset: header("x-ratelimit-reset"),
        date: header(DATE.as_str()),
    };
    let problem = match body {
        Body::Complete(bytes) => Problem::read(bytes),
        Body::Broken(..) => None,
    };
    Outcome::RateLimited { retry_after: retry_after(headers, problem.as_ref(), now) }
}

/// A 404 to a question about an order. It is proof of absence only when the venue says so in its own
/// words, for the order's own address; a page from a proxy, a missing route, or a list that cannot be
/// found prove nothing.
fn not_found(call: &Call, status: StatusCode, bytes: &[u8]) -> Outcome {
    let Some(problem) = Problem::read(bytes).filter(|problem| !problem.code().is_empty()) else {
        return failed(Failure::Malformed, &format!("404 without a code, {}", snippet(bytes)));
    };
    let by_address = matches!(call, Call::QueryOrder(OrderQuery::Venue(_)));
    if by_address && NO_SUCH_ORDER.contains(&problem.code()) {
        return Outcome::Answered(Answer::OrderFound(None));
    }
    refused(status, bytes)
}

fn refused(status: StatusCode, bytes: &[u8]) -> Outcome {
    let (code, message) = match Problem::read(bytes) {
        Some(problem) => (problem.code().to_owned(), problem.message().to_owned()),
        None => (String::new(), snippet(bytes)),
    };
    Outcome::Refused { status: status.as_u16(), code, message }
}

fn describe(status: StatusCode, body: &Body) -> String {
    match body {
        Body::Broken(_, detail) => format!("{status}, {detail}"),
        Body::Complete(bytes) => match Problem::read(bytes) {
            Some(problem) => format!("{status} {}: {}", problem.code(), problem.message()),
            None => format!("{status}, {}", snippet(bytes)),
        },
    }
}

fn unexpected(status: StatusCode, headers: &HeaderMap) -> String {
    let location = headers.get(LOCATION).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    match location {
        Some(location) => format!("{status}, a redirect to {location:?}, which is not followed"),
        None => format!("{status}, which is not an answer"),
    }
}

fn snippet(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return "an empty body".to_owned();
    }
    // Four bytes hold any character, so the cut can only fall behind what is shown.
    let start = bytes.get(..4 * SNIPPET_LENGTH_MAX).unwrap_or(bytes);
    format!(
        "a body of {} bytes: {}",
        bytes.len(),
        neutralise(&String::from_utf8_lossy(start), SNIPPET_LENGTH_MAX)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Span, VenueOrderId};

    #[track_caller]
    fn check(call: &Call, status: u16, body: &str, expect: &str) {
        let body = match body.strip_prefix("CUT ") {
            Some(_) => Body::Broken(Failure::Disconnected, "cut".into()),
            None => Body::Complete(body.as_bytes().to_vec()),
        };
        let status = StatusCode::from_u16(status).unwrap();
        let shown = match classify(call, status, &HeaderMap::new(), &body, Time::EPOCH, TradingMode::Paper) {
            Outcome::Answered(Answer::OrderFound(None)) => "absent".into(),
            Outcome::Answered(_) => "answered".into(),
            Outcome::RateLimited { retry_after } => {
                format!("wait {:?}", retry_after.map(Span::as_secs))
            }
            Outcome::Refused { status, code, message } => format!("refused {status} {code:?} {message:?}"),
            Outcome::Failed { failure, .. } => failure.as_str().into(),
        };
        assert_eq!(shown, expect, "{status} {body:?}");
    }

    #[test]
    fn every_kind_of_answer_has_its_outcome() {
        let call = Call::GetBalance;
        check(&call, 200, r#"{"cash":"1","equity":"1"}"#, "answered");
        check(&call, 200, "<html>Maintenance</html>", "malformed");
        check(&call, 200, "", "malformed");
        check(&call, 200, "CUT ", "malformed");
        check(&call, 200, "[]", "malformed");
        check(&call, 204, "", "malformed");
        check(&call, 302, "", "malformed");
        check(&call, 408, "{}", "server_error");
        check(&call, 500, "oops", "server_error");
        check(&call, 503, "CUT ", "server_error");
        check(&call, 429, "CUT ", "wait None");
        check(&call, 429, r#"{"error":"rate_limited","retry_after":1}"#, "wait Some(1)");
        check(&call, 401, r#"{"error":"unauthorized"}"#, r#"refused 401 "unauthorized" """#);
        check(
            &call,
            409,
            r#"{"error":"already_done","message":"a\u001bb"}"#,
            "refused 409 \"already_done\" \"a\u{fffd}b\"",
        );
        check(&call, 403, "<html>\u{1b}", "refused 403 \"\" \"a body of 7 bytes: <html>\u{fffd}\"");
        check(&call, 400, "CUT ", "disconnected");
    }

    #[test]
    fn a_404_proves_absence_only_in_the_venues_own_words() {
        let by_venue = Call::QueryOrder(OrderQuery::Venue(VenueOrderId::new("a")));
        check(&by_venue, 404, r#"{"error":"order_not_found","message":"none"}"#, "absent");
        check(&by_venue, 404, "<html>not found</html>", "malformed");
        check(&by_venue, 404, "{}", "malformed");
        check(&by_venue, 404, "CUT ", "disconnected");
        check(&by_venue, 404, r#"{"error":"route_not_found"}"#, r#"refused 404 "route_not_found" """#);
        for code in ["Not Found", "account_not_found", "key_not_found", "gone"] {
            let expect = format!("refused 404 {code:?} \"\"");
            check(&by_venue, 404, &format!(r#"{{"error":"{code}"}}"#), &expect);
        }
        let by_client = Call::QueryOrder(OrderQuery::Client(crate::model::ClientOrderId::new("s-1")));
        check(&by_client, 404, r#"{"error":"not_found"}"#, r#"refused 404 "not_found" """#);
        check(&Call::GetBalance, 404, r#"{"error":"not_found"}"#, r#"refused 404 "not_found" """#);
    }
}
