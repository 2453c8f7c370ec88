//! When a venue that says 429 wants to hear from us again, in every form that venues use.
//!
//! The first of these that can be read counts: the header `Retry-After` (seconds or an HTTP date),
//! the body's `retry_after`, `retry_after_seconds`, `reset_at`, and the header `X-RateLimit-Reset`.
//! A date is measured from the venue's own `Date` header where there is one, so that a wrong clock
//! on either side cannot turn a second into an hour.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::Problem;
use super::time::rfc_3339;
use crate::model::{Span, Time};

/// Unix times above this are milliseconds: in seconds it would be the year 5138.
const UNIX_SECONDS_MAX: i64 = 100_000_000_000;

/// The headers of an answer that say when.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RetryHeaders<'a> {
    /// `Retry-After`.
    pub(crate) retry_after: Option<&'a str>,
    /// `X-RateLimit-Reset`, Unix seconds.
    pub(crate) reset: Option<&'a str>,
    /// `Date`.
    pub(crate) date: Option<&'a str>,
}

/// How long the venue asks to wait; `None` when it does not say in any form that can be read. Never
/// negative, not yet clamped.
pub(crate) fn retry_after(headers: RetryHeaders<'_>, body: Option<&Problem>, now: Time) -> Option<Span> {
    let now = headers.date.and_then(Time::of_http_date).unwrap_or(now);
    let text =
        |member: fn(&Problem) -> Option<&super::WireText>| body.and_then(member).map(super::WireText::as_str);
    let wait = headers.retry_after.and_then(|value| wait(value, now));
    wait.or_else(|| text(|p| p.retry_after.as_ref()).and_then(|value| self::wait(value, now)))
        .or_else(|| text(|p| p.retry_after_seconds.as_ref()).and_then(seconds))
        .or_else(|| text(|p| p.reset_at.as_ref()).and_then(|value| until(value, now)))
        .or_else(|| headers.reset.and_then(|value| until(value, now)))
}

/// Seconds, or until a date.
fn wait(text: &str, now: Time) -> Option<Span> {
    let text = text.trim();
    seconds(text).or_else(|| Some(from(now, Time::of_http_date(text).or_else(|| rfc_3339(text))?)))
}

fn seconds(text: &str) -> Option<Span> {
    let seconds: Decimal = text.trim().parse().ok()?;
    let micros = seconds.checked_mul(Decimal::from(1_000_000))?.to_i64()?;
    (micros >= 0).then_some(Span::from_micros(micros))
}

/// Until a point in time: RFC 3339, an HTTP date, Unix seconds or milliseconds.
fn until(text: &str, now: Time) -> Option<Span> {
    let text = text.trim();
    let at = match text.parse::<i64>() {
        Ok(unix) if unix > UNIX_SECONDS_MAX => Time::from_millis(unix),
        Ok(unix) => Time::from_millis(unix.checked_mul(1_000)?),
        Err(_) => rfc_3339(text).or_else(|| Time::of_http_date(text))?,
    };
    Some(from(now, at))
}

fn from(now: Time, at: Time) -> Span {
    at.since(now).max(Span::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_millis(784_111_777_000);

    #[track_caller]
    fn check(header: Option<&str>, body: &str, expect_ms: Option<i64>) {
        let headers = RetryHeaders { retry_after: header, ..RetryHeaders::default() };
        let read = retry_after(headers, Problem::read(body.as_bytes()).as_ref(), NOW);
        assert_eq!(read.map(Span::as_millis), expect_ms, "{header:?} {body}");
    }

    #[test]
    fn headers_in_seconds_and_as_dates() {
        check(Some("1"), "", Some(1_000));
        check(Some(" 0.5 "), "", Some(500));
        check(Some("Sun, 06 Nov 1994 08:49:40 GMT"), "", Some(3_000));
        check(Some("Sunday, 06-Nov-94 08:49:40 GMT"), "", Some(3_000));
        check(Some("Sun Nov  6 08:49:40 1994"), "", Some(3_000));
        check(Some("Sun, 06 Nov 1994 08:00:00 GMT"), "", Some(0));
        check(Some("soon"), "", None);
        check(Some("-4"), "", None);
        check(Some("99999999999999999999999"), "", None);
    }

    #[test]
    fn bodies_in_every_form() {
        check(None, r#"{"error":"rate_limited","retry_after":1}"#, Some(1_000));
        check(None, r#"{"retry_after":"2"}"#, Some(2_000));
        check(
            None,
            r#"{"error":"rate_limit_exceeded","limit":300,"window":"1m","retry_after_seconds":7}"#,
            Some(7_000),
        );
        check(None, r#"{"reset_at":"1994-11-06T08:49:42Z"}"#, Some(5_000));
        check(None, r#"{"reset_at":784111779}"#, Some(2_000));
        check(None, r#"{"reset_at":784111779500}"#, Some(2_500));
        check(None, r#"{"error":"rate_limited","message":"Too many requests. Limit: 30 per 60s"}"#, None);
        check(None, "<html>slow down</html>", None);
    }

    #[test]
    fn the_first_form_that_can_be_read_counts() {
        check(Some("1"), r#"{"retry_after":9}"#, Some(1_000));
        check(Some("later"), r#"{"retry_after":9,"reset_at":784111779}"#, Some(9_000));
    }

    #[test]
    fn a_date_is_measured_from_the_venues_own_clock() {
        let headers = RetryHeaders {
            retry_after: Some("Sun, 06 Nov 1994 09:49:40 GMT"),
            reset: None,
            date: Some("Sun, 06 Nov 1994 09:49:37 GMT"),
        };
        assert_eq!(retry_after(headers, None, NOW), Some(Span::from_secs(3)));
        let headers = RetryHeaders { reset: Some("784111779"), ..RetryHeaders::default() };
        assert_eq!(retry_after(headers, None, NOW), Some(Span::from_secs(2)));
    }
}
