//! Standing alerts, one or two rows each.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::AlertsData;
use crate::event::Severity;
use crate::snapshot::AlertView;
use crate::tui::Ctx;
use crate::tui::panels::severity;
use crate::tui::widgets::{Align, Column, Grid, Line, age, put, width, window, wrap};

const COLUMNS: [Column; 5] = [
    Column { title: "", width: 6, align: Align::Left, rank: 0 },
    Column { title: "", width: 16, align: Align::Left, rank: 1 },
    Column { title: "", width: 10, align: Align::Left, rank: 2 },
    Column { title: "", width: 16, align: Align::Rest, rank: 0 },
    Column { title: "", width: 4, align: Align::Right, rank: 3 },
];
/// Cells of the badge.
const BADGE_WIDTH: u16 = 6;
/// Cells before the second row, so that it stands below the kind.
const INDENT: u16 = 8;
/// Rows in which the loudest alert is told whole when there is room below: more is a zoom's work.
const TOLD_ROWS_MAX: u16 = 8;

/// The columns, with kinds and subjects given no more room than the longest of them needs.
fn columns(alerts: &[&AlertView]) -> [Column; 5] {
    let mut columns = COLUMNS;
    let [_, kind, subject, ..] = &mut columns;
    kind.width = longest(alerts, |alert| &alert.kind).clamp(8, kind.width);
    subject.width = longest(alerts, |alert| &alert.subject).clamp(3, subject.width);
    columns
}

fn longest(alerts: &[&AlertView], text: impl Fn(&AlertView) -> &String) -> u16 {
    alerts.iter().map(|alert| width(text(alert))).max().unwrap_or(0)
}

/// Draws `alerts` as they come, the rows around the selected one, and gives the rows that were left.
pub(super) fn render(
    area: Rect,
    buf: &mut Buffer,
    alerts: &[&AlertView],
    data: &AlertsData<'_>,
    cx: &Ctx<'_>,
) -> u16 {
    let selected = data.selected.filter(|row| *row < alerts.len());
    let columns = columns(alerts);
    let loud = alerts.first().is_some_and(|alert| is_loud(alert));
    let keys = |index: usize| if loud && index == 0 { data.keys } else { &[] };
    let second = |index: usize, alert: &AlertView| has_second(alert) || !keys(index).is_empty();
    let rows_of = |(index, alert): (usize, &&AlertView)| 1 + u16::from(second(index, alert));
    let two_rows: u16 = alerts.iter().enumerate().map(rows_of).fold(0, u16::saturating_add);
    // When not all of them fit whole, the first, and the one that the keys are on, are still whole.
    let all = two_rows <= area.height;
    let whole = |index: usize| all || index == 0 || (selected == Some(index) && cx.focused);
    let extra: u16 = if all { 0 } else { 2.min(area.height / 2) };
    let room = area.height - extra;
    let seen = if all { 0..alerts.len() } else { window(alerts.len(), usize::from(room), selected) };
    let mut y = area.y;
    let mut shown = 0;
    let spare = area.height.saturating_sub(two_rows);
    for index in seen.clone() {
        let Some(alert) = alerts.get(index).filter(|_| y < area.bottom()) else { break };
        let told = if loud && index == 0 { told(alert, keys(index), area.width) } else { Vec::new() };
        let more = u16::try_from(told.len()).unwrap_or(u16::MAX).saturating_sub(1).min(TOLD_ROWS_MAX - 1);
        let more = if all { more.min(spare) } else { 0 };
        let rows = 1 + u16::from(whole(index) && second(index, alert)) + more;
        let at = Rect { y, height: rows.min(area.bottom() - y), ..area };
        row(&Grid::new(&columns, at), at, buf, alert, cx);
        if more > 0 {
            let below = Rect { y: at.y + 1, height: at.height.saturating_sub(1), ..at };
            told_rows(below, buf, &told, keys(index), cx);
        } else if at.height > 1 {
            second_row(Rect { y: at.y + 1, height: 1, ..at }, buf, alert, keys(index), cx);
        }
        if loud && index == 0 {
            put(buf, (at.x, at.y), BADGE_WIDTH.min(at.width), &badge(alert), cx.theme.alarm);
        }
        if selected == Some(index) && cx.focused {
            buf.set_style(at, cx.theme.selected);
        }
        y += at.height;
        shown += 1;
    }
    let hidden = alerts.len() - shown;
    if hidden > 0 && y < area.bottom() && area.height > 2 {
        let below = Rect { y, height: 1, ..area };
        Line::new(buf, below, 0).put(&format!("… {hidden} more"), cx.theme.muted);
        y += 1;
    }
    area.bottom() - y
}

