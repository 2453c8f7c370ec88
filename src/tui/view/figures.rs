//! Counts, moments, amounts and shares as words of few letters.

use rust_decimal::RoundingStrategy;

use crate::model::{Decimal, Money, Time};
use crate::tui::widgets::width;

/// So many of a thing: `1 gap`, `2 gaps`.
pub(super) fn count(number: u64, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

/// Day and minute in UTC: `2026-11-20 03:14`.
pub(super) fn minute(at: Time) -> String {
    at.to_string().get(..16).unwrap_or("–").replace('T', " ")
}

/// What `net` is of the equity before it, in per cent with two decimals.
pub(super) fn share(net: Money, equity: Money) -> Decimal {
    rounded(net.share_of(equity - net).percent())
}

/// A share with two decimals.
pub(super) fn rounded(value: Decimal) -> Decimal {
    let mut value = value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    value.rescale(2);
    value
}

/// An amount with two decimals and its thousands apart: `10,042.17`.
pub(super) fn money(amount: Money) -> String {
    let text = rounded(amount.abs().get()).to_string();
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let mut apart = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            apart.push(',');
        }
        apart.push(digit);
    }
    let sign = if amount.is_negative() { "−" } else { "" };
    format!("{sign}{apart}.{cents}")
}

/// `text` cut to `columns`, with `…` where something was cut.
pub(super) fn cut(text: &str, columns: u16) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    for letter in text.chars() {
        kept.push(letter);
        if width(&kept) >= columns {
            kept.pop();
            break;
        }
    }
    if columns > 0 {
        kept.push('…');
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_short() {
        #[track_caller]
        fn check(drawn: &str, expect: &str) {
            assert_eq!(drawn, expect);
        }
        check(&count(1, "gap"), "1 gap");
        check(&count(0, "gap"), "0 gaps");
        check(&minute(Time::from_millis(1_767_225_700_500)), "2026-01-01 00:01");
        check(&money(Money::new(Decimal::new(1_004_217, 2))), "10,042.17");
        check(&money(Money::new(Decimal::new(-99_950, 2))), "−999.50");
        check(&money(Money::ZERO), "0.00");
        check(
            &share(Money::new(Decimal::new(10, 0)), Money::new(Decimal::new(1_010, 0))).to_string(),
            "1.00",
        );
        check(&cut("größe", 5), "größe");
        check(&cut("größer", 5), "größ…");
        check(&cut("日本語", 4), "日…");
        check(&cut("x", 0), "");
    }
}
