//! Times on the wire: milliseconds since 1970, with a fraction where there are microseconds.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::de::{Deserialize, Deserializer, Error as _};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::model::{Time, neutralise};

/// A point in time. Goes out as a JSON number of milliseconds (`1763810680250`, or
/// `1763810680250.125` when it does not fall on one), comes in as that, as the same in quotes, or as
/// RFC 3339.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WireTime(pub(crate) Time);

impl Serialize for WireTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let micros = self.0.as_micros();
        if micros % 1_000 == 0 {
            return serializer.serialize_i64(micros / 1_000);
        }
        let text = Decimal::new(micros, 3).to_string();
        RawValue::from_string(text).map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for WireTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let source = <&'de RawValue>::deserialize(deserializer)?.get();
        let text = source.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(source);
        read(text).map(Self).ok_or_else(|| {
            D::Error::custom(format_args!(
                "{:?} is not a time: expected milliseconds since 1970 or RFC 3339",
                neutralise(text, 40)
            ))
        })
    }
}

fn read(text: &str) -> Option<Time> {
    // Nearly every time is a plain whole number of milliseconds.
    if let Ok(millis) = text.parse::<i64>() {
        return Some(Time::from_millis(millis));
    }
    if let Ok(millis) = text.parse::<Decimal>() {
        // The magnitude limit of amounts (10^12) is below the milliseconds of 2026, so it is not used.
        return millis.checked_mul(Decimal::ONE_THOUSAND)?.round().to_i64().map(Time::from_micros);
    }
    rfc_3339(text)
}

/// The time that an RFC 3339 text says.
pub(super) fn rfc_3339(text: &str) -> Option<Time> {
    let time = chrono::DateTime::parse_from_rfc3339(text).ok()?;
    Some(Time::from_micros(time.timestamp_micros()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, micros: Option<i64>) {
        let read = serde_json::from_str::<WireTime>(json).ok().map(|time| time.0.as_micros());
        assert_eq!(read, micros, "{json}");
    }

    #[test]
    fn all_forms_are_read() {
        check("1763810680250", Some(1_763_810_680_250_000));
        check("\"1763810680250\"", Some(1_763_810_680_250_000));
        check("1763810680250.125", Some(1_763_810_680_250_125));
        check("\"1970-01-01T00:00:01Z\"", Some(1_000_000));
        check("\"yesterday\"", None);
        check("null", None);
        check("79000000000000000000000000000", None);
    }

    #[test]
    fn microseconds_survive_the_round_trip() {
        for micros in [0, 1, 999, 1_000, 1_763_810_680_250_125, -5] {
            let json = serde_json::to_string(&WireTime(Time::from_micros(micros))).unwrap();
            check(&json, Some(micros));
        }
    }
}
