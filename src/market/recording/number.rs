//! A decimal number of a row, read by hand.
//!
//! `Decimal::from_str_exact` keeps what it reads; here a number has at most 8 places, no trailing
//! zeros and a mantissa of 64 bits, which is quicker to read, to rescale and to compare.

use crate::model::Decimal;

/// Most decimal places kept, the venue's and the model's limit.
pub(super) const PLACES_MAX: u32 = 8;

/// 10 to the power of the index.
const POWERS: [i64; 9] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

/// The largest mantissa that takes one more digit.
const MANTISSA_EXTENDABLE: u64 = (u64::MAX - 9) / 10;

/// `mantissa` / 10^`places`.
///
/// Invariant: `places` is at most [`PLACES_MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    mantissa: i64,
    places: u32,
}

/// What to do with more than [`PLACES_MAX`] places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Excess {
    /// Cut: nobody gets more than there was.
    Cut,
    /// Round to the nearest, a tie to the even neighbour.
    RoundHalfEven,
}

/// Why a text is not such a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberFault {
    /// It is something else.
    NotANumber,
    /// Its mantissa takes more than 63 bits.
    TooLarge,
}

impl Number {
    /// Reads `text`: digits with at most one point and at most one minus in front.
    pub(super) fn read(text: &[u8], excess: Excess) -> Result<Self, NumberFault> {
        let unsigned = text.strip_prefix(b"-").unwrap_or(text);
        let mut parts = unsigned.splitn(2, |byte| *byte == b'.');
        let whole = parts.next().unwrap_or_default();
        let fraction = without_trailing_zeros(parts.next().unwrap_or_default());
        if whole.is_empty() {
            return Err(NumberFault::NotANumber);
        }
        let (kept, dropped) = fraction.split_at(fraction.len().min(PLACES_MAX as usize));
        let mut mantissa = append_digits(append_digits(0, whole)?, kept)?;
        let mut places = u32::try_from(kept.len()).map_err(|_| NumberFault::TooLarge)?;
        if !dropped.is_empty() {
            if !dropped.iter().all(u8::is_ascii_digit) {
                return Err(NumberFault::NotANumber);
            }
            if excess == Excess::RoundHalfEven && rounds_up(mantissa, dropped) {
                mantissa = mantissa.checked_add(1).ok_or(NumberFault::TooLarge)?;
            }
            while places > 0 && mantissa % 10 == 0 {
                mantissa /= 10;
                places -= 1;
            }
        }
        let mantissa = i64::try_from(mantissa).map_err(|_| NumberFault::TooLarge)?;
        let negative = unsigned.len() < text.len();
        Ok(Self { mantissa: if negative { -mantissa } else { mantissa }, places })
    }

    /// Decimal places that are not trailing zeros.
    pub(super) const fn places(self) -> u32 {
        self.places
    }

    /// The number itself, if it has no places.
    pub(super) fn whole(self) -> Option<i64> {
        (self.places == 0).then_some(self.mantissa)
    }

    /// Below, at or above zero: -1, 0 or 1.
    pub(super) const fn signum(self) -> i64 {
        self.mantissa.signum()
    }

    /// The same number with `places` places, so that all of a market's numbers have one scale; as it
    /// is where that would not fit.
    pub(super) fn widened(self, places: u32) -> Self {
        let factor = places.checked_sub(self.places).and_then(|up| POWERS.get(up as usize));
        match factor.and_then(|factor| self.mantissa.checked_mul(*factor)) {
            Some(mantissa) => Self { mantissa, places },
            None => self,
        }
    }

    /// Three equal parts of a quarter, cut to a whole unit of the last place, and the rest.
    pub(super) const fn quarters(self) -> (Self, Self) {
        let part = self.mantissa / 4;
        (Self { mantissa: part, ..self }, Self { mantissa: self.mantissa - 3 * part, ..self })
    }

    /// Whether this is at most `other`.
    pub(super) fn is_at_most(self, other: Self) -> bool {
        let scaled = |number: Self, by: u32| {
            i128::from(number.mantissa) * i128::from(POWERS.get(by as usize).copied().unwrap_or(1))
        };
        if self.places == other.places {
            return self.mantissa <= other.mantissa;
        }
        scaled(self, other.places.saturating_sub(self.places))
            <= scaled(other, self.places.saturating_sub(other.places))
    }

