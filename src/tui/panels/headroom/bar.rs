//! The bar of a minute's requests with the reserve and the line of normal running.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::style;
use crate::snapshot::HeadroomView;
use crate::tui::theme::Theme;
use crate::tui::widgets::{filled, put, put_right, width};

/// Cells behind the bar: ` 1,234 left`.
const WORDS_WIDTH: u16 = 9;

/// The cells between the bar's ends.
fn inside(area: Rect) -> Rect {
    let words = if area.width >= 30 { WORDS_WIDTH } else { 0 };
    Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(words + 2), ..area }
}

/// The cell in which so many requests end.
fn place(requests: u32, view: &HeadroomView, cells: u16) -> u16 {
    let place = u64::from(cells) * u64::from(requests) / u64::from(view.rpm.max(1));
    u16::try_from(place).unwrap_or(cells).min(cells)
}

/// Draws the bar, and behind it what is left.
pub(super) fn render(area: Rect, buf: &mut Buffer, view: &HeadroomView, theme: &Theme) {
    let bar = inside(area);
    if area.is_empty() || bar.width < 3 {
        return;
    }
    let (open, normal) = (place(view.open, view, bar.width), place(view.normal, view, bar.width));
    put(buf, (area.x, area.y), 1, "▕", theme.muted);
    for (cell, x) in (0..bar.width).zip(bar.x..) {
        let symbol = match cell {
            cell if cell == normal => "│",
            cell if cell < open => "·",
            cell if cell < normal => "─",
            _ => " ",
        };
        put(buf, (x, area.y), 1, symbol, theme.muted);
    }
    let share = f64::from(view.used) / f64::from(view.rpm.max(1));
    put(buf, (bar.x, area.y), bar.width, &filled(share, bar.width), style(view.used, view, theme));
    put(buf, (bar.right(), area.y), 1, "▏", theme.muted);
    let left = format!("{} left", view.free);
    let words = area.right().saturating_sub(bar.right() + 2);
    put(buf, (bar.right() + 2, area.y), words, &left, theme.text);
}

/// Names what the bar marks, below it.
pub(super) fn marks(area: Rect, buf: &mut Buffer, view: &HeadroomView, theme: &Theme) {
    let bar = inside(area);
    if area.is_empty() || bar.width < 3 || view.rpm == 0 {
        return;
    }
    let (open, normal) = (place(view.open, view, bar.width), place(view.normal, view, bar.width));
    let reserve = "reserve ─┘";
    if open >= width(reserve) && view.open < view.normal {
        put_right(buf, (bar.x, area.y), open + 1, reserve, theme.muted);
    }
    let line = format!("└─ {} % line", u64::from(view.normal) * 100 / u64::from(view.rpm));
    let room = area.right().saturating_sub(bar.x + normal);
    if width(&line) <= room {
        put(buf, (bar.x + normal, area.y), room, &line, theme.muted);
    }
}
