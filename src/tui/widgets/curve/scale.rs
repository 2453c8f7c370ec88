//! Which amounts a curve's area spans.

use crate::model::Decimal;
use crate::tui::widgets::{Number, width};

/// Cells that labels have at least: `10,000` and two more, so that most steps of the scale leave the
/// curve where it stands.
pub(super) const LABEL_WIDTH_MIN: u16 = 8;
/// Cells that labels have at most: a hundred million and its cents.
const LABEL_WIDTH_MAX: u16 = 14;

/// From the lowest to the highest amount, both rounded outwards to a step that reads well.
///
/// Rounding makes the labels short and lets them stand while the curve moves: a scale that followed
/// each new extreme would draw the whole curve anew each time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    bottom: f64,
    top: f64,
    step: f64,
}

impl Scale {
    /// Steps between bottom and top, about.
    const STEPS: f64 = 8.0;

    /// The scale over `amounts`; with `baseline`, if it lies no farther away than they are spread.
    /// None when there are no amounts.
    pub(super) fn over(amounts: impl Iterator<Item = f64>, baseline: Option<f64>) -> Option<Self> {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for amount in amounts {
            low = low.min(amount);
            high = high.max(amount);
        }
        if !low.is_finite() || !high.is_finite() {
            return None;
        }
        let spread = high - low;
        if let Some(baseline) = baseline
            && (baseline.max(high) - baseline.min(low)) <= spread * 2.0
        {
            low = low.min(baseline);
            high = high.max(baseline);
        }
        // A flat curve lies in the middle of a unit, or of what a large amount can still tell apart.
        let least = 1.0_f64.max(high.abs() * 1e-6);
        if high - low < least {
            let middle = f64::midpoint(low, high);
            (low, high) = (middle - least / 2.0, middle + least / 2.0);
        }
        let step = round_step((high - low) / Self::STEPS);
        Some(Self { bottom: (low / step).floor() * step, top: (high / step).ceil() * step, step })
    }

    /// Whether `amount` is the lowest or the highest, but for the error of floats.
    pub(super) fn ends_at(&self, amount: f64) -> bool {
        (amount - self.bottom).abs().min((amount - self.top).abs()) < self.step * 1e-6
    }

    /// How far from the top `amount` lies: 0 at the top, 1 at the bottom.
    pub(super) fn share_from_top(&self, amount: f64) -> f64 {
        ((self.top - amount) / (self.top - self.bottom)).clamp(0.0, 1.0)
    }

    /// The row of `amount`, of `rows`; none if it lies outside.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the rows")]
    pub(super) fn row(&self, amount: f64, rows: u16) -> Option<u16> {
        let inside = amount >= self.bottom && amount <= self.top && rows > 0;
        // By dots, as the curve itself is drawn.
        let dots = f64::from(u32::from(rows) * 4 - u32::from(rows > 0));
        inside.then(|| (self.share_from_top(amount) * dots).round() as u16 / 4)
    }

    /// `amount` with as many decimals as tell two steps apart.
    pub(super) fn label(&self, amount: f64) -> String {
        Number::plain(cents(amount), if self.step < 1.0 { 2 } else { 0 }).fit(LABEL_WIDTH_MAX)
    }

    pub(super) fn top_label(&self) -> String {
        self.label(self.top)
    }

    pub(super) fn bottom_label(&self) -> String {
        self.label(self.bottom)
    }

    /// Cells for the labels: the longer of the two at the ends, none of which loses its decimals.
    pub(super) fn labels_width(&self) -> u16 {
        width(&self.top_label()).max(width(&self.bottom_label())).max(LABEL_WIDTH_MIN)
    }
}

/// The next larger of 1, 2, 5, 10, 20, …
fn round_step(step: f64) -> f64 {
    let magnitude = 10_f64.powf(step.log10().floor());
    let digit = [1.0, 2.0, 5.0].into_iter().find(|digit| digit * magnitude >= step).unwrap_or(10.0);
    digit * magnitude
}

#[expect(clippy::cast_possible_truncation, reason = "saturates far beyond what a label has room for")]
fn cents(amount: f64) -> Decimal {
    Decimal::new((amount * 100.0).round() as i64, 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_at_round_amounts_around_all_points() {
        #[track_caller]
        fn check(amounts: &[f64], baseline: Option<f64>, expect: [&str; 2]) {
            let scale = Scale::over(amounts.iter().copied(), baseline).unwrap();
            assert_eq!([scale.bottom_label(), scale.top_label()], expect);
        }
        check(&[10_003.0, 10_042.17, 10_058.2], Some(10_000.0), ["10,000", "10,060"]);
        check(&[10_042.17], None, ["10,041.60", "10,042.80"]);
        check(&[-3.0, 12.0], None, ["−4", "12"]);
        check(&[100.0, 110.0], Some(10_000.0), ["100", "110"]);
        check(&[0.0], None, ["−0.60", "0.60"]);
        check(&[9_999.6, 10_000.0], Some(10_000.0), ["9,999.20", "10,000.40"]);
        check(&[100_000.2], None, ["99,999.60", "100,000.80"]);
        assert_eq!(Scale::over([].into_iter(), Some(1.0)), None);
    }

    #[test]
    fn rows_count_from_the_top() {
        let scale = Scale::over([0.0, 100.0].into_iter(), None).unwrap();
        assert_eq!([scale.row(100.0, 5), scale.row(0.0, 5)], [Some(0), Some(4)]);
        assert_eq!([scale.row(101.0, 5), scale.row(50.0, 0)], [None, None]);
    }
}
