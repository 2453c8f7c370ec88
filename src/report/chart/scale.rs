//! Scales for values: round marks, and where a value lies between them.

/// A scale from `low` at the bottom to `high` at the top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    step: f64,
    top: f64,
    height: f64,
}

impl Scale {
    /// A scale of round marks, about `marks` of them, that holds `low` to `high`.
    pub(super) fn round(low: f64, high: f64, marks: f64) -> Self {
        let length = if high > low { high - low } else { libm::fabs(high).max(1.0) / 1_000.0 };
        let power = libm::pow(10.0, libm::floor(libm::log10(length / marks)));
        let part = length / marks / power;
        let step = power * [1.0, 2.0, 5.0].into_iter().find(|nice| part <= *nice).unwrap_or(10.0);
        let (low, high) = (libm::floor(low / step) * step, libm::ceil(high / step) * step);
        Self { low, high: if high > low { high } else { low + step }, step, top: 0.0, height: 1.0 }
    }

    /// The same between `top` and `top + height`.
    pub(super) const fn within(self, top: f64, height: f64) -> Self {
        Self { top, height, ..self }
    }

    /// Where `value` lies; at the edge if it is outside.
    pub(super) fn y(&self, value: f64) -> f64 {
        let share = (value - self.low) / (self.high - self.low);
        self.top + (1.0 - share.clamp(0.0, 1.0)) * self.height
    }

    /// Every mark, from the lowest up.
    pub(super) fn marks(&self) -> impl Iterator<Item = f64> + use<> {
        let (low, high, step) = (self.low, self.high, self.step);
        (0..64_u32)
            .map(move |number| low + f64::from(number) * step)
            .take_while(move |mark| *mark <= high + step / 2.0)
    }

    /// Decimal places that tell two marks apart.
    pub(super) fn places(&self) -> usize {
        (0..8_u8)
            .find(|places| self.step * libm::pow(10.0, f64::from(*places)) > 0.999)
            .map_or(8, usize::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_round_and_hold_everything() {
        #[track_caller]
        fn check(low: f64, high: f64, expect: &[f64], places: usize) {
            let scale = Scale::round(low, high, 3.0);
            let marks: Vec<_> = scale.marks().map(|mark| libm::round(mark * 1e6) / 1e6).collect();
            assert_eq!((marks.as_slice(), scale.places()), (expect, places));
            assert!(marks[0] <= low && *marks.last().unwrap() >= high);
        }
        check(9_998.2, 10_004.9, &[9_995.0, 10_000.0, 10_005.0], 0);
        check(0.0, 300.0, &[0.0, 100.0, 200.0, 300.0], 0);
        check(0.0, 0.4, &[0.0, 0.2, 0.4], 1);
        check(10_000.0, 10_000.0, &[10_000.0, 10_005.0], 0);
        check(-1.0, 1.0, &[-1.0, 0.0, 1.0], 0);
    }

    #[test]
    fn a_value_outside_lies_at_the_edge() {
        let scale = Scale::round(0.0, 10.0, 2.0).within(100.0, 50.0);
        let places = [0.0, 10.0, -5.0, 50.0].map(|value| format!("{:.3}", scale.y(value)));
        assert_eq!(places, ["150.000", "100.000", "150.000", "100.000"]);
    }
}
