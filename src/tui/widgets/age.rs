//! Times and lengths of time as a person reads them, coarse enough not to flicker.

use chrono::DateTime;

use super::number::count;
use crate::model::{Span, Time};
use crate::tui::{Ctx, Frame};

/// How long ago: `now`, `3s`, `2m`, `5h`, `3d`. At most five cells for any soak.
pub(crate) fn age(span: Span) -> String {
    match span.as_secs() {
        ..1 => "now".to_owned(),
        secs @ 1..60 => format!("{secs}s"),
        secs @ 60..3_600 => format!("{}m", secs / 60),
        secs @ 3_600..86_400 => format!("{}h", secs / 3_600),
        secs => format!("{}d", (secs / 86_400).min(9_999)),
    }
}

/// How long something lasted, in two units: `42s`, `2m 05s`, `5h 03m`, `3d 04h`.
pub(crate) fn lasting(span: Span) -> String {
    match span.as_secs() {
        ..60 => format!("{}s", span.as_secs().max(0)),
        secs @ 60..3_600 => format!("{}m {:02}s", secs / 60, secs % 60),
        secs @ 3_600..86_400 => format!("{}h {:02}m", secs / 3_600, secs / 60 % 60),
        secs => format!("{}d {:02}h", secs / 86_400, secs / 3_600 % 24),
    }
}

/// The time of day in UTC: `03:14:07`.
pub(crate) fn clock(at: Time) -> String {
    let secs = at.as_secs().rem_euclid(86_400);
    format!("{:02}:{:02}:{:02}", secs / 3_600, secs / 60 % 60, secs % 60)
}

/// What the right end of an axis is called: `now`, or the time of day when the picture is not of now.
pub(crate) fn end_name(cx: &Ctx<'_>) -> String {
    match cx.frame {
        Frame::Old => clock(cx.now).chars().take(5).collect(),
        Frame::Calm | Frame::Tripped => "now".to_owned(),
    }
}

/// The day and the time of day in UTC: `01-31 03:14:07`.
pub(crate) fn date_clock(at: Time) -> String {
    let day = DateTime::from_timestamp(at.as_secs(), 0).map(|time| time.format("%m-%d").to_string());
    format!("{} {}", day.as_deref().unwrap_or("--.--"), clock(at))
}

/// Milliseconds: with one decimal below a second, `0.8`, whole ones above, `8,012`; seconds with their
/// unit when that is longer than `width`. A zero is `0.0`; what is above it but does not show is `<0.1`.
pub(crate) fn millis(span: Span, width: u16) -> String {
    let micros = span.as_micros().max(0).unsigned_abs();
    if (1..50).contains(&micros) {
        return "<0.1".to_owned();
    }
    let tenths = (micros + 50) / 100;
    let text = match tenths {
        0..10_000 => format!("{}.{}", tenths / 10, tenths % 10),
        _ => count((micros + 500) / 1_000),
    };
    if super::width(&text) <= width {
        return text;
    }
    let secs = format!("{}s", micros / 1_000_000);
    if super::width(&secs) <= width { secs } else { ">9ks".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_have_one_unit() {
        #[track_caller]
        fn check(millis: i64, short: &str, long: &str) {
            assert_eq!(age(Span::from_millis(millis)), short);
            assert_eq!(lasting(Span::from_millis(millis)), long);
        }
        check(-5_000, "now", "0s");
        check(999, "now", "0s");
        check(3_999, "3s", "3s");
        check(125_000, "2m", "2m 05s");
        check(3_600_000, "1h", "1h 00m");
        check(90_000_000, "1d", "1d 01h");
        check(i64::MAX / 2_000, "9999d", "53375995d 14h");
    }

    #[test]
    fn milliseconds_keep_one_decimal() {
        #[track_caller]
        fn check(micros: i64, expect: &str) {
            assert_eq!(millis(Span::from_micros(micros), 6), expect);
        }
        check(0, "0.0");
        check(40, "<0.1");
        check(50, "0.1");
        check(4_100, "4.1");
        check(999_940, "999.9");
        check(999_960, "1,000");
        check(8_012_600, "8,013");
        check(123_456_700, "123s");
        check(i64::MAX, ">9ks");
    }

    #[test]
    fn times_are_utc() {
        let at = Time::from_millis(1_769_829_249_300);
        assert_eq!(clock(at), "03:14:09");
        assert_eq!(date_clock(at), "01-31 03:14:09");
        assert_eq!(clock(Time::from_millis(-1)), "23:59:59");
    }
}
