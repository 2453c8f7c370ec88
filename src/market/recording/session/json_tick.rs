//! A tick of a JSON session, as we write it or as others recorded it.
//!
//! | field | also called | is |
//! |---|---|---|
//! | `ts_ms` | `timestamp`, `ts`, `time` | a number of seconds, milliseconds or microseconds since 1970, told apart by its size, or a text of RFC 3339 |
//! | `symbol` | `market`, `coin` | the market |
//! | `price` | `mark_price`, `last` | of a trade |
//! | `size` | `volume`, `amount`, `quantity` | of a trade; zero if left out |
//! | `side` | `taker` | `buy` or `sell`; may be left out |
//! | `bid`, `bid_size`, `ask`, `ask_size` | | of a quote; sizes may be left out |
//!
//! Numbers may be texts. Their source text is read, so that no float comes between.

use std::borrow::Cow;

use chrono::DateTime;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::fault::TickFault;
use crate::market::RowFault;
use crate::model::{Decimal, Price, Quantity, Side, TickKind, Time, neutralise};

/// Longest text of a bad field shown, in characters.
const SHOWN_MAX: usize = 40;

/// A number of this size or more is milliseconds, below it seconds: the year 5138 in one, March 1973 in the other.
const MILLIS_FROM: i64 = 100_000_000_000;

/// A number of this size or more is microseconds.
const MICROS_FROM: i64 = MILLIS_FROM * 1_000;

/// A tick's fields as they stand in the file. Others may be there, and are passed over.
#[derive(Debug, Deserialize)]
pub(super) struct JsonTick<'a> {
    #[serde(borrow, alias = "timestamp", alias = "ts", alias = "time")]
    ts_ms: Option<&'a RawValue>,
    #[serde(borrow, alias = "market", alias = "coin")]
    pub(super) symbol: Option<Cow<'a, str>>,
    #[serde(borrow, alias = "mark_price", alias = "last")]
    price: Option<&'a RawValue>,
    #[serde(borrow, alias = "volume", alias = "amount", alias = "quantity")]
    size: Option<&'a RawValue>,
    #[serde(borrow, alias = "taker")]
    side: Option<Cow<'a, str>>,
    #[serde(borrow)]
    bid: Option<&'a RawValue>,
    #[serde(borrow)]
    bid_size: Option<&'a RawValue>,
    #[serde(borrow)]
    ask: Option<&'a RawValue>,
    #[serde(borrow)]
    ask_size: Option<&'a RawValue>,
}

impl JsonTick<'_> {
    /// When it happened.
    pub(super) fn at(&self) -> Result<Time, TickFault> {
        let raw = self.ts_ms.ok_or(TickFault::Missing { column: "ts_ms" })?.get();
        let unreadable = || TickFault::Time { shown: shown(raw) };
        let number = unquoted(raw).and_then(|text| Decimal::from_str_exact(text).ok());
        if let Some(number) = number {
            let per_unit = match i64::try_from(number.trunc()).map_err(|_| unreadable())? {
                MICROS_FROM.. => 1,
                MILLIS_FROM.. => 1_000,
                _ => 1_000_000,
            };
            let micros = number.checked_mul(per_unit.into()).ok_or_else(unreadable)?.floor();
            return i64::try_from(micros).map(Time::from_micros).map_err(|_| unreadable());
        }
        let text: String = serde_json::from_str(raw).map_err(|_| unreadable())?;
        let parsed = DateTime::parse_from_rfc3339(&text).map_err(|_| unreadable())?;
        Ok(Time::from_micros(parsed.timestamp_micros()))
    }

    /// What happened, with the decimals as they stand in the file.
    pub(super) fn kind(&self) -> Result<TickKind, TickFault> {
        let missing = |column| TickFault::Missing { column };
        if let Some(price) = self.price {
            return Ok(TickKind::Trade {
                price: Price::new(decimal("price", price)?),
                size: size("size", self.size)?,
                taker: self.taker()?,
            });
        }
        Ok(TickKind::Quote {
            bid: Price::new(decimal("bid", self.bid.ok_or_else(|| missing("price"))?)?),
            bid_size: size("bid_size", self.bid_size)?,
            ask: Price::new(decimal("ask", self.ask.ok_or_else(|| missing("ask"))?)?),
            ask_size: size("ask_size", self.ask_size)?,
        })
    }

    fn taker(&self) -> Result<Option<Side>, TickFault> {
        match self.side.as_deref() {
            None | Some("") => Ok(None),
            Some("buy") => Ok(Some(Side::Buy)),
            Some("sell") => Ok(Some(Side::Sell)),
            Some(other) => Err(RowFault::Side { shown: shown(other) }.into()),
        }
    }
}

