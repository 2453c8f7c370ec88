//! The panel on the whole screen: standing alerts, differences that stand, and the past.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{AlertsData, agreement, standing};
use crate::snapshot::{AlertPast, AlertView};
use crate::tui::Ctx;
use crate::tui::panels::severity;
use crate::tui::widgets::{Align, Column, Grid, Line, age, date_clock, lasting, window};

/// Rows from which the zoom has something to add.
pub(super) const ROWS_MIN: u16 = 14;
/// Most differences listed; the rest are counted.
const DIFFERENCES_MAX: u16 = 5;

const PAST: [Column; 5] = [
    Column { title: "raised", width: 14, align: Align::Left, rank: 1 },
    Column { title: "", width: 6, align: Align::Left, rank: 0 },
    Column { title: "alert", width: 24, align: Align::Left, rank: 0 },
    Column { title: "", width: 16, align: Align::Rest, rank: 2 },
    Column { title: "stood", width: 22, align: Align::Left, rank: 3 },
];

pub(super) fn render(
    area: Rect,
    buf: &mut Buffer,
    data: &AlertsData<'_>,
    alerts: &[&AlertView],
    cx: &Ctx<'_>,
) {
    let theme = cx.theme;
    agreement::facts(Rect { height: 1, ..area }, buf, data.reconcile, cx);
    let differences = differences(Rect { y: area.y + 1, height: DIFFERENCES_MAX, ..area }, buf, data, cx);
    let top = area.y + 2 + differences;
    let rest = area.bottom() - top;
    // The past keeps a third of the room.
    let wanted = u16::try_from(alerts.len().saturating_mul(2)).unwrap_or(u16::MAX).max(1);
    let upper = wanted.min(rest - rest / 3);
    let list = Rect { y: top, height: upper, ..area };
    if alerts.is_empty() {
        Line::new(buf, list, 0).put("nothing stands", theme.muted);
    } else {
        standing::render(list, buf, alerts, data, cx);
    }
    let below = Rect { y: top + upper, height: rest - upper, ..area };
    past(below, buf, data, alerts.len(), cx);
}

/// Draws the differences that stand and gives the rows taken.
fn differences(area: Rect, buf: &mut Buffer, data: &AlertsData<'_>, cx: &Ctx<'_>) -> u16 {
    let theme = cx.theme;
    let standing = &data.reconcile.standing;
    let all = u16::try_from(standing.len()).unwrap_or(u16::MAX);
    let rows = all.min(area.height);
    for (row, difference) in (0..rows).zip(standing) {
        let mut line = Line::new(buf, area, row);
        if row + 1 == rows && all > rows {
            line.put(&format!("… {} more differences", all - row), theme.muted);
        } else {
            line.put("≠ ", theme.bad).put(difference, theme.text);
        }
    }
    rows
}

fn past(area: Rect, buf: &mut Buffer, data: &AlertsData<'_>, standing: usize, cx: &Ctx<'_>) {
    let theme = cx.theme;
    if area.height < 4 {
        return;
    }
    let mut title = Line::new(buf, area, 1);
    title.put("Raised, the latest first", theme.title).put(&format!("  {}", data.past.len()), theme.muted);
    let body = Rect { y: area.y + 2, height: area.height - 2, ..area };
    let grid = Grid::new(&PAST, body);
    let selected = data.selected.and_then(|row| row.checked_sub(standing));
    let seen = window(data.past.len(), usize::from(body.height), selected);
    for (y, index) in (body.y..body.bottom()).zip(seen) {
        let Some(alert) = data.past.get(index) else { continue };
        grid.cell(buf, y, 0, &date_clock(alert.raised_at), theme.muted);
        grid.cell(buf, y, 1, severity::badge(alert.severity), theme.muted);
        grid.cell(buf, y, 2, &alert.id, theme.text);
        grid.cell(buf, y, 3, &alert.text, theme.muted);
        grid.cell(buf, y, 4, &stood(alert, cx), theme.muted);
        if selected == Some(index) && cx.focused {
            buf.set_style(Rect { y, height: 1, ..body }, theme.selected);
        }
    }
}

/// How long it stood, and whether a person saw it.
fn stood(alert: &AlertPast, cx: &Ctx<'_>) -> String {
    let seen = if alert.acknowledged_at.is_some() { " ✓ ack" } else { "" };
    match alert.cleared_at {
        Some(at) => format!("for {}{seen}", lasting(at.since(alert.raised_at))),
        None => format!("stands {}{seen}", age(cx.now.since(alert.raised_at))),
    }
}
