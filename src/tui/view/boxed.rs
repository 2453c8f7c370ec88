//! A box over the panels.
//!
//! Its lines are thick when it asks something about the soak, so that a question is told from
//! something to read by its shape too.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Block, BorderType, Clear, Widget};

/// How a box looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// Something to read or to type into.
    Light,
    /// A question about the soak.
    Heavy,
}

/// Draws an empty box of at most `columns` × `rows` in the middle of `area`, and gives the room inside.
pub(super) fn draw(
    area: Rect,
    buf: &mut Buffer,
    (columns, rows): (u16, u16),
    title: &str,
    style: Style,
    weight: Weight,
) -> Rect {
    let (width, height) = (columns.min(area.width), rows.min(area.height));
    let outer =
        Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
    let border = match weight {
        Weight::Light => BorderType::Rounded,
        Weight::Heavy => BorderType::Thick,
    };
    Clear.render(outer, buf);
    let block =
        Block::bordered().border_type(border).border_style(style).title_style(style).title(title.to_owned());
    let inner = block.inner(outer);
    block.render(outer, buf);
    Rect { x: inner.x + 1.min(inner.width), width: inner.width.saturating_sub(2), ..inner }
}