    /// The exact decimal.
    pub(super) fn decimal(self) -> Decimal {
        Decimal::new(self.mantissa, self.places)
    }
}

fn without_trailing_zeros(mut digits: &[u8]) -> &[u8] {
    while let [rest @ .., b'0'] = digits {
        digits = rest;
    }
    digits
}

/// `number` with `digits` written behind it.
fn append_digits(mut number: u64, digits: &[u8]) -> Result<u64, NumberFault> {
    for byte in digits {
        let digit = u64::from(byte.wrapping_sub(b'0'));
        if digit > 9 {
            return Err(NumberFault::NotANumber);
        }
        if number > MANTISSA_EXTENDABLE {
            return Err(NumberFault::TooLarge);
        }
        number = number * 10 + digit;
    }
    Ok(number)
}

/// Whether `kept` goes up by one when `dropped` (digits, not ending in zero) is rounded half-even.
fn rounds_up(kept: u64, dropped: &[u8]) -> bool {
    match dropped {
        [b'5'] => kept % 2 == 1,
        [first, ..] => *first >= b'5',
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, cut: &str, rounded: &str) {
        let read = |excess| match Number::read(text.as_bytes(), excess) {
            Ok(number) => number.decimal().to_string(),
            Err(fault) => format!("{fault:?}"),
        };
        assert_eq!(read(Excess::Cut), cut);
        assert_eq!(read(Excess::RoundHalfEven), rounded);
    }

    #[test]
    fn numbers_are_read_without_trailing_zeros() {
        check("1827.29", "1827.29", "1827.29");
        check("100", "100", "100");
        check("23.00000000", "23", "23");
        check("0.00141300", "0.001413", "0.001413");
        check("-0.5", "-0.5", "-0.5");
        check("5.", "5", "5");
        check("123456789012345678.000000000000", "123456789012345678", "123456789012345678");
    }

    #[test]
    fn places_beyond_eight_are_cut_or_rounded() {
        check("8.880099999999999", "8.88009999", "8.8801");
        check("0.000000005", "0", "0");
        check("0.000000015", "0.00000001", "0.00000002");
        check("0.0000000250001", "0.00000002", "0.00000003");
        check("1.99999999999", "1.99999999", "2");
    }

    #[test]
    fn anything_else_is_refused() {
        for text in
            ["", "-", ".", ".5", "+1", "1e5", "1,5", "1.2.3", "NaN", " 1", "1 ", "٣", "0x1", "1.123456789x"]
        {
            check(text, "NotANumber", "NotANumber");
        }
        check("9223372036854775808", "TooLarge", "TooLarge");
        check("92233720368547758.99", "TooLarge", "TooLarge");
    }

    #[test]
    fn quarters_lose_nothing() {
        let number = Number::read(b"0.10", Excess::Cut).unwrap().widened(2);
        let (part, rest) = number.quarters();
        assert_eq!((part.decimal().to_string(), rest.decimal().to_string()), ("0.02".into(), "0.04".into()));
    }

    proptest! {
        #[test]
        fn every_plain_decimal_reads_as_the_decimal_type_reads_it(
            whole in 0_u64..9_000_000_000, fraction in "[0-9]{0,8}",
        ) {
            let text = if fraction.is_empty() { whole.to_string() } else { format!("{whole}.{fraction}") };
            let number = Number::read(text.as_bytes(), Excess::Cut).unwrap();
            let expect = Decimal::from_str_exact(&text).unwrap();
            prop_assert_eq!(number.decimal(), expect);
            prop_assert_eq!(number.places(), expect.normalize().scale());
            prop_assert_eq!(number.widened(PLACES_MAX).decimal(), expect);
        }

        #[test]
        fn numbers_compare_as_decimals_do(
            one in (0_i64..1_000_000_000, 0_u32..=8), two in (0_i64..1_000_000_000, 0_u32..=8),
        ) {
            let one = Number { mantissa: one.0, places: one.1 };
            let two = Number { mantissa: two.0, places: two.1 };
            prop_assert_eq!(one.is_at_most(two), one.decimal() <= two.decimal());
        }
    }
}