fn size(column: &'static str, raw: Option<&RawValue>) -> Result<Quantity, TickFault> {
    raw.map_or(Ok(Quantity::ZERO), |raw| decimal(column, raw).map(Quantity::new))
}

fn decimal(column: &'static str, raw: &RawValue) -> Result<Decimal, TickFault> {
    let read = unquoted(raw.get()).and_then(|text| Decimal::from_str_exact(text).ok());
    read.ok_or_else(|| RowFault::NotANumber { column, shown: shown(raw.get()) }.into())
}

/// The text of a number or of a string, if it is one; escapes are left, since no number has any.
fn unquoted(raw: &str) -> Option<&str> {
    let text = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(raw);
    text.starts_with(|first: char| first.is_ascii_digit() || first == '-').then_some(text)
}

pub(super) fn shown(text: &str) -> String {
    neutralise(text, SHOWN_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let tick: JsonTick<'_> = serde_json::from_str(text).unwrap();
        let found = tick.at().and_then(|at| {
            Ok(match tick.kind()? {
                TickKind::Trade { price, size, taker } => {
                    let taker = taker.map_or_else(String::new, |side| format!(" {side}"));
                    format!("{} {price} {size}{taker}", at.as_micros())
                }
                TickKind::Quote { bid, bid_size, ask, ask_size } => {
                    format!("{} {bid} {bid_size} {ask} {ask_size}", at.as_micros())
                }
            })
        });
        assert_eq!(found.unwrap_or_else(|fault| fault.to_string()), expect);
    }

    #[test]
    fn times_are_taken_in_every_unit_and_to_the_microsecond() {
        check(r#"{"ts_ms":1700000000000,"price":1}"#, "1700000000000000 1 0");
        check(r#"{"ts_ms":1700000000000.25,"price":1}"#, "1700000000000250 1 0");
        check(r#"{"timestamp":1700000000,"price":1}"#, "1700000000000000 1 0");
        check(r#"{"ts":1700000000.1234567,"price":1}"#, "1700000000123456 1 0");
        check(r#"{"time":"1700000000000000","price":1}"#, "1700000000000000 1 0");
        check(r#"{"timestamp":"2023-11-14T22:13:20.5+00:00","price":1}"#, "1700000000500000 1 0");
    }

    #[test]
    fn decimals_keep_every_digit_whether_numbers_or_texts() {
        check(r#"{"ts":1,"price":"10.10","volume":0.50,"side":"buy"}"#, "1000000 10.10 0.50 buy");
        check(r#"{"ts":1,"bid":9,"ask":"9.0","ask_size":2,"more":[1,{}]}"#, "1000000 9 0 9.0 2");
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        check(r#"{"price":1}"#, "ts_ms is missing");
        check(r#"{"ts":1}"#, "price is missing");
        check(r#"{"ts":1,"bid":1}"#, "ask is missing");
        check(r#"{"ts":1,"price":1e5}"#, "price is \"1e5\", not a plain decimal number");
        check(r#"{"ts":1,"price":true}"#, "price is \"true\", not a plain decimal number");
        check(r#"{"ts":1,"price":1,"side":"up"}"#, "side is \"up\"; expected buy, sell or nothing");
        check(
            r#"{"ts":"noon","price":1}"#,
            "\"noon\" is not a time: write milliseconds since 1970, or a text such as \"2026-01-31T03:14:07Z\"",
        );
    }
}
