//! One order's life over the panels.

use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Rect};
use ratatui::widgets::{Clear, Widget};

use super::pieces::{self, Piece};
use crate::tui::app::{Inspected, Model};
use crate::tui::panels::{OrderData, order};
use crate::tui::widgets::wrap;
use crate::tui::{Ctx, Frame};

/// Draws what is known of the order.
pub(super) fn draw(area: Rect, buf: &mut Buffer, model: &Model, inspected: &Inspected) {
    Clear.render(area, buf);
    let theme = model.theme();
    let now = model.shown().map(|picture| picture.at).unwrap_or_default();
    let cx = Ctx { theme, now, focused: true, zoomed: true, frame: Frame::Calm };
    let data = OrderData { life: inspected.life.as_deref(), selected: Some(inspected.scroll) };
    order::render(area, buf, &data, &cx);
    if let Some(why) = &inspected.why_not {
        let inside = area.inner(Margin::new(2, 1));
        let text = format!("order {} cannot be told: {why}", inspected.order);
        for (row, text) in inside.rows().zip(wrap(&text, inside.width)) {
            buf.set_style(row, theme.text);
            pieces::draw(row, buf, &[Piece::new(text, theme.bad, 0)], 0);
        }
    }
}

/// How far the chosen step can move.
pub(super) fn scroll_max(inspected: &Inspected) -> usize {
    inspected.life.as_ref().map_or(0, |life| life.steps.len().saturating_sub(1))
}
