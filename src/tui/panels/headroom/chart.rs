//! The peaks of the last hour as columns, with the limit, the line and the reserve beside them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{by_minute, tint};
use crate::snapshot::HeadroomView;
use crate::tui::Ctx;
use crate::tui::theme::Theme;
use crate::tui::widgets::{Heights, Line, columns, count, end_name, put, put_right};

/// Cells for the amounts at the left.
const LABEL_WIDTH: u16 = 6;

pub(super) fn render(area: Rect, buf: &mut Buffer, view: &HeadroomView, cx: &Ctx<'_>) {
    let theme = cx.theme;
    Line::new(buf, area, 0)
        .put("Peak by minute", theme.title)
        .put("  requests in any 60 seconds that end in it, over one hour", theme.muted);
    let room = area.width.saturating_sub(LABEL_WIDTH + 1);
    // As many cells for a minute as there are for all sixty.
    let wide = (room / 60).clamp(1, 3);
    let plot = Rect {
        x: area.x + LABEL_WIDTH + 1,
        y: area.y + 1,
        width: room.min(wide * 60),
        height: area.height.saturating_sub(2),
    };
    if plot.is_empty() {
        return;
    }
    for y in plot.y..plot.bottom() {
        put(buf, (plot.x - 1, y), 1, "│", theme.muted);
    }
    let limit = f64::from(view.rpm.max(1));
    let mut mark = |requests: u32| {
        let row = row_of(requests, view.rpm, plot.height);
        put_right(buf, (area.x, plot.y + row), LABEL_WIDTH, &count(requests), theme.muted);
        put(buf, (plot.x - 1, plot.y + row), 1, "┤", theme.muted);
        for x in plot.x..plot.right() {
            put(buf, (x, plot.y + row), 1, "┈", theme.muted);
        }
    };
    mark(view.open);
    mark(view.normal);
    mark(view.rpm);
    columns(plot, buf, &by_minute(view), wide, Heights::Linear(limit), tint(view, theme));
    axis(Rect { y: plot.bottom(), height: 1, ..plot }, buf, wide * 60, &end_name(cx), theme);
}

/// The row in which the top of a column of so many requests is.
fn row_of(requests: u32, limit: u32, rows: u16) -> u16 {
    let below = u64::from(rows) * u64::from(limit.saturating_sub(requests)) / u64::from(limit.max(1));
    u16::try_from(below).unwrap_or(rows).min(rows - 1)
}

fn axis(area: Rect, buf: &mut Buffer, hour: u16, end: &str, theme: &Theme) {
    put(buf, (area.x - 1, area.y), 1, "└", theme.muted);
    for x in area.x..area.right() {
        put(buf, (x, area.y), 1, "─", theme.muted);
    }
    for (back, name) in [(hour, " 60 min "), (hour / 2, " 30 min ")] {
        if back <= area.width {
            put(buf, (area.right() - back, area.y), 8, name, theme.muted);
        }
    }
    put_right(buf, (area.x, area.y), area.width, &format!(" {end}"), theme.muted);
}
