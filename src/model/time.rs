//! Points in time and lengths of time, in whole microseconds.
//!
//! Time is data: it enters with an envelope and is never asked for here. Microseconds hold both a
//! loopback round trip (200 µs) and three centuries.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};
use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

/// A point in time: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Time(i64);

/// A length of time in microseconds; negative when something ran backwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span(i64);

impl Time {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(0);

    /// The time `micros` microseconds after the epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// The time `millis` milliseconds after the epoch.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1_000))
    }

    /// Microseconds since the epoch.
    #[must_use]
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Whole milliseconds since the epoch, rounded towards the past.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// Whole seconds since the epoch, rounded towards the past.
    #[must_use]
    pub const fn as_secs(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// The length from `earlier` to this time; negative if `earlier` is in fact later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }

    /// The start of the interval of length `span`, counted from the epoch, that holds this time.
    #[must_use]
    pub const fn floor(self, span: Span) -> Self {
        if span.0 <= 0 {
            return self;
        }
        Self(self.0.div_euclid(span.0) * span.0)
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// Longer than any soak: 100 years.
    pub const FOREVER: Self = Self(100 * 365 * 86_400 * 1_000_000);

    /// A span of `micros` microseconds.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// A span of `millis` milliseconds.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1_000))
    }

    /// A span of `secs` seconds.
    #[must_use]
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1_000_000))
    }

    /// The length in microseconds.
    #[must_use]
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// The length in whole milliseconds.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0 / 1_000
    }

    /// The length in whole seconds.
    #[must_use]
    pub const fn as_secs(self) -> i64 {
        self.0 / 1_000_000
    }

    /// The length in seconds, for drawing and statistics only.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "only drawn, never compared")]
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// This span `factor` times over.
    #[must_use]
    pub const fn times(self, factor: i64) -> Self {
        Self(self.0.saturating_mul(factor))
    }

    /// The same length for the standard library; nothing for a negative span.
    #[must_use]
    pub fn to_std(self) -> Duration {
        Duration::from_micros(u64::try_from(self.0).unwrap_or(0))
    }

    /// The span of a standard duration, saturating.
    #[must_use]
    pub fn from_std(duration: Duration) -> Self {
        Self(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX))
    }
}

impl Add<Span> for Time {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Time {
    type Output = Self;
    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl Add for Span {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Span {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Span {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for Time {
    /// RFC 3339 in UTC with milliseconds: `2026-01-31T03:14:07.250Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match DateTime::<Utc>::from_timestamp_micros(self.0) {
            Some(time) => f.write_str(&time.to_rfc3339_opts(SecondsFormat::Millis, true)),
            None => write!(f, "{} µs after 1970", self.0),
        }
    }
}

impl fmt::Display for Span {
    /// The two largest units that matter: `2d 13h`, `5m 02s`, `4.1s`, `250ms`, `80µs`, and `0s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 0 {
            f.write_str("-")?;
        }
        let micros = self.0.unsigned_abs();
        let secs = micros / 1_000_000;
        match secs {
            0 if micros == 0 => f.write_str("0s"),
            0 if micros < 1_000 => write!(f, "{micros}µs"),
            0 => write!(f, "{}ms", micros / 1_000),
            1..60 if micros % 1_000_000 >= 100_000 => {
                write!(f, "{secs}.{}s", micros % 1_000_000 / 100_000)
            }
            1..60 => write!(f, "{secs}s"),
            60..3_600 => write!(f, "{}m {:02}s", secs / 60, secs % 60),
            3_600..86_400 => write!(f, "{}h {:02}m", secs / 3_600, secs / 60 % 60),
            _ => write!(f, "{}d {:02}h", secs / 86_400, secs / 3_600 % 24),
        }
    }
}

/// Why a text is not a point in time. Policy: refuse the argument that holds it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a time: write it in UTC, such as 2026-01-31 or 2026-01-31T03:14:07Z")]
pub struct ParseTimeError {
    text: String,
}

impl FromStr for Time {
    type Err = ParseTimeError;

    /// Reads RFC 3339, or a date, which is its midnight in UTC.
    fn from_str(text: &str) -> Result<Self, ParseTimeError> {
        let whole =
            if text.len() == "2026-01-31".len() { format!("{text}T00:00:00Z") } else { text.to_owned() };
        DateTime::parse_from_rfc3339(&whole)
            .map(|time| Self(time.timestamp_micros()))
            .map_err(|_| ParseTimeError { text: text.chars().take(40).collect() })
    }
}

/// Why a text is not a length of time. Policy: refuse the configuration or argument that holds it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a length of time: write a number and a unit, such as 250ms, 5s, 15m, 12h or 7d")]
pub struct ParseSpanError {
    text: String,
}

impl FromStr for Span {
    type Err = ParseSpanError;

    /// Reads `250ms`, `5s`, `15m`, `12h`, `7d`: a whole number of one unit.
    fn from_str(text: &str) -> Result<Self, ParseSpanError> {
        let error = || ParseSpanError { text: text.chars().take(40).collect() };
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let number: i64 = number.parse().map_err(|_| error())?;
        let micros = match unit {
            "us" | "µs" => 1,
            "ms" => 1_000,
            "s" => 1_000_000,
            "m" => 60_000_000,
            "h" => 3_600_000_000,
            "d" => 86_400_000_000,
            _ => return Err(error()),
        };
        number.checked_mul(micros).map(Self).ok_or_else(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_and_write() {
        #[track_caller]
        fn check(text: &str, micros: i64, shown: &str) {
            let span: Span = text.parse().unwrap();
            assert_eq!(span, Span::from_micros(micros));
            assert_eq!(span.to_string(), shown);
        }
        check("250ms", 250_000, "250ms");
        check("0s", 0, "0s");
        check("80us", 80, "80µs");
        check("5s", 5_000_000, "5s");
        check("4100ms", 4_100_000, "4.1s");
        check("302s", 302_000_000, "5m 02s");
        check("90m", 5_400_000_000, "1h 30m");
        check("7d", 604_800_000_000, "7d 00h");
    }

    #[test]
    fn a_span_without_unit_or_too_long_is_refused() {
        for text in ["", "5", "s", "1.5s", "-3s", "5 s", "99999999999999d"] {
            assert!(text.parse::<Span>().is_err(), "{text:?} was taken");
        }
    }

    #[test]
    fn floor_rounds_towards_the_past_also_before_the_epoch() {
        let minute = Span::from_secs(60);
        assert_eq!(Time::from_millis(61_500).floor(minute), Time::from_millis(60_000));
        assert_eq!(Time::from_millis(-1).floor(minute), Time::from_millis(-60_000));
    }

    #[test]
    fn times_read_as_people_write_them() {
        let read = |text: &str| text.parse::<Time>().map(Time::as_micros).ok();
        assert_eq!(read("2021-06-17T00:34:07.250Z"), Some(1_623_890_047_250_000));
        assert_eq!(read("2021-06-17T02:34:07+02:00"), Some(1_623_890_047_000_000));
        assert_eq!(read("1970-01-02"), Some(86_400_000_000));
        for text in ["", "noon", "2021-13-01", "2021-06-17T00:34:07", "1623890047"] {
            assert_eq!(read(text), None, "{text:?} was taken");
        }
    }

    #[test]
    fn times_print_as_rfc_3339() {
        assert_eq!(Time::from_millis(1_623_890_047_250).to_string(), "2021-06-17T00:34:07.250Z");
    }
}
