//! A gauge: how much of a limit is used, in eighths of a cell, and in words.
//!
//! ```text
//!   ▕██▊        ▏  0.80 of 3 %
//! ```

use ratatui::style::Style;

use super::ink::{Line, width};
use super::number::{Number, float};
use crate::model::Decimal;
use crate::tui::theme::Theme;

const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// Cells that the value takes: `12.34`, and coarser beyond.
const VALUE_WIDTH: u16 = 5;

/// The style by the share used: nothing to see below half, look above it, act from four fifths on, and
/// filled when the limit is reached.
pub(crate) fn by_share(share: f64, theme: &Theme) -> Style {
    match share {
        share if share >= 1.0 => theme.alarm,
        share if share >= 0.8 => theme.bad,
        share if share >= 0.5 => theme.warn,
        _ => theme.muted,
    }
}

/// Writes a gauge of `cells` altogether for `value` per cent of at most `limit` per cent.
///
/// The words come first when there is no room for both. Nothing is a limit of zero.
pub(crate) fn gauge(line: &mut Line<'_>, cells: u16, value: Decimal, limit: Decimal, theme: &Theme) {
    let share = if limit.is_zero() { 0.0 } else { float(value) / float(limit) };
    let style = by_share(share, theme);
    // The limit is the same all along, and with it the room for the bar.
    let of = match limit {
        limit if limit.is_zero() => " of no limit".to_owned(),
        limit => format!(" of {} %", limit.normalize()),
    };
    let bar = cells.saturating_sub(1 + VALUE_WIDTH + width(&of) + 2);
    if bar >= 3 {
        line.put("▕", theme.muted);
        line.put_left(&filled(share, bar), bar, style);
        line.put("▏", theme.muted);
    }
    let words = if share < 0.5 { theme.text } else { style };
    line.put_field(&Number::plain(value, 2).fit(VALUE_WIDTH), VALUE_WIDTH + 1, words);
    line.put(&of, theme.muted);
}

/// A bar of at most `cells`, in eighths.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the cells there are")]
pub(crate) fn filled(share: f64, cells: u16) -> String {
    let eighths = (share.clamp(0.0, 1.0) * f64::from(cells) * 8.0).round() as usize;
    // What is not nothing is seen.
    let eighths = if share > 0.0 { eighths.max(1) } else { eighths };
    let mut bar = "█".repeat(eighths / 8);
    bar.push_str(EIGHTHS.get(eighths % 8).copied().unwrap_or_default());
    bar
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::{Buffer, Cell};
    use ratatui::layout::Rect;

    use super::*;

    #[test]
    fn a_gauge_says_in_words_and_shape_how_near_the_limit_is() {
        #[track_caller]
        fn check(value: &str, limit: &str, expect: &str, style: impl Fn(&Theme) -> Style) {
            let theme = Theme::default();
            let mut buf = Buffer::empty(Rect::new(0, 0, 23, 1));
            let area = buf.area;
            let (value, limit) = (value.parse().unwrap(), limit.parse().unwrap());
            gauge(&mut Line::new(&mut buf, area, 0), 23, value, limit, &theme);
            let row: String = buf.content().iter().map(Cell::symbol).collect();
            assert_eq!(row.trim_end(), expect);
            assert_eq!(buf[(15, 0)].fg, style(&theme).fg.unwrap());
        }
        check("0.8", "3", "▕██▏     ▏  0.80 of 3 %", |theme| theme.text);
        check("0.001", "3.00", "▕▏       ▏  0.00 of 3 %", |theme| theme.text);
        check("1.6", "3", "▕████▎   ▏  1.60 of 3 %", |theme| theme.warn);
        check("2.5", "3", "▕██████▋ ▏  2.50 of 3 %", |theme| theme.bad);
        check("3.02", "3", "▕████████▏  3.02 of 3 %", |theme| theme.alarm);
        check("987654.31", "3", "▕████████▏  987K of 3 %", |theme| theme.alarm);
        check("0", "0", "▕   ▏  0.00 of no limit", |theme| theme.muted);
    }
}
