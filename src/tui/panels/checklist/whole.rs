//! The panel on the whole screen: what comes next for each item, and all of the selected one.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{ChecklistData, badge, columns, row, style};
use crate::snapshot::ChecklistItem;
use crate::tui::Ctx;
use crate::tui::widgets::{Grid, Line, date_clock, window, wrap};

/// Rows of the selected item: a heading, and evidence and act of three rows each at most.
const DETAIL_ROWS: u16 = 9;
/// Fewer rows than these say nothing that the list does not.
const DETAIL_ROWS_MIN: u16 = 4;
/// Cells before the text of the detail.
const LABEL_WIDTH: u16 = 10;

pub(super) fn render(area: Rect, buf: &mut Buffer, data: &ChecklistData<'_>, cx: &Ctx<'_>) {
    let theme = cx.theme;
    // The list is whole before any item is told at length.
    let items = u16::try_from(data.items.len()).unwrap_or(u16::MAX);
    let detail = area.height.saturating_sub(items).min(DETAIL_ROWS);
    let detail = if detail < DETAIL_ROWS_MIN { 0 } else { detail };
    let list = Rect { height: area.height - detail, ..area };
    let columns = columns(data);
    let grid = Grid::new(&columns, list);
    let every = if usize::from(list.height) >= data.items.len() * 2 { 2 } else { 1 };
    let selected = data.selected.map(|selected| selected.min(data.items.len().saturating_sub(1)));
    let seen = window(data.items.len(), usize::from(list.height / every), selected);
    for (y, index) in (list.y..list.bottom()).step_by(usize::from(every)).zip(seen) {
        let Some(item) = data.items.get(index) else { continue };
        row(&grid, buf, y, item, cx);
        if every == 2 && !item.next.is_empty() {
            let below = Rect { x: grid.x(2), width: grid.width(2), ..list };
            Line::new(buf, below, y + 1 - list.y).put("→ ", theme.muted).put(&item.next, theme.muted);
        }
        if selected == Some(index) && cx.focused {
            buf.set_style(Rect { y, height: 1, ..list }, theme.selected);
        }
    }
    let item = selected.or(Some(0)).and_then(|selected| data.items.get(selected));
    if let Some(item) = item.filter(|_| detail > 0) {
        let below = Rect { y: list.bottom(), height: detail, ..area };
        about(below, buf, item, cx);
    }
}

/// All that is known of one item.
fn about(area: Rect, buf: &mut Buffer, item: &ChecklistItem, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let rule = "─".repeat(usize::from(area.width));
    Line::new(buf, area, 0).put(&rule, theme.border);
    let mut head = Line::new(buf, area, 1);
    head.put(badge(item.status), style(item.status, theme)).skip(2).put(&item.title, theme.strong);
    let taken = item.at.map(|at| format!("taken {} UTC", date_clock(at)));
    head.end_with(taken.as_deref().unwrap_or("no evidence yet"), theme.muted);
    let mut y = 2;
    for (name, text) in [("evidence", &item.evidence), ("next", &item.next)] {
        if text.is_empty() {
            continue;
        }
        let room = area.width.saturating_sub(LABEL_WIDTH);
        for (piece, label) in wrap(text, room).iter().take(3).zip([name, "", ""]) {
            Line::new(buf, area, y).put_left(label, LABEL_WIDTH, theme.muted).put(piece, theme.text);
            y += 1;
        }
    }
}
