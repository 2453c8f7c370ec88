//! How the values of a drill are written in its file.

use std::fmt::Display;
use std::str::FromStr;

use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// Reads a value from its text, such as `"30s"` or `"0.25"`: decimals never pass through floats.
pub(super) fn text<'de, T, D>(from: D) -> Result<T, D::Error>
where
    T: FromStr<Err: Display>,
    D: Deserializer<'de>,
{
    String::deserialize(from)?.parse().map_err(D::Error::custom)
}

/// The same where the value may be left out; use it with `#[serde(default)]`.
pub(super) fn optional<'de, T, D>(from: D) -> Result<Option<T>, D::Error>
where
    T: FromStr<Err: Display>,
    D: Deserializer<'de>,
{
    text(from).map(Some)
}
