//! Decimals on the wire: strings going out, strings or numbers coming in, never a float between.
//!
//! A JSON number is read from its source text, so that `0.1` is one tenth and `1e-7` is one
//! ten-millionth. What would have to be rounded, or is too large to multiply safely, is refused.

use std::fmt;

use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, Error as _};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::model::{Money, Price, Quantity, neutralise};

/// Longest number that is read, in bytes: 29 digits, sign, point and exponent with room to spare.
const NUMBER_LENGTH_MAX: usize = 48;

/// Largest value that is read. Two such values multiply without overflowing a decimal, so nothing
/// that a venue says can make the arithmetic behind this border fail.
const MAGNITUDE_MAX: Decimal = Decimal::from_parts(3_567_587_328, 232, 0, false, 0);

/// A money type as it stands on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Exact<T>(pub(crate) T);

/// What can stand on the wire as a decimal.
pub(crate) trait Amount: Copy {
    /// Wraps the decimal.
    fn from_decimal(value: Decimal) -> Self;
    /// The decimal inside.
    fn decimal(self) -> Decimal;
}

macro_rules! amount {
    ($($name:ident),*) => {$(
        impl Amount for $name {
            fn from_decimal(value: Decimal) -> Self {
                Self::new(value)
            }
            fn decimal(self) -> Decimal {
                self.get()
            }
        }
    )*};
}
amount!(Money, Price, Quantity);

/// Why a text is not a number that can be used. Policy: refuse the message that holds it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NumberError {
    /// Not a decimal number.
    #[error("{0:?} is not a decimal number")]
    NotANumber(String),
    /// Reading it would round it.
    #[error("{0:?} has more digits than can be kept exactly (28 decimal places)")]
    TooPrecise(String),
    /// Its size is beyond any account.
    #[error("{0:?} is beyond the largest number taken, 1000000000000")]
    TooLarge(String),
}

/// The exact value of a number's source text, with or without an exponent.
///
/// # Errors
/// When it is no number, would have to be rounded, or is larger than 10^12.
pub(crate) fn decimal(text: &str) -> Result<Decimal, NumberError> {
    let shown = || neutralise(text, NUMBER_LENGTH_MAX);
    if text.len() > NUMBER_LENGTH_MAX || text.is_empty() {
        return Err(NumberError::NotANumber(shown()));
    }
    // `_` is a separator to the decimal crate; on a wire it is rubbish.
    if !text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b)) {
        return Err(NumberError::NotANumber(shown()));
    }
    let value = match text.split_once(['e', 'E']) {
        None => plain(text).map_err(|too_precise| error(too_precise, shown()))?,
        Some((mantissa, exponent)) => {
            let mantissa = plain(mantissa).map_err(|too_precise| error(too_precise, shown()))?;
            let exponent: i32 = exponent.parse().map_err(|_| NumberError::NotANumber(shown()))?;
            scaled(mantissa, exponent).ok_or_else(|| NumberError::TooPrecise(shown()))?
        }
    };
    if value.abs() > MAGNITUDE_MAX { Err(NumberError::TooLarge(shown())) } else { Ok(value) }
}

/// `Err(true)` when only the number of digits stands in the way.
fn plain(text: &str) -> Result<Decimal, bool> {
    Decimal::from_str_exact(text).map_err(|error| matches!(error, rust_decimal::Error::Underflow))
}

fn error(too_precise: bool, shown: String) -> NumberError {
    if too_precise { NumberError::TooPrecise(shown) } else { NumberError::NotANumber(shown) }
}

/// `mantissa` × 10^`exponent`, if that can be had without rounding.
fn scaled(mantissa: Decimal, exponent: i32) -> Option<Decimal> {
    if mantissa.is_zero() {
        return Some(Decimal::ZERO);
    }
    let mantissa = mantissa.normalize();
    let scale = i32::try_from(mantissa.scale()).ok()?.checked_sub(exponent)?;
    let mut value = mantissa;
    if let Ok(scale) = u32::try_from(scale) {
        value.set_scale(scale).ok()?;
        return Some(value);
    }
    value.set_scale(0).ok()?;
    let factor = 10_i64.checked_pow(scale.unsigned_abs())?;
    value.checked_mul(Decimal::from(factor))
}

impl<T: Amount> Serialize for Exact<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.decimal())
    }
}

impl<'de, T: Amount> Deserialize<'de> for Exact<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let source = <&'de RawValue>::deserialize(deserializer)?.get();
        let text = source.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(source);
        decimal(text).map(|value| Self(T::from_decimal(value))).map_err(D::Error::custom)
    }
}

impl<T: Amount> fmt::Display for Exact<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.decimal(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, expect: Option<&str>) {
        let read = serde_json::from_str::<Exact<Price>>(json).ok().map(|price| price.to_string());
        assert_eq!(read.as_deref(), expect, "{json}");
    }

    #[test]
    fn numbers_and_strings_keep_their_source_text() {
        check("0.1", Some("0.1"));
        check("\"0.1\"", Some("0.1"));
        check("0.30000000000000004", Some("0.30000000000000004"));
        check("1e-7", Some("0.0000001"));
        check("\"1.5E+3\"", Some("1500"));
        check("-2.50", Some("-2.50"));
        check("0e99", Some("0"));
        check("1000000000000", Some("1000000000000"));
        check("1e12", Some("1000000000000"));
    }

    #[test]
    fn what_cannot_be_kept_exactly_is_refused() {
        let wrong =
            ["null", "true", "{}", "\"\"", "\"NaN\"", "\"1_000\"", "\"1 \"", "\"0x1\"", "\"\\u0031\""];
        for json in wrong.into_iter().chain(["1e-40", "1e30", "1e999999999999", "1000000000000.1", "1e12e3"])
        {
            check(json, None);
        }
        check(&format!("0.{}1", "0".repeat(30)), None);
        check(&"9".repeat(60), None);
    }

    #[test]
    fn the_largest_value_is_ten_to_the_twelfth_and_its_square_is_safe() {
        assert_eq!(MAGNITUDE_MAX, Decimal::from(1_000_000_000_000_i64));
        assert!(MAGNITUDE_MAX.checked_mul(MAGNITUDE_MAX).is_some());
    }

    #[test]
    fn decimals_leave_as_strings() {
        let money = Exact(Money::new("10000.05".parse().unwrap()));
        assert_eq!(serde_json::to_string(&money).unwrap(), "\"10000.05\"");
    }
}
