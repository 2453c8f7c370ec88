//! The command line and what completes it.
//!
//! ```text
//!   ╭ Command: Tab completes, ↑ typed before ─────────────────╮
//!   │ :fl▏                                                    │
//!   │  flatten [REASON]    trip and close every position …    │
//!   ╰─────────────────────────────────────────────────────────╯
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::boxed::{self, Weight};
use super::figures::cut;
use super::pieces::{self, Piece};
use crate::tui::app::{Model, Palette, candidates};
use crate::tui::widgets::width;

/// Columns of the command line.
const COLUMNS: u16 = 76;

/// Candidates shown.
const SHOWN: usize = 12;

/// Columns of the candidates themselves; what they do stands behind them.
const LINE: u16 = 26;

/// Draws the command line.
pub(super) fn draw(area: Rect, buf: &mut Buffer, model: &Model, palette: &Palette) {
    let theme = model.theme();
    let found = candidates(model, palette.typed());
    let chosen = palette.chosen();
    let first = chosen.map_or(0, |chosen| (chosen + 1).saturating_sub(SHOWN));
    let rows = u16::try_from(SHOWN + 3).unwrap_or(u16::MAX);
    let title = " Command: Tab completes, ↑ typed before ";
    let inner = boxed::draw(area, buf, (COLUMNS, rows), title, theme.border_focus, Weight::Light);
    let (before, after) = palette.line.halves();
    let line = Piece::new(":", theme.key, 0)
        .and(before.to_owned(), theme.strong)
        .and("▏", theme.accent)
        .and(after.to_owned(), theme.strong);
    pieces::draw(Rect { height: 1.min(inner.height), ..inner }, buf, &[line], 0);
    for (y, (place, candidate)) in (1..inner.height).zip(found.iter().enumerate().skip(first).take(SHOWN)) {
        let area = Rect { y: inner.y + y, height: 1, ..inner };
        let line = cut(&candidate.line, LINE);
        let blank = usize::from(LINE.saturating_sub(width(&line)));
        let follows = format!(" {:<blank$} ", cut(candidate.follows, LINE.saturating_sub(width(&line))));
        let piece = Piece::new(format!(" {line}"), theme.text, 0)
            .and(follows, theme.muted)
            .and(candidate.words.clone(), theme.muted);
        pieces::draw(area, buf, &[piece], 0);
        if chosen == Some(place) {
            buf.set_style(area, theme.selected);
        }
    }
}
