//! The kinds of values in `soak.toml`.

use rust_decimal::Decimal;

use super::kind::{Kind, Raw};
use crate::model::{Money, Rate, Span};

/// Decimal places of a share of one: a hundredth of a basis point. Finer rates are slips of the
/// pen, and products with them would no longer be exact.
const RATE_DECIMALS: u32 = 6;

/// Fewest decimal places a rate is kept with, so that `2`, `2.0` and the built-in default are the
/// same text in the journal.
const RATE_DECIMALS_MIN: u32 = 4;

/// Decimal places of money in the file: cents.
const MONEY_DECIMALS: u32 = 2;

/// A share of one, written in per cent.
pub(super) fn percent(min: &'static str, max: &'static str) -> Kind<Rate> {
    rate(&format!("a percentage from {min} to {max}, written without quotes"), (min, max), 2, |rate| {
        Some((rate.get() * Decimal::ONE_HUNDRED).normalize().to_string())
    })
}

/// A share of one, written in basis points (hundredths of a per cent).
pub(super) fn basis_points(min: &'static str, max: &'static str) -> Kind<Rate> {
    rate(&format!("basis points from {min} to {max}, written without quotes"), (min, max), 4, |rate| {
        Some((rate.get() * Decimal::from(10_000)).normalize().to_string())
    })
}

fn rate(
    allowed: &str,
    (min, max): (&'static str, &'static str),
    places: u32,
    print: fn(&Rate) -> Option<String>,
) -> Kind<Rate> {
    let allowed = format!("{allowed}, at most {} decimal places", RATE_DECIMALS - places);
    let read = move |raw: &Raw<'_>| {
        let number = decimal_in(raw, min, max)?;
        let mut share = (number * Decimal::new(1, places)).normalize();
        if share.scale() > RATE_DECIMALS {
            return None;
        }
        if share.scale() < RATE_DECIMALS_MIN {
            share.rescale(RATE_DECIMALS_MIN);
        }
        Some(Rate::new(share))
    };
    Kind::new(allowed, read, print)
}

/// An amount of money.
pub(super) fn money(min: &'static str, max: &'static str) -> Kind<Money> {
    let allowed = format!(
        "an amount from {min} to {max}, written without quotes, at most {MONEY_DECIMALS} decimal places"
    );
    let read = move |raw: &Raw<'_>| {
        let number = decimal_in(raw, min, max)?.normalize();
        (number.scale() <= MONEY_DECIMALS).then_some(Money::new(number))
    };
    Kind::new(allowed, read, |money| Some(money.get().normalize().to_string()))
}

fn decimal_in(raw: &Raw<'_>, min: &str, max: &str) -> Option<Decimal> {
    let Raw::Number(text) = raw else { return None };
    let number = Decimal::from_str_exact(text).ok()?;
    let bound = |text: &str| Decimal::from_str_exact(text).ok();
    (bound(min)? <= number && number <= bound(max)?).then_some(number)
}

/// A whole number.
pub(super) fn count<T>(min: T, max: T) -> Kind<T>
where
    T: Copy + PartialOrd + std::fmt::Display + std::str::FromStr + 'static,
{
    let read = move |raw: &Raw<'_>| {
        let Raw::Number(text) = raw else { return None };
        let number: T = text.parse().ok()?;
        (min <= number && number <= max).then_some(number)
    };
    Kind::new(format!("a whole number from {min} to {max}"), read, |number| Some(number.to_string()))
}

/// A length of time.
pub(super) fn span(min: &'static str, max: &'static str) -> Kind<Span> {
    let read = move |raw: &Raw<'_>| {
        let Raw::Text(text) = raw else { return None };
        let span: Span = text.parse().ok()?;
        let bound = |text: &str| text.parse::<Span>().ok();
        (bound(min)? <= span && span <= bound(max)?).then_some(span)
    };
    let allowed = format!("a length of time in quotes from \"{min}\" to \"{max}\" (ms, s, m, h or d)");
    Kind::new(allowed, read, |span| Some(quoted(&span_text(*span))))
}

/// `span` as the file writes it: a whole number of the largest unit that is exact.
pub(super) fn span_text(span: Span) -> String {
    let micros = span.as_micros();
    let units =
        [(86_400_000_000, "d"), (3_600_000_000, "h"), (60_000_000, "m"), (1_000_000, "s"), (1_000, "ms")];
    if micros == 0 {
        return "0s".to_owned();
    }
    let exact = units.iter().find(|(length, _)| micros % length == 0);
    exact.map_or_else(|| format!("{micros}us"), |(length, unit)| format!("{}{unit}", micros / length))
}

/// `true` or `false`.
pub(super) fn switch() -> Kind<bool> {
    let read = |raw: &Raw<'_>| match raw {
        Raw::Switch(on) => Some(*on),
        _ => None,
    };
    Kind::new("true or false, without quotes".into(), read, |on| Some(on.to_string()))
}

/// One of a few words.
pub(super) fn choice<T>(words: &'static [(&'static str, T)], print: fn(&T) -> Option<String>) -> Kind<T>
where
    T: Copy + 'static,
{
    let listed: Vec<String> = words.iter().map(|(word, _)| quoted(word)).collect();
    let read = move |raw: &Raw<'_>| {
        let Raw::Text(text) = raw else { return None };
        words.iter().find(|(word, _)| word == text).map(|(_, value)| *value)
    };
    Kind::new(format!("one of {}", listed.join(", ")), read, print)
}

/// A text that `read` turns into a value.
pub(super) fn text<T: 'static>(
    allowed: &str,
    read: impl Fn(&str) -> Option<T> + 'static,
    print: fn(&T) -> Option<String>,
) -> Kind<T> {
    let read = move |raw: &Raw<'_>| match raw {
        Raw::Text(text) => read(text),
        _ => None,
    };
    Kind::new(allowed.into(), read, print)
}

/// A whole number, or nothing said.
pub(super) fn optional_count(min: u16, max: u16) -> Kind<Option<u16>> {
    let inner = count(min, max);
    Kind::new(
        inner.allowed,
        move |raw| (inner.read)(raw).map(Some),
        |number| number.map(|number| number.to_string()),
    )
}

/// `text` as a TOML basic string.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            control if control.is_control() => {
                quoted.extend(format!("\\u{:04X}", u32::from(control)).chars());
            }
            plain => quoted.push(plain),
        }
    }
    quoted.push('"');
    quoted
}
