//! The whole frame.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::layout::{Rows, Size, rows};
use super::{banner, dialog, footer, header, help, order, overview, palette, too_small};
use crate::tui::app::{Model, Overlay};

/// Draws everything that `model` knows into `area`.
pub fn draw(model: &Model, area: Rect, buf: &mut Buffer) {
    let area = area.intersection(buf.area);
    let size = Size::of((area.width, area.height));
    if size == Size::TooSmall {
        too_small::draw(area, buf, model);
        // A question that was asked has to be seen to be answered.
        overlay(area, buf, model);
        return;
    }
    let Rows { header, banner, body, footer } = rows(model, area);
    header::draw(header, buf, model);
    banner::draw(banner, buf, model);
    overview::draw(body, buf, model, size);
    footer::draw(footer, buf, model);
    overlay(body, buf, model);
}

fn overlay(area: Rect, buf: &mut Buffer, model: &Model) {
    match &model.overlay {
        Some(Overlay::Help { scroll }) => help::draw(area, buf, model, *scroll),
        Some(Overlay::Confirm(confirm)) => dialog::confirm(area, buf, model, confirm),
        Some(Overlay::Reset(form)) => dialog::reset(area, buf, model, form),
        Some(Overlay::Palette(line)) => palette::draw(area, buf, model, line),
        Some(Overlay::Order(inspected)) => order::draw(area, buf, model, inspected),
        // It is typed in the footer, so that the rows it keeps are seen.
        Some(Overlay::Filter(..)) | None => {}
    }
}

/// How far what is read over the panels can be scrolled.
pub(crate) fn scroll_max(model: &Model) -> usize {
    let (columns, lines) = model.size;
    let area = Rect::new(0, 0, columns, lines);
    let body = if Size::of(model.size) == Size::TooSmall { area } else { rows(model, area).body };
    match &model.overlay {
        Some(Overlay::Help { .. }) => help::scroll_max(body),
        Some(Overlay::Order(inspected)) => order::scroll_max(inspected),
        _ => 0,
    }
}
