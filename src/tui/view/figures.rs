//! Ages, times and shares as words of few letters.

use rust_decimal::RoundingStrategy;

use crate::model::{Decimal, Money, Span, Time};

/// An age in its largest unit: `now`, `3s`, `2m`, `5h`, `3d`. It changes seldom, so it costs little.
pub(super) fn age(span: Span) -> String {
    match span.as_secs() {
        ..1 => "now".to_owned(),
        secs @ 1..60 => format!("{secs}s"),
        secs @ 60..3_600 => format!("{}m", secs / 60),
        secs @ 3_600..86_400 => format!("{}h", secs / 3_600),
        secs => format!("{}d", secs / 86_400),
    }
}

/// A length in its two largest units, whole seconds: `2d 11h`, `5m 02s`, `42s`.
pub(super) fn length(span: Span) -> String {
    Span::from_secs(span.as_secs()).to_string()
}

/// The time of day in UTC: `03:14:07`.
pub(super) fn clock(at: Time) -> String {
    at.to_string().get(11..19).unwrap_or("–").to_owned()
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
pub(super) fn cut(text: &str, columns: usize) -> String {
    use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 1;
    for letter in text.chars() {
        used += letter.width().unwrap_or_default();
        if used > columns {
            break;
        }
        kept.push(letter);
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
        check(&age(Span::from_millis(-3)), "now");
        check(&age(Span::from_millis(900)), "now");
        check(&age(Span::from_secs(59)), "59s");
        check(&age(Span::from_secs(3_599)), "59m");
        check(&age(Span::from_secs(86_399)), "23h");
        check(&age(Span::from_secs(604_800)), "7d");
        check(&length(Span::from_millis(42_900)), "42s");
        check(&clock(Time::from_millis(1_767_225_700_500)), "00:01:40");
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
