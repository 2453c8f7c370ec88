//! A decimal number of a row, read by hand.
//!
//! `Decimal::from_str_exact` keeps what it reads; here a number has at most 8 places, no trailing
//! zeros and a mantissa of 64 bits, which is quicker to read, to rescale and to compare.

use crate::model::Decimal;

/// Most decimal places kept, the venue's and the model's limit.
pub(super) const PLACES_MAX: u32 = 8;

/// 10 to the power of the index.
const POWERS: [i64; 9] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

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
    /// 10^12, the largest amount that the wire takes: the product of two still fits a decimal.
    pub(super) const LARGEST: Self = Self { mantissa: 1_000_000_000_000, places: 0 };

    /// Reads `text`: digits with at most one point among them and at most one minus in front.
    pub(super) fn read(text: &[u8], excess: Excess) -> Result<Self, NumberFault> {
        let (unsigned, sign) = match text {
            [b'-', rest @ ..] => (rest, -1),
            _ => (text, 1),
        };
        let mut digits = Digits::default();
        let mut rest = unsigned;
        while let [byte, tail @ ..] = rest {
            match byte {
                b'0'..=b'9' => digits.push(byte - b'0')?,
                b'.' if digits.fraction.is_none() && rest.len() < unsigned.len() => digits.fraction = Some(0),
                _ => return Err(NumberFault::NotANumber),
            }
            rest = tail;
        }
        if unsigned.is_empty() {
            return Err(NumberFault::NotANumber);
        }
        if excess == Excess::RoundHalfEven {
            digits.round()?;
        }
        let mantissa = i64::try_from(digits.mantissa).map_err(|_| NumberFault::TooLarge)?;
        Ok(Self { mantissa: sign * mantissa, places: digits.places })
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

/// The digits read so far. Zeros of the fraction wait until another digit follows them.
#[derive(Debug, Default)]
struct Digits {
    mantissa: u64,
    places: u32,
    /// Digits behind the point, once there is one.
    fraction: Option<u32>,
    /// The digit at the first place that is not kept.
    dropped: u8,
    /// Whether anything but zeros follows that one.
    dropped_more: bool,
}

impl Digits {
    fn push(&mut self, digit: u8) -> Result<(), NumberFault> {
        let mut shift = 1;
        if let Some(fraction) = &mut self.fraction {
            *fraction += 1;
            if digit == 0 {
                return Ok(());
            }
            if *fraction > PLACES_MAX {
                let first = *fraction == PLACES_MAX + 1;
                self.dropped = if first { digit } else { self.dropped };
                self.dropped_more |= !first;
                return Ok(());
            }
            shift = *fraction - self.places;
            self.places = *fraction;
        }
        self.append(shift, digit)
    }

    /// Writes `digit` behind the mantissa, at the `shift`th place.
    fn append(&mut self, shift: u32, digit: u8) -> Result<(), NumberFault> {
        let factor = POWERS.get(shift as usize).copied().unwrap_or(i64::MAX).unsigned_abs();
        let shifted = self.mantissa.checked_mul(factor).and_then(|shifted| shifted.checked_add(digit.into()));
        self.mantissa = shifted.ok_or(NumberFault::TooLarge)?;
        Ok(())
    }

    /// Rounds half-even by what was dropped.
    fn round(&mut self) -> Result<(), NumberFault> {
        // Of fewer places than are kept the last one is a zero, and even.
        let odd = self.places == PLACES_MAX && self.mantissa % 2 == 1;
        if self.dropped < 5 || self.dropped == 5 && !self.dropped_more && !odd {
            return Ok(());
        }
        self.append(PLACES_MAX - self.places, 1)?;
        self.places = PLACES_MAX;
        while self.places > 0 && self.mantissa.is_multiple_of(10) {
            self.mantissa /= 10;
            self.places -= 1;
        }
        Ok(())
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
        fn long_fractions_are_cut_and_rounded_as_the_decimal_type_does(
            whole in 0_u64..1_000, fraction in "[0-9]{7}[0459]{1,8}",
        ) {
            let text = format!("{whole}.{fraction}");
            let expect = Decimal::from_str_exact(&text).unwrap();
            let cut = Number::read(text.as_bytes(), Excess::Cut).unwrap();
            prop_assert_eq!(cut.decimal(), expect.trunc_with_scale(8));
            let rounded = Number::read(text.as_bytes(), Excess::RoundHalfEven).unwrap();
            prop_assert_eq!(rounded.decimal(), expect.round_dp(8));
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
