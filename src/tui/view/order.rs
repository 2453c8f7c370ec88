//! One order's life over the panels.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::boxed::{self, Weight};
use super::pieces::{self, Piece};
use crate::tui::app::{Inspected, Model};

/// Draws what is known of the order.
pub(super) fn draw(area: Rect, buf: &mut Buffer, model: &Model, inspected: &Inspected) {
    let theme = model.theme();
    let title = format!(" Order {} ", inspected.order);
    let inner = boxed::draw(area, buf, (area.width, area.height), &title, theme.border_focus, Weight::Light);
    let (text, style) = match (&inspected.life, &inspected.why_not) {
        (Some(life), _) => (life.what.clone(), theme.text),
        (None, Some(why)) => (format!("cannot be told: {why}"), theme.bad),
        (None, None) => ("asking the journal …".to_owned(), theme.muted),
    };
    pieces::draw(Rect { height: 1.min(inner.height), ..inner }, buf, &[Piece::new(text, style, 0)], 0);
}

/// How far it can be scrolled.
pub(super) fn scroll_max(_area: Rect, inspected: &Inspected) -> usize {
    inspected.life.as_ref().map_or(0, |life| life.steps.len().saturating_sub(1))
}
