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

/// The bar of `value`: blank for nothing, the lowest for anything above it.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to nine levels")]
pub(crate) fn level(value: f64, heights: Heights) -> &'static str {
    if value <= 0.0 {
        return " ";
    }
    let share = match heights {
        Heights::Linear(full) if full > 0.0 => value / full,
        Heights::Logarithmic(least, full) if least > 0.0 && full > least => {
            (value / least).ln() / (full / least).ln()
        }
        Heights::Linear(_) | Heights::Logarithmic(..) => 0.0,
    };
    let step = (share * 8.0).round().clamp(1.0, 8.0) as usize;
    LEVELS.get(step).copied().unwrap_or("█")
}

/// Draws the latest `values` as columns of `wide` cells over the height of `area`, the latest at its right
/// end; `full` fills the height.
pub(crate) fn columns(
    area: Rect,
    buf: &mut Buffer,
    values: &[f64],
    wide: u16,
    full: f64,
    style: impl Fn(f64) -> Style,
) {
    let room = area.width / wide.max(1);
    for (back, value) in (1..=room).zip(values.iter().rev()) {
        let mut rest = value / full * f64::from(area.height);
        // What is not nothing is seen.
        rest = if *value > 0.0 { rest.max(0.1) } else { 0.0 };
        for y in (area.y..area.bottom()).rev() {
            if rest <= 0.0 {
                break;
            }
            for x in 0..wide {
                if let Some(cell) = buf.cell_mut((area.right() - back * wide + x, y)) {
                    cell.set_symbol(level(rest, Heights::Linear(1.0))).set_style(style(*value));
                }
            }
            rest -= 1.0;
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
            cell.set_symbol(level(*value, heights)).set_style(style(*value));
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
            assert_eq!(level(value, heights), expect);
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
