//! Dates as HTTP writes them.

use chrono::{DateTime, NaiveDateTime};

use super::Time;

/// The forms that senders must not write any more and receivers have to read.
const OBSOLETE: [&str; 2] = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];

impl Time {
    /// The time of a date in one of the three forms of RFC 9110, section 5.6.7; none where it is no such date.
    #[must_use]
    pub fn of_http_date(text: &str) -> Option<Self> {
        let obsolete = || {
            let read = OBSOLETE.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
            read.map(|time| time.and_utc().timestamp())
        };
        let written = DateTime::parse_from_rfc2822(text).ok().map(|time| time.timestamp());
        Some(Self::from_millis(written.or_else(obsolete)?.checked_mul(1_000)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_three_forms_are_read_and_nothing_else() {
        #[track_caller]
        fn check(text: &str, expect: bool) {
            let time = Time::from_millis(784_111_777_000);
            assert_eq!(Time::of_http_date(text), expect.then_some(time), "{text}");
        }
        check("Sun, 06 Nov 1994 08:49:37 GMT", true);
        check("Sunday, 06-Nov-94 08:49:37 GMT", true);
        check("Sun Nov  6 08:49:37 1994", true);
        check("1994-11-06", false);
        check("37", false);
    }
}
