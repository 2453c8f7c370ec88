//! The panel on the whole screen: what comes next for each item, and all of the selected one.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{ChecklistData, badge, columns, row, style};
use crate::snapshot::ChecklistItem;
use crate::tui::Ctx;
use crate::tui::widgets::{Grid, Line, date_clock, window, wrap};

/// Rows of a text of the selected item at most.
const TEXT_ROWS: usize = 3;
/// Rows of the selected item at most: a rule, a heading, and evidence and act.
const DETAIL_ROWS: u16 = 9;
/// Fewer rows than these say nothing that the list does not.
const DETAIL_ROWS_MIN: u16 = 4;
/// Cells before the text of the detail.
const LABEL_WIDTH: u16 = 10;

pub(super) fn render(area: Rect, buf: &mut Buffer, data: &ChecklistData<'_>, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let selected = data.selected.map(|selected| selected.min(data.items.len().saturating_sub(1)));
    let item = selected.or(Some(0)).and_then(|selected| data.items.get(selected));
    // The list is whole before any item is told at length, unless a person has asked for that item.
    let items = u16::try_from(data.items.len()).unwrap_or(u16::MAX);
    let left = area.height.saturating_sub(items).min(DETAIL_ROWS);
    let detail = match item.filter(|_| selected.is_some()) {
        Some(item) => left.max(needed(item, area.width).min(area.height / 2)),
        None => left,
    };
    let detail = if detail < DETAIL_ROWS_MIN { 0 } else { detail };
    let list = Rect { height: area.height - detail, ..area };
    let columns = columns(data);
    let grid = Grid::new(&columns, list);
    let with_next = usize::from(list.height) >= data.items.iter().map(rows_with_next).sum();
    let mut y = list.y;
    for index in window(data.items.len(), usize::from(list.height), selected) {
        let Some(item) = data.items.get(index) else { continue };
        row(&grid, buf, y, item, cx);
        if selected == Some(index) && cx.focused {
            buf.set_style(Rect { y, height: 1, ..list }, theme.selected);
        }
        y += 1;
        if with_next && !item.next.is_empty() {
            let below = Rect { x: grid.x(2), width: grid.width(2), ..list };
            Line::new(buf, below, y - list.y).put("→ ", theme.muted).put(&item.next, theme.muted);
            y += 1;
        }
    }
    if let Some(item) = item.filter(|_| detail > 0) {
        let below = Rect { y: list.bottom(), height: detail, ..area };
        about(below, buf, item, cx);
    }
}

/// Rows of an item in the list, with what turns it green below it.
fn rows_with_next(item: &ChecklistItem) -> usize {
    1 + usize::from(!item.next.is_empty())
}

/// The lines of one item's evidence and of what turns it green, each with its name before the first.
fn told(item: &ChecklistItem, width: u16) -> Vec<(&'static str, String)> {
    let room = width.saturating_sub(LABEL_WIDTH);
    let texts = [("evidence", &item.evidence), ("next", &item.next)];
    let lines = texts.into_iter().filter(|(_, text)| !text.is_empty()).flat_map(|(name, text)| {
        let pieces = wrap(text, room).into_iter().take(TEXT_ROWS).enumerate();
        pieces.map(move |(line, piece)| (if line == 0 { name } else { "" }, piece)).collect::<Vec<_>>()
    });
    lines.collect()
}

/// Rows that all that is known of one item takes.
fn needed(item: &ChecklistItem, width: u16) -> u16 {
    u16::try_from(told(item, width).len()).unwrap_or(0) + 2
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
    for (y, (name, text)) in (2..area.height).zip(told(item, area.width)) {
        Line::new(buf, area, y).put_left(name, LABEL_WIDTH, theme.muted).put(&text, theme.text);
    }
}