/// Whether it is for somebody to act on now; the first such is the one thing on the screen that is filled.
fn is_loud(alert: &AlertView) -> bool {
    alert.severity == Severity::Page && alert.acknowledged_at.is_none()
}

/// Whether there is more to say than its own row holds; nobody needs it said again once acknowledged.
fn has_second(alert: &AlertView) -> bool {
    let more = alert.expected.is_some() || alert.observed.is_some() || !alert.doing.is_empty();
    alert.acknowledged_at.is_none() && more
}

/// The severity, with a tick for its glyph once somebody has acknowledged it.
pub(super) fn badge(alert: &AlertView) -> String {
    let badge = severity::badge(alert.severity);
    match (alert.acknowledged_at, badge.split_once(' ')) {
        (Some(_), Some((_, word))) => format!("✓ {word}"),
        _ => badge.to_owned(),
    }
}

fn row(grid: &Grid<'_>, area: Rect, buf: &mut Buffer, alert: &AlertView, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let acknowledged = alert.acknowledged_at.is_some();
    let (loud, text) = if acknowledged {
        (theme.muted, theme.muted)
    } else {
        (severity::style(alert.severity, theme), theme.text)
    };
    grid.cell(buf, area.y, 0, &badge(alert), loud);
    grid.cell(buf, area.y, 1, &alert.kind, loud);
    grid.cell(buf, area.y, 2, &alert.subject, text);
    grid.cell(buf, area.y, 3, &alert.text, text);
    grid.cell(buf, area.y, 4, &age(cx.now.since(alert.raised_at)), theme.muted);
}

/// What was expected, what was seen instead, what is being done.
fn parts(alert: &AlertView) -> Vec<(&'static str, &str)> {
    let parts = [
        ("expected ", alert.expected.as_deref()),
        // The sentence often begins with it, and stands right above.
        ("seen ", alert.observed.as_deref().filter(|seen| !alert.text.starts_with(seen))),
        ("→ ", Some(alert.doing.as_str()).filter(|doing| !doing.is_empty())),
    ];
    parts.into_iter().filter_map(|(name, text)| Some((name, text?))).collect()
}

/// The same in as many rows as it takes beside the keys, in a panel of this width.
fn told(alert: &AlertView, keys: &[(&str, &str)], panel: u16) -> Vec<String> {
    let parts: Vec<String> = parts(alert).into_iter().map(|(name, text)| format!("{name}{text}")).collect();
    let keys: u16 = keys.iter().map(|(key, act)| width(key) + width(act) + 3).sum();
    let room = panel.saturating_sub(INDENT.min(panel / 4) + keys);
    wrap(&parts.join(" · "), room.max(1))
}

/// Those rows, with the keys at the end of the first.
fn told_rows(area: Rect, buf: &mut Buffer, told: &[String], keys: &[(&str, &str)], cx: &Ctx<'_>) {
    for (row, text) in (0..area.height).zip(told) {
        let mut line = Line::new(buf, area, row);
        line.skip(INDENT.min(area.width / 4));
        if row == 0 {
            end_with_keys(&mut line, keys, cx);
        }
        line.put(text, cx.theme.text);
    }
}

fn end_with_keys(line: &mut Line<'_>, keys: &[(&str, &str)], cx: &Ctx<'_>) {
    for (key, act) in keys.iter().rev() {
        line.end_with(act, cx.theme.muted).end_with(key, cx.theme.key).end_with("", cx.theme.muted);
    }
}

/// What was expected, seen and is being done in one row: each gets a fair share of it.
fn second_row(area: Rect, buf: &mut Buffer, alert: &AlertView, keys: &[(&str, &str)], cx: &Ctx<'_>) {
    let theme = cx.theme;
    let mut known = parts(alert);
    let mut line = Line::new(buf, area, 0);
    line.skip(INDENT.min(area.width / 4));
    end_with_keys(&mut line, keys, cx);
    while !known.is_empty() {
        let (name, text) = known.remove(0);
        let later: u16 = known.iter().map(|(name, text)| width(name) + width(text) + 3).sum();
        let share = line.room() / u16::try_from(known.len() + 1).unwrap_or(1);
        let own = line.room().saturating_sub(later).max(share).saturating_sub(width(name));
        line.put(name, theme.muted);
        line.put_left(text, own.min(width(text)), theme.text);
        if !known.is_empty() {
            line.put(" · ", theme.muted);
        }
    }
}
