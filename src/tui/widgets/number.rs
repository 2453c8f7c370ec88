//! Numbers as a person reads them: separated thousands, a true minus, as many decimals as always.
//!
//! Invariant: nothing is ever shown as minus zero, and no number breaks out of its column.

use ratatui::style::Style;
use rust_decimal::RoundingStrategy;

use crate::model::Decimal;
use crate::tui::theme::Theme;

/// What a number too large for its column is divided by, and the letter that says so.
const STEPS: [(u128, char); 4] =
    [(1_000, 'K'), (1_000_000, 'M'), (1_000_000_000, 'B'), (1_000_000_000_000, 'T')];

/// A number and how it is to be written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number {
    negative: bool,
    /// Gains have a sign too.
    signed: bool,
    whole: u128,
    /// What is behind the point, as a whole number of `decimals` digits.
    part: u128,
    decimals: u32,
}

impl Number {
    /// A number with a sign only when it is below zero.
    pub(crate) fn plain(value: Decimal, decimals: u32) -> Self {
        let rounded = value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
        let mantissa = rounded.mantissa().unsigned_abs();
        // A decimal has at most 28 places, and rounding leaves no more than were asked for.
        let unit = 10_u128.pow(rounded.scale());
        Self {
            negative: mantissa != 0 && rounded.is_sign_negative(),
            signed: false,
            whole: mantissa / unit,
            part: (mantissa % unit).saturating_mul(10_u128.pow(decimals.saturating_sub(rounded.scale()))),
            decimals,
        }
    }

    /// A gain or a loss: `+` or `−` before everything that does not round to zero.
    pub(crate) fn signed(value: Decimal, decimals: u32) -> Self {
        Self { signed: true, ..Self::plain(value, decimals) }
    }

    fn sign(self) -> &'static str {
        match (self.negative, self.signed && (self.whole | self.part) != 0) {
            (true, _) => "−",
            (false, true) => "+",
            (false, false) => "",
        }
    }

    /// All of it.
    pub(crate) fn text(self) -> String {
        let mut text = String::with_capacity(24);
        text.push_str(self.sign());
        group(&mut text, self.whole);
        if self.decimals > 0 {
            let part = self.part.to_string();
            text.push('.');
            text.extend(std::iter::repeat_n('0', (self.decimals as usize).saturating_sub(part.len())));
            text.push_str(&part);
        }
        text
    }

    /// What fits into `width` cells: all of it, no decimals, thousands and more as a letter, or the
    /// bound that it lies beyond.
    pub(crate) fn fit(self, width: u16) -> String {
        let fits = |text: &String| super::width(text) <= width;
        let text = self.text();
        if fits(&text) {
            return text;
        }
        let coarse = std::iter::once(self.without_decimals())
            .chain(STEPS.into_iter().flat_map(|step| self.divided(step)));
        let bound = || format!("{}999T", if self.negative { "<−" } else { ">" });
        coarse.into_iter().find(fits).or_else(|| Some(bound()).filter(fits)).unwrap_or_else(|| "…".to_owned())
    }

    fn without_decimals(self) -> String {
        // Half a unit or more counts as a whole one, as everywhere else.
        let up = self.decimals > 0 && self.part >= 10_u128.pow(self.decimals) / 2;
        Self { whole: self.whole + u128::from(up), part: 0, decimals: 0, ..self }.text()
    }

    /// Three digits and a letter, if that is what is left after division; with decimals, and without.
    fn divided(self, (unit, letter): (u128, char)) -> Vec<String> {
        let whole = self.whole / unit;
        if whole == 0 || whole > 999 {
            return Vec::new();
        }
        let sign = self.sign();
        let rest = self.whole % unit * 100 / unit;
        let fine = match whole {
            0..10 => format!("{sign}{whole}.{rest:02}{letter}"),
            10..100 => format!("{sign}{whole}.{}{letter}", rest / 10),
            _ => format!("{sign}{whole}{letter}"),
        };
        vec![fine, format!("{sign}{whole}{letter}")]
    }
}

/// A count with separated thousands.
pub(crate) fn count(number: impl Into<u128>) -> String {
    let mut text = String::with_capacity(12);
    group(&mut text, number.into());
    text
}

fn group(text: &mut String, whole: u128) {
    let digits = whole.to_string();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
}

/// The style of a gain, of a loss, and of neither.
pub(crate) fn by_sign(value: Decimal, theme: &Theme) -> Style {
    match value {
        value if value.is_zero() => theme.muted,
        value if value.is_sign_negative() => theme.bad,
        _ => theme.good,
    }
}

/// A decimal for drawing, where a pixel is coarser than any error.
#[expect(clippy::cast_precision_loss, reason = "only drawn, never compared")]
pub(crate) fn float(value: Decimal) -> f64 {
    let scale = i32::try_from(value.scale()).unwrap_or(0);
    value.mantissa() as f64 / 10_f64.powi(scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_have_separators_signs_and_fixed_decimals() {
        #[track_caller]
        fn check(value: &str, decimals: u32, plain: &str, signed: &str) {
            assert_eq!(Number::plain(decimal(value), decimals).text(), plain);
            assert_eq!(Number::signed(decimal(value), decimals).text(), signed);
        }
        check("10042.17", 2, "10,042.17", "+10,042.17");
        check("-0.04", 2, "−0.04", "−0.04");
        check("-0.004", 2, "0.00", "0.00");
        check("-0.005", 2, "−0.01", "−0.01");
        check("0", 2, "0.00", "0.00");
        check("5", 1, "5.0", "+5.0");
        check("999.999", 2, "1,000.00", "+1,000.00");
        check("1234567", 0, "1,234,567", "+1,234,567");
        check("0.00001234", 8, "0.00001234", "+0.00001234");
        check(
            "-79228162514264337593543950335",
            0,
            "−79,228,162,514,264,337,593,543,950,335",
            "−79,228,162,514,264,337,593,543,950,335",
        );
    }

    #[test]
    fn a_number_too_large_for_its_column_gets_coarser() {
        #[track_caller]
        fn check(value: &str, width: u16, expect: &str) {
            assert_eq!(Number::signed(decimal(value), 2).fit(width), expect);
        }
        check("-987654321.09", 15, "−987,654,321.09");
        check("-987654321.09", 14, "−987,654,321");
        check("-987654321.09", 11, "−987M");
        check("1234567.89", 6, "+1.23M");
        check("1234567.89", 4, "+1M");
        check("12345.5", 7, "+12,346");
        check("12345.5", 6, "+12.3K");
        check("9e27", 6, ">999T");
        check("-9e27", 6, "<−999T");
        check("-9e27", 3, "…");
        check("1", 0, "…");
    }

    #[test]
    fn minutes_of_drawing_lose_nothing_that_is_seen() {
        assert!((float(decimal("-10042.17")) + 10_042.17).abs() < 1e-9);
    }
}
