//! Bars of eighths: one cell across, one value each.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

const LEVELS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// How high a value stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Heights {
    /// In proportion to the value that fills the cell.
    Linear(f64),
    /// By the value's order of magnitude, from the value that just shows to the one that fills the cell.
    Logarithmic(f64, f64),
}

impl Heights {
    /// How much of the whole height `value` has: nothing for nothing, and something for anything above.
    fn share(self, value: f64) -> f64 {
        if value <= 0.0 {
            return 0.0;
        }
        let share = match self {
            Self::Linear(full) if full > 0.0 => value / full,
            Self::Logarithmic(least, full) if least > 0.0 && full > least => {
                (value / least).ln() / (full / least).ln()
            }
            Self::Linear(_) | Self::Logarithmic(..) => 0.0,
        };
        share.clamp(f64::MIN_POSITIVE, 1.0)
    }
}

/// The bar of a share of a cell: blank for nothing, the lowest for anything above it.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to nine levels")]
fn level(share: f64) -> &'static str {
    if share <= 0.0 {
        return " ";
    }
    let step = (share * 8.0).round().clamp(1.0, 8.0) as usize;
    LEVELS.get(step).copied().unwrap_or("█")
}

/// Draws the latest `values` as columns of `wide` cells over the height of `area`, each in its own style,
/// the latest at the right end.
pub(crate) fn columns(
    area: Rect,
    buf: &mut Buffer,
    values: &[f64],
    wide: u16,
    heights: Heights,
    style: impl Fn(f64) -> Style,
) {
    let room = area.width / wide.max(1);
    for (back, value) in (1..=room).zip(values.iter().rev()) {
        let mut rest = heights.share(*value) * f64::from(area.height);
        for y in (area.y..area.bottom()).rev().take_while(|_| *value > 0.0) {
            for x in 0..wide {
                if let Some(cell) = buf.cell_mut((area.right() - back * wide + x, y)) {
                    cell.set_symbol(level(rest)).set_style(style(*value));
                }
            }
            rest -= 1.0;
            if rest <= 0.0 {
                break;
            }
        }
    }
}

/// Writes the latest `values` that fit into `room` cells from `at`, each in its own style, so that the
/// latest is at the right end.
pub(crate) fn sparkline(
    buf: &mut Buffer,
    at: (u16, u16),
    room: u16,
    values: &[f64],
    heights: Heights,
    style: impl Fn(f64) -> Style,
) {
    let (x, y) = at;
    for (back, value) in (1..=room).zip(values.iter().rev()) {
        if let Some(cell) = buf.cell_mut((x + room - back, y)) {
            cell.set_symbol(level(heights.share(*value))).set_style(style(*value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heights_follow_the_value() {
        #[track_caller]
        fn check(value: f64, heights: Heights, expect: &str) {
            assert_eq!(level(heights.share(value)), expect);
        }
        check(0.0, Heights::Linear(300.0), " ");
        check(1.0, Heights::Linear(300.0), "▁");
        check(150.0, Heights::Linear(300.0), "▄");
        check(900.0, Heights::Linear(300.0), "█");
        check(5.0, Heights::Linear(0.0), "▁");
        check(1.0, Heights::Logarithmic(1.0, 10_000.0), "▁");
        check(100.0, Heights::Logarithmic(1.0, 10_000.0), "▄");
        check(10_000.0, Heights::Logarithmic(1.0, 10_000.0), "█");
    }
}
