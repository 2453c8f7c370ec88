//! When a receiver that cannot take anything now wants to be asked again.

use super::backoff::{RETRY_FIRST, RETRY_MAX};
use crate::model::{Span, Time};

/// What the header `Retry-After` of an answer asks for, in seconds or as a date, which is measured from the
/// receiver's own `Date` where it tells one; none where it cannot be read. A receiver cannot keep alerts back
/// for longer than an outage would.
pub(super) fn asked(retry_after: Option<&str>, date: Option<&str>, now: Time) -> Option<Span> {
    let text = retry_after?.trim();
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let wait = if digits {
        // A number that is too long to be read is a long time.
        text.parse().map_or(RETRY_MAX, |seconds: i64| RETRY_MAX.min(Span::from_secs(seconds.min(86_400))))
    } else {
        let now = date.and_then(|date| Time::of_http_date(date.trim())).unwrap_or(now);
        Time::of_http_date(text)?.since(now)
    };
    Some(wait.max(RETRY_FIRST).min(RETRY_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_millis(784_111_777_000);

    #[test]
    fn seconds_and_dates_are_read_and_bounded() {
        #[track_caller]
        fn check(retry_after: &str, date: Option<&str>, expect_s: Option<i64>) {
            let asked = asked(Some(retry_after), date, NOW);
            assert_eq!(asked, expect_s.map(Span::from_secs), "{retry_after} {date:?}");
        }
        check("30", None, Some(30));
        check(" 7 ", None, Some(7));
        check("0", None, Some(1));
        check("301", None, Some(300));
        check("99999999999999999999999", None, Some(300));
        check("Sun, 06 Nov 1994 08:49:47 GMT", None, Some(10));
        check("Sun, 06 Nov 1994 08:49:47 GMT", Some("Sun, 06 Nov 1994 08:49:44 GMT"), Some(3));
        check("Sun, 06 Nov 1994 08:49:47 GMT", Some("at noon"), Some(10));
        check("Sun, 06 Nov 1994 07:00:00 GMT", None, Some(1));
        check("Sun, 06 Nov 2044 07:00:00 GMT", None, Some(300));
        for unread in ["", "soon", "-4", "0.5"] {
            check(unread, None, None);
        }
        assert_eq!(super::asked(None, None, NOW), None);
    }
}
