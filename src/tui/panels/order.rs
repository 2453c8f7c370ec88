//! The order inspector: one order's whole life, from intent to its end.
//!
//! ```text
//!   state     filled                      venue id  ord_8f2c11
//!   03:14:07.300            intent     fast average crossed the slow one
//!   03:14:07.300  +0.3 ms   journaled  input 2412890
//!   03:14:07.304  +4.1 ms   answer     201 accepted as ord_8f2c11          4.1 ms
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::model::{Span, Time};
use crate::snapshot::{LifeStep, OrderLife};
use crate::tui::Ctx;
use crate::tui::widgets::{Align, Column, Grid, Line, clock, count, frame, lasting, millis, width, window};

const COLUMNS: [Column; 5] = [
    Column { title: "time", width: 12, align: Align::Left, rank: 3 },
    Column { title: "after", width: 11, align: Align::Right, rank: 1 },
    Column { title: "", width: 12, align: Align::Left, rank: 0 },
    Column { title: "", width: 16, align: Align::Rest, rank: 0 },
    Column { title: "took", width: 11, align: Align::Right, rank: 2 },
];

/// What the panel shows.
#[derive(Clone, Copy, Debug)]
pub struct OrderData<'a> {
    /// The order; none while its life is read from the journal.
    pub life: Option<&'a OrderLife>,
    /// The step that the keys are on; none shows the beginning.
    pub selected: Option<usize>,
}

/// Draws the panel.
pub fn render(area: Rect, buf: &mut Buffer, data: &OrderData<'_>, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let Some(life) = data.life else {
        let inner = frame(area, buf, "Order", &[], cx);
        Line::new(buf, inner, 0).put("reading the journal …", theme.muted);
        return;
    };
    let title = format!("Order {}", count(life.order.0));
    let bad = life.steps.iter().filter(|step| step.bad).count();
    let steps = format!("{} steps", count(life.steps.len() as u64));
    let wrong = format!(" · ✗ {bad} wrong");
    let mut summary = vec![(steps.as_str(), theme.muted)];
    if bad > 0 {
        summary.push((&wrong, theme.bad));
    }
    let inner = frame(area, buf, &title, &summary, cx);
    Line::new(buf, inner, 0).put(&life.what, theme.strong);
    let below = Rect { y: inner.y + 1.min(inner.height), height: inner.height.saturating_sub(1), ..inner };
    let taken = facts(below, buf, life, cx);
    let below = Rect { y: below.y + taken, height: below.height - taken, ..below };
    timeline(below, buf, life, data.selected, cx);
}

/// Names and values, two in a row where there is room; gives the rows taken.
fn facts(area: Rect, buf: &mut Buffer, life: &OrderLife, cx: &Ctx<'_>) -> u16 {
    let theme = cx.theme;
    // The timeline keeps half of the room.
    let room = area.height / 2;
    let across: u16 = if area.width >= 80 { 2 } else { 1 };
    let cell = area.width / across;
    let names = life.facts.iter().map(|(name, _)| width(name)).max().unwrap_or(0).min(16) + 2;
    let mut rows = 0;
    for (index, (name, value)) in (0..).zip(&life.facts) {
        let (row, column) = (index / across, index % across);
        if row >= room {
            break;
        }
        let at = Rect { x: area.x + column * cell, y: area.y + row, width: cell, height: 1 };
        Line::new(buf, at, 0).put_left(name, names, theme.muted).put(value, theme.text);
        rows = row + 1;
    }
    (rows + u16::from(rows < room)).min(area.height)
}

fn timeline(area: Rect, buf: &mut Buffer, life: &OrderLife, selected: Option<usize>, cx: &Ctx<'_>) {
    let theme = cx.theme;
    if area.is_empty() {
        return;
    }
    let grid = Grid::new(&COLUMNS, area);
    let heads = u16::from(area.height > 2);
    if heads > 0 {
        grid.heads(buf, area.y, theme.muted);
    }
    let body = Rect { y: area.y + heads, height: area.height - heads, ..area };
    let seen = window(life.steps.len(), usize::from(body.height), selected);
    let selected = selected.map(|selected| selected.min(life.steps.len().saturating_sub(1)));
    let began = life.steps.first().map_or(cx.now, |step| step.at);
    for (y, index) in (body.y..body.bottom()).zip(seen) {
        let Some(step) = life.steps.get(index) else { continue };
        row(&grid, buf, y, step, began, cx);
        if selected == Some(index) && cx.focused {
            buf.set_style(Rect { y, height: 1, ..body }, theme.selected);
        }
    }
}

fn row(grid: &Grid<'_>, buf: &mut Buffer, y: u16, step: &LifeStep, began: Time, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let millis = step.at.as_millis().rem_euclid(1_000);
    let after = step.at.since(began);
    let (glyph, style) = if step.bad { ("✗", theme.bad) } else { (" ", theme.accent) };
    let word = format!("{glyph} {}", step.word);
    grid.cell(buf, y, 0, &format!("{}.{millis:03}", clock(step.at)), theme.muted);
    if after > Span::ZERO {
        grid.cell(buf, y, 1, &format!("+{}", length(after)), theme.muted);
    }
    grid.cell(buf, y, 2, &word, style);
    grid.cell(buf, y, 3, &step.text, if step.bad { theme.bad } else { theme.text });
    if let Some(took) = step.took {
        grid.cell(buf, y, 4, &length(took), theme.text);
    }
}

/// Milliseconds below ten seconds, coarser above.
fn length(span: Span) -> String {
    if span < Span::from_secs(10) { format!("{} ms", millis(span, 7)) } else { lasting(span) }
}
