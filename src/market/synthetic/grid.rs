//! From the process's floats to decimals on a market's steps. Floats end here.

use crate::model::Decimal;

/// The multiples of one step.
///
/// Invariant: what it gives is an exact multiple of the step, and at least one step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    mantissa: i64,
    scale: u32,
    per_one: f64,
}

/// Which multiple of the step is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Towards {
    Zero,
    Nearest,
    Infinity,
}

/// Most steps: a value so far off is a mistake in the settings, and must still not overflow.
const STEPS_MAX: f64 = 1e15;

impl Grid {
    /// The grid of `step`; of 10^-8 where the step is not above zero or needs more than 32 bits.
    pub(super) fn new(step: Decimal) -> Self {
        let step = step.normalize();
        let mantissa = i32::try_from(step.mantissa()).map_or(0, i64::from);
        let (mantissa, scale) = if mantissa > 0 { (mantissa, step.scale()) } else { (1, 8) };
        Self { mantissa, scale, per_one: powers_of_ten(scale) / float(mantissa) }
    }

    /// The multiple of the step next to `value`.
    pub(super) fn value(&self, value: f64, towards: Towards) -> Decimal {
        self.steps(self.count(value, towards))
    }

    /// How many steps `value` is; at least one.
    #[expect(clippy::manual_clamp, reason = "what is not a number becomes one step")]
    pub(super) fn count(&self, value: f64, towards: Towards) -> i64 {
        let steps = value * self.per_one;
        let whole = match towards {
            Towards::Zero => libm::floor(steps),
            Towards::Nearest => libm::floor(steps + 0.5),
            Towards::Infinity => libm::ceil(steps),
        };
        // Not `clamp`, which would let through what is not a number.
        integer(whole.max(1.0).min(STEPS_MAX))
    }

    /// That many steps.
    pub(super) fn steps(&self, count: i64) -> Decimal {
        Decimal::new(count.saturating_mul(self.mantissa), self.scale)
    }
}

/// The nearest float of a decimal, for prices in settings.
pub(super) fn float_of(decimal: Decimal) -> f64 {
    let decimal = decimal.normalize();
    let mantissa = i64::try_from(decimal.mantissa()).unwrap_or(i64::MAX);
    float(mantissa) / powers_of_ten(decimal.scale())
}

/// Exact up to 10^22, which is more than any scale here.
fn powers_of_ten(exponent: u32) -> f64 {
    (0..exponent).fold(1.0, |power, _| power * 10.0)
}

#[expect(clippy::cast_precision_loss, reason = "mantissas of prices and steps are far below 2^53")]
fn float(number: i64) -> f64 {
    number as f64
}

#[expect(clippy::cast_possible_truncation, reason = "whole and within STEPS_MAX")]
fn integer(number: f64) -> i64 {
    number as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(step: &str, value: f64, expect: [&str; 3]) {
        let grid = Grid::new(step.parse().unwrap());
        let found = [Towards::Zero, Towards::Nearest, Towards::Infinity]
            .map(|towards| grid.value(value, towards).to_string());
        assert_eq!(found, expect);
    }

    #[test]
    fn values_land_on_steps_and_never_on_zero() {
        check("0.01", 180.256, ["180.25", "180.26", "180.26"]);
        check("0.5", 100.3, ["100.0", "100.5", "100.5"]);
        check("5", 102.0, ["100", "100", "105"]);
        check("0.01", 0.000_1, ["0.01", "0.01", "0.01"]);
        check("0.01", -3.0, ["0.01", "0.01", "0.01"]);
        check("0", 1.0, ["1.00000000", "1.00000000", "1.00000000"]);
        check("0.01", f64::NAN, ["0.01", "0.01", "0.01"]);
        check("1", f64::INFINITY, ["1000000000000000"; 3]);
    }
}
