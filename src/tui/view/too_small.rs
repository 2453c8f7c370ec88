//! What is said where the panels have no room: what it is and whether it needs somebody, in words.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::figures::money;
use super::layout::LEAST;
use super::pieces::{self, Piece};
use super::status;
use crate::model::BreakerLevel;
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
        let (word, breaker) = match (picture.breaker.level, picture.breaker.flat_at) {
            (BreakerLevel::Armed, _) => ("● ARMED", theme.good),
            (BreakerLevel::Paused, _) => ("‖ PAUSED", theme.warn),
            (BreakerLevel::Tripped, _) => ("■ TRIPPED", theme.alarm),
            (BreakerLevel::Flattening, None) => ("■ CLOSING", theme.alarm),
            (BreakerLevel::Flattening, Some(_)) => ("■ FLAT", theme.alarm),
        };
        lines.push(vec![Piece::new(badge, style, 0), Piece::new(word, breaker, 0)]);
        lines.push(vec![Piece::new(picture.soak.name.clone(), theme.strong, 0)]);
        let equity = format!("equity {}  ", money(picture.pnl.equity));
        lines.push(vec![Piece::new(equity, theme.text, 0)]);
        lines.extend(status::judgement(model, picture, area.width).into_iter().map(|piece| vec![piece]));
        lines.extend(status::health(model, picture).into_iter().take(2).map(|piece| vec![piece]));
    }
    let text = format!("{}×{} is too small: {columns}×{rows} shows all", area.width, area.height);
    lines.push(vec![Piece::new(text, theme.muted, 0)]);
    for (y, line) in (0..area.height).zip(lines) {
        pieces::draw(Rect { y: area.y + y, height: 1, ..area }, buf, &line, 1);
    }
}
