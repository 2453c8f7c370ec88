//! Short sentences about what happened, in the order in which a trader says them.

use crate::event::{FillRecord, OrderRecord};
use crate::model::{Decimal, Liquidity, Money, OrderKind, Side, Symbol};

/// Longest text of a venue or a person in one line, in characters.
const TEXT_CHARS_MAX: usize = 160;

/// `2,611.4`: with separators of thousands, and no more digits than were written.
pub(super) fn number(value: Decimal) -> String {
    let text = value.abs().to_string();
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), ""), |(whole, rest)| (whole, rest));
    let mut grouped = String::with_capacity(text.len() + whole.len() / 3 + 2);
    if value.is_sign_negative() && !value.is_zero() {
        grouped.push('-');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if !rest.is_empty() {
        grouped.push('.');
        grouped.push_str(rest);
    }
    grouped
}

/// `+1.50`: money with its sign and two decimals.
pub(super) fn signed(amount: Money) -> String {
    let mut rounded = amount.get().round_dp(2);
    rounded.rescale(2);
    let sign = if rounded.is_sign_negative() || rounded.is_zero() { "" } else { "+" };
    format!("{sign}{}", number(rounded))
}

/// `entry buy 0.0029 BTC at market`.
pub(super) fn order(order: &OrderRecord) -> String {
    let (purpose, side, symbol) = (order.purpose.as_str(), order.side, &order.symbol);
    format!("{purpose} {side} {} {symbol} {}", number(order.quantity.get()), kind(&order.kind))
}

/// `at market`, or `at 60,000.50 or better`.
pub(super) fn kind(kind: &OrderKind) -> String {
    match kind {
        OrderKind::Market => "at market".to_owned(),
        OrderKind::Limit { price, .. } => format!("at {} or better", number(price.get())),
    }
}

/// `ETH sell 0.081   `: of a width that all the steps of orders have, so that they make columns.
pub(super) fn what(symbol: &Symbol, side: Side, quantity: Decimal) -> String {
    format!("{:<3} {:<4} {:<8}", symbol.as_str(), side.to_string(), number(quantity))
}

/// `0.0810 @ 2,611.4  fee 0.11`, and what it realised if anything.
pub(super) fn fill(record: &FillRecord) -> String {
    format!("{} {}", number(record.fill.quantity.get()), paid(record))
}

/// The same without the quantity.
pub(super) fn paid(record: &FillRecord) -> String {
    let fill = &record.fill;
    let price = number(fill.price.get());
    let mut text = format!("@ {price}  fee {}", number(fill.fee.get().round_dp(4).normalize()));
    if fill.liquidity == Liquidity::Maker {
        text.push_str("  maker");
    }
    if !record.realized.is_zero() {
        text.push_str("  realised ");
        text.push_str(&signed(record.realized));
    }
    text
}

/// `text` for one line.
pub(super) fn short(text: &str) -> String {
    if text.chars().count() <= TEXT_CHARS_MAX {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(TEXT_CHARS_MAX - 1).collect();
    cut.push('…');
    cut
}

/// `first  second`, or one of them where the other is empty.
pub(super) fn joined(first: &str, second: &str) -> String {
    match (first.is_empty(), second.is_empty()) {
        (false, false) => format!("{first}  {}", short(second)),
        (true, _) => short(second),
        (_, true) => first.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_keep_their_digits() {
        #[track_caller]
        fn check(text: &str, expect: &str) {
            assert_eq!(number(text.parse().unwrap()), expect);
        }
        check("0.0810", "0.0810");
        check("2611.4", "2,611.4");
        check("-1234567.00", "-1,234,567.00");
        check("999", "999");
        check("-0.00", "0.00");
        assert_eq!(signed("1.499".parse().unwrap()), "+1.50");
        assert_eq!(signed("-1500".parse().unwrap()), "-1,500.00");
        assert_eq!(signed("-0.001".parse().unwrap()), "0.00");
    }

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(short("kurz"), "kurz");
        assert_eq!(short(&"é".repeat(500)).chars().count(), TEXT_CHARS_MAX);
        assert_eq!(
            (joined("a", "b"), joined("", "b"), joined("a", "")),
            ("a  b".into(), "b".into(), "a".into())
        );
    }
}
