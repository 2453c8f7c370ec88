//! Answers that the venue did not give.

use chrono::DateTime;

use crate::fault::{Body, RetryAfter};
use crate::model::{Span, Time};

/// The answer `status` with `body`.
pub(super) fn answer(status: u16, body: Body) -> Vec<u8> {
    let (kind, text) = match body {
        Body::Json if (200..300).contains(&status) => ("application/json", r#"{"ok":true}"#.to_owned()),
        Body::Json => ("application/json", problem(code(status))),
        Body::TradeFailed => ("application/json", problem("trade_failed")),
        Body::Html => ("text/html", "<html><body><h1>Bad gateway</h1></body></html>".to_owned()),
        Body::CutJson => ("application/json", r#"{"order_id":"17","sta"#.to_owned()),
        Body::Empty => ("text/plain", String::new()),
    };
    http(status, &format!("content-type: {kind}\r\n"), &text)
}

/// The 429 that says `retry_after` at the time `now`.
pub(super) fn rate_limited(retry_after: RetryAfter, now: Time) -> Vec<u8> {
    let plain = r#"{"error":"rate_limited","message":"too many requests"}"#;
    match retry_after {
        RetryAfter::Unsaid => http(429, "", plain),
        RetryAfter::Seconds(span) => http(429, &format!("retry-after: {}\r\n", seconds(span)), plain),
        RetryAfter::Date(span) => {
            // With its own date beside it, so that neither clock has to be right.
            let headers = format!("date: {}\r\nretry-after: {}\r\n", date(now), date(now + span));
            http(429, &headers, plain)
        }
        RetryAfter::Body(span) => {
            http(429, "", &format!(r#"{{"error":"rate_limited","retry_after":{}}}"#, seconds(span)))
        }
        RetryAfter::Unreadable => http(429, "retry-after: presently\r\n", plain),
    }
}

/// The refusal of a cancel, in the paper exchange's own words for an order that is filled.
pub(super) fn already_filled() -> Vec<u8> {
    let body = r#"{"error":"already_filled","message":"the order is filled: there is nothing to cancel"}"#;
    http(409, "content-type: application/json\r\n", body)
}

fn problem(code: &str) -> String {
    format!(r#"{{"error":"{code}","message":"answered by a rehearsal"}}"#)
}

const fn code(status: u16) -> &'static str {
    match status {
        400 => "bad_request",
        500 => "internal_error",
        502 => "bad_gateway",
        503 => "service_unavailable",
        _ => "refused",
    }
}

fn http(status: u16, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status} Rehearsed\r\n{headers}content-length: {length}\r\n\r\n{body}").into_bytes()
}

/// Seconds, with a fraction only where there is one.
fn seconds(span: Span) -> String {
    rust_decimal::Decimal::new(span.as_micros(), 6).normalize().to_string()
}

/// The date of HTTP, in whole seconds.
fn date(at: Time) -> String {
    let time = DateTime::from_timestamp(at.as_secs(), 0).unwrap_or_default();
    time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_that_of_http_and_seconds_have_no_needless_fraction() {
        assert_eq!(date(Time::from_millis(784_111_777_900)), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(seconds(Span::from_secs(30)), "30");
        assert_eq!(seconds(Span::from_millis(1_500)), "1.5");
    }
}
