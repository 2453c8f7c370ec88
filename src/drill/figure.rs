//! A figure with its unit: what is measured, and what it is held against.
//!
//! Invariant: a figure is an exact decimal; no float takes part in a verdict.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::{BreakerLevel, Decimal, Money, ParseSpanError, Rate, Span};

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Things.
    #[serde(rename = "count")]
    Count,
    /// Seconds.
    #[serde(rename = "s")]
    Seconds,
    /// Per cent.
    #[serde(rename = "%")]
    Percent,
    /// The account's currency.
    #[serde(rename = "USD")]
    Money,
    /// How far the breaker has gone: 0 armed, 1 paused, 2 tripped, 3 flattening.
    #[serde(rename = "level")]
    Level,
}

/// A figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// The number; none when it never came to be, such as the time to an alert that was not raised.
    pub value: Option<Decimal>,
    /// What it counts.
    pub unit: Unit,
}

impl Figure {
    /// So many things.
    #[must_use]
    pub fn count(count: impl Into<Decimal>) -> Self {
        Self { value: Some(count.into()), unit: Unit::Count }
    }

    /// A length of time; none when it never ended.
    #[must_use]
    pub fn span(span: Option<Span>) -> Self {
        let value = span.map(|span| Decimal::new(span.as_micros(), 6).normalize());
        Self { value, unit: Unit::Seconds }
    }

    /// A share, in per cent.
    #[must_use]
    pub fn share(share: Rate) -> Self {
        Self { value: Some(share.percent()), unit: Unit::Percent }
    }

    /// An amount.
    #[must_use]
    pub fn money(amount: Money) -> Self {
        Self { value: Some(amount.get().normalize()), unit: Unit::Money }
    }

    /// How far the breaker has gone; none when nobody looked.
    #[must_use]
    pub fn level(level: Option<BreakerLevel>) -> Self {
        let number = |level| LEVELS.iter().position(|(known, _)| *known == level);
        let value = level.and_then(number).map(Decimal::from);
        Self { value, unit: Unit::Level }
    }

    /// The figure of `unit` that a person wrote: `20`, `6s`, `5%`, `0.01`, `tripped`.
    ///
    /// # Errors
    /// What would have been a figure of that unit.
    pub fn parse(text: &str, unit: Unit) -> Result<Self, String> {
        let decimal = |text: &str| Decimal::from_str_exact(text.trim()).ok();
        let value = match unit {
            Unit::Count | Unit::Money => decimal(text),
            Unit::Percent => text.strip_suffix('%').and_then(decimal),
            Unit::Seconds => {
                return text
                    .parse()
                    .map(|span| Self::span(Some(span)))
                    .map_err(|error: ParseSpanError| error.to_string());
            }
            Unit::Level => LEVELS.iter().position(|(_, word)| *word == text).map(Decimal::from),
        };
        let value = value.map(|value| value.normalize());
        let wanted = match unit {
            Unit::Count | Unit::Money => "a number, such as 20",
            Unit::Percent => "a text with a per cent sign, such as \"5%\"",
            Unit::Seconds => "a length of time, such as \"6s\"",
            Unit::Level => "armed, paused, tripped or flattening",
        };
        value.map(|value| Self { value: Some(value), unit }).ok_or_else(|| {
            format!(
                "{:?} is no figure of this measure: write {wanted}",
                text.chars().take(40).collect::<String>()
            )
        })
    }
}

const LEVELS: [(BreakerLevel, &str); 4] = [
    (BreakerLevel::Armed, "armed"),
    (BreakerLevel::Paused, "paused"),
    (BreakerLevel::Tripped, "tripped"),
    (BreakerLevel::Flattening, "flattening"),
];

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(value) = self.value else { return f.write_str("never") };
        let whole = |value: Decimal| usize::try_from(value).ok();
        match self.unit {
            Unit::Count => write!(f, "{value}"),
            Unit::Seconds => write!(f, "{}s", value.round_dp(3).normalize()),
            Unit::Percent => write!(f, "{}%", value.round_dp(3).normalize()),
            Unit::Money => write!(f, "{value} USD"),
            Unit::Level => {
                f.write_str(whole(value).and_then(|place| LEVELS.get(place)).map_or("?", |(_, word)| word))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::Limit;

    #[track_caller]
    fn check(text: &str, unit: Unit, shown: Result<&str, &str>) {
        let figure = Figure::parse(text, unit).map(|figure| figure.to_string());
        match (figure, shown) {
            (Ok(figure), Ok(shown)) => assert_eq!(figure, shown),
            (Err(error), Err(words)) => assert!(error.contains(words), "{error}"),
            (figure, _) => panic!("{text} became {figure:?}"),
        }
    }

    #[test]
    fn figures_are_read_and_shown_in_their_units() {
        check("19", Unit::Count, Ok("19"));
        check("0.00", Unit::Money, Ok("0 USD"));
        check("4.999%", Unit::Percent, Ok("4.999%"));
        check("1500ms", Unit::Seconds, Ok("1.5s"));
        check("tripped", Unit::Level, Ok("tripped"));
        check("5%", Unit::Count, Err("a number"));
        check("5", Unit::Percent, Err("per cent sign"));
        check("6", Unit::Seconds, Err("is not a length of time"));
        check("2", Unit::Level, Err("armed, paused, tripped or flattening"));
    }

    #[test]
    fn a_limit_holds_up_to_itself_and_never_for_what_never_came_to_be() {
        #[track_caller]
        fn check(measured: Figure, expect: [bool; 3]) {
            let two = Figure::count(2);
            let limits = [Limit::AtMost(two), Limit::AtLeast(two), Limit::Equals(two)];
            assert_eq!(limits.map(|limit| limit.holds(&measured)), expect, "{measured}");
        }
        check(Figure::count(1), [true, false, false]);
        check(Figure::count(2), [true, true, true]);
        check(Figure::count(3), [false, true, false]);
        check(Figure { value: None, unit: Unit::Count }, [false; 3]);
        check(Figure::money(Money::new(2.into())), [false; 3]);
    }
}
