//! Every key, from the table.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::boxed::{self, Weight};
use super::pieces::{self, Piece};
use crate::tui::app::Model;
use crate::tui::keys::{Context, Group, Row, TABLE};
use crate::tui::theme::Theme;

/// Columns of one column of help.
const COLUMN: u16 = 58;

/// Columns that keys take.
const KEYS: usize = 12;

/// One line of help.
#[derive(Clone, Copy, Debug)]
enum Entry {
    /// Between two headings.
    Blank,
    /// A heading.
    Heading(&'static str),
    /// Keys and what they do.
    Keys(&'static Row),
}

/// Draws help, scrolled by so many lines.
pub(super) fn draw(area: Rect, buf: &mut Buffer, model: &Model, scroll: usize) {
    let (columns, lines) = shape(area);
    let theme = model.theme();
    let rows = u16::try_from(lines.div_ceil(usize::from(columns))).unwrap_or(u16::MAX).saturating_add(2);
    let width = columns * COLUMN + 4;
    let title =
        if scroll_max(area) > 0 { " Keys: ↑ ↓ scroll, Esc closes " } else { " Keys: Esc closes " };
    let inner = boxed::draw(area, buf, (width, rows), title, theme.border_focus, Weight::Light);
    let per_column = lines.div_ceil(usize::from(columns));
    let scroll = scroll.min(scroll_max(area));
    for (place, entry) in entries().into_iter().enumerate() {
        let (column, line) = (place / per_column.max(1), place % per_column.max(1));
        let Some(y) = line.checked_sub(scroll).and_then(|line| u16::try_from(line).ok()) else { continue };
        let x = u16::try_from(column).unwrap_or_default() * COLUMN;
        if y < inner.height && x < inner.width {
            let width = COLUMN.min(inner.width - x);
            entry.draw(Rect { x: inner.x + x, y: inner.y + y, width, height: 1 }, buf, theme);
        }
    }
}

/// How far it can be scrolled.
pub(super) fn scroll_max(area: Rect) -> usize {
    let (columns, lines) = shape(area);
    lines.div_ceil(usize::from(columns)).saturating_sub(usize::from(area.height.saturating_sub(2)))
}

/// Columns of help that fit side by side, and lines in all.
fn shape(area: Rect) -> (u16, usize) {
    let columns = (area.width.saturating_sub(4) / COLUMN).clamp(1, 2);
    (columns, entries().len())
}

/// Every line of help, in the order of the table.
fn entries() -> Vec<Entry> {
    let groups = [Group::Act, Group::Move, Group::See, Group::Past, Group::Leave, Group::Inside];
    let mut entries = Vec::new();
    for group in groups {
        if !entries.is_empty() {
            entries.push(Entry::Blank);
        }
        entries.push(Entry::Heading(group.heading()));
        // Scrolling goes the same way as moving does; saying it once is enough.
        let rows = TABLE.iter().filter(|row| row.group == group && row.context != Context::Reading);
        entries.extend(rows.map(Entry::Keys));
    }
    entries
}

impl Entry {
    fn draw(self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let piece = match self {
            Self::Blank => return,
            Self::Heading(text) => Piece::new(text, theme.title, 0),
            Self::Keys(row) => {
                let keys = match (row.keys, row.command) {
                    ([], Some((words, _))) => format!(":{words}"),
                    (keys, _) => keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
                };
                Piece::new(format!("{keys:>KEYS$}"), theme.key, 0).and(format!("  {}", row.words), theme.text)
            }
        };
        pieces::draw(area, buf, &[piece], 0);
    }
}
