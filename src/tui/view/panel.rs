//! Each panel's slice of the picture.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, BorderType, Widget};

use crate::snapshot::Snapshot;
use crate::tui::app::{Model, view_name};
use crate::tui::panels::Panel;
use crate::tui::{Ctx, Frame};

/// Draws `panel` of `picture`.
pub(super) fn draw(
    panel: Panel,
    area: Rect,
    buf: &mut Buffer,
    model: &Model,
    picture: &Snapshot,
    cx: &Ctx<'_>,
) {
    let style = if cx.focused { cx.theme.border_focus } else { cx.theme.border };
    let _ = (model, picture);
    if area.height < 3 {
        buf.set_stringn(area.x, area.y, view_name(panel), usize::from(area.width), style);
        return;
    }
    let border = match cx.frame {
        Frame::Calm => BorderType::Rounded,
        Frame::Tripped => BorderType::Double,
        Frame::Old => BorderType::LightDoubleDashed,
    };
    Block::bordered().border_type(border).border_style(style).title(view_name(panel)).render(area, buf);
}
