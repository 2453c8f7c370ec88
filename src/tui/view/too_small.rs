//! What is said where the panels have no room: what it is and whether it needs somebody, in words.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::figures::money;
use super::layout::LEAST;
use super::pieces::{self, Piece};
use super::{breaker, status};
use crate::snapshot::Execution;
use crate::tui::app::Model;
use crate::tui::theme::Theme;

/// Draws the words.
pub(super) fn draw(area: Rect, buf: &mut Buffer, model: &Model) {
    let theme = model.theme();
    let (columns, rows) = LEAST;
    let mut lines = Vec::new();
    if let Some(picture) = model.shown() {
        let (badge, style) = match picture.soak.execution {
            Execution::Paper => (" PAPER ", theme.paper),
            Execution::Unproven => (" UNPROVEN ", theme.warn),
            Execution::Live => (" LIVE ", Theme::LIVE),
        };
        let mut first = vec![Piece::new(badge, style, 0)];
        first.extend(breaker::piece(model, Some(picture)));
        lines.push(first);
        lines.push(vec![Piece::new(picture.soak.name.clone(), theme.strong, 0)]);
        let equity = format!("equity {}  ", money(picture.pnl.equity));
        lines.push(vec![Piece::new(equity, theme.text, 0)]);
        lines.extend(status::judgement(model, picture, area.width).into_iter().map(|piece| vec![piece]));
        lines.extend(status::health(model, picture).into_iter().take(2).map(|piece| vec![piece]));
    }
    if lines.is_empty() {
        lines.push(vec![Piece::new(model.name.clone(), theme.strong, 0)]);
        lines.extend(breaker::piece(model, None).map(|piece| vec![piece]));
    }
    if let Some(notice) = &model.notice {
        lines.push(vec![Piece::new(notice.text.clone(), theme.warn, 0)]);
    }
    let text = format!("{}×{} is too small: {columns}×{rows} shows all", area.width, area.height);
    lines.push(vec![Piece::new(text, theme.muted, 0)]);
    for (y, line) in (0..area.height).zip(lines) {
        pieces::draw(Rect { y: area.y + y, height: 1, ..area }, buf, &line, 1);
    }
}
