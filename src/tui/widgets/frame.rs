//! The frame around a panel: title at the left, summary at the right, a shape that says how the soak is.
//!
//! ```text
//!   ╭ Positions ─── 2 open ─╮   ╔▸Positions ═══ 2 open ═╗   ┌ Positions ┄┄┄ 2 open ┄┐
//!        all is well            tripped, and has the keys        old or of the past
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::ink::{Line, put};
use crate::tui::{Ctx, Frame};

/// Below this, a frame would leave nothing to see: cells across and rows.
const SIZE_MIN: (u16, u16) = (12, 3);
/// From this width on there is a blank between the frame and what is in it.
const PADDED_FROM: u16 = 24;

/// Corners from top left clockwise, then the horizontal and the vertical line.
const fn shape(frame: Frame) -> [&'static str; 6] {
    match frame {
        Frame::Calm => ["╭", "╮", "╯", "╰", "─", "│"],
        Frame::Tripped => ["╔", "╗", "╝", "╚", "═", "║"],
        Frame::Old => ["┌", "┐", "┘", "└", "┄", "┆"],
    }
}

/// Draws the frame and gives the room inside; all of `area`, without a frame, when that is too small.
pub(crate) fn frame(
    area: Rect,
    buf: &mut Buffer,
    title: &str,
    summary: &[(&str, Style)],
    cx: &Ctx<'_>,
) -> Rect {
    let area = area.intersection(buf.area);
    if area.width < SIZE_MIN.0 || area.height < SIZE_MIN.1 {
        return area;
    }
    let style = if cx.focused { cx.theme.border_focus } else { cx.theme.border };
    border(area, buf, shape(cx.frame), style);
    titles(area, buf, title, summary, cx);
    let padding = if area.width >= PADDED_FROM { 2 } else { 1 };
    Rect::new(area.x + padding, area.y + 1, area.width - 2 * padding, area.height - 2)
}

fn border(area: Rect, buf: &mut Buffer, shape: [&'static str; 6], style: Style) {
    let [top_left, top_right, bottom_right, bottom_left, across, down] = shape;
    let (right, bottom) = (area.right() - 1, area.bottom() - 1);
    let mut set = |x, y, symbol| {
        if let Some(cell) = buf.cell_mut((x, y)) {
            cell.set_symbol(symbol).set_style(style);
        }
    };
    for x in area.x + 1..right {
        set(x, area.y, across);
        set(x, bottom, across);
    }
    for y in area.y + 1..bottom {
        set(area.x, y, down);
        set(right, y, down);
    }
    set(area.x, area.y, top_left);
    set(right, area.y, top_right);
    set(right, bottom, bottom_right);
    set(area.x, bottom, bottom_left);
}

fn titles(area: Rect, buf: &mut Buffer, title: &str, summary: &[(&str, Style)], cx: &Ctx<'_>) {
    let theme = cx.theme;
    let top = Rect::new(area.x + 1, area.y, area.width - 2, 1);
    let mut line = Line::new(buf, top, 0);
    if cx.focused {
        line.put("▸", theme.border_focus);
        line.put(title, theme.border_focus.add_modifier(Modifier::BOLD));
    } else {
        line.put(" ", theme.title).put(title, theme.title);
    }
    line.put(" ", theme.title);
    // One piece of the border is kept on either side of the summary.
    let wide: u16 = summary.iter().map(|(text, _)| super::width(text)).sum();
    let room = line.room().saturating_sub(4);
    let taken = wide.min(room);
    if wide == 0 || taken < wide.min(4) {
        return;
    }
    let (mut x, end) = (top.right() - 3 - taken, top.right() - 2);
    put(buf, (x, area.y), 1, " ", theme.title);
    x += 1;
    for (text, style) in summary {
        x += put(buf, (x, area.y), end - x, text, *style);
    }
    put(buf, (end, area.y), 1, " ", theme.title);
}
