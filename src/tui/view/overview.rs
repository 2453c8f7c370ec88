//! The panels of the picture, as many as there is room for, or the one that has the whole screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::layout::{self, Size};
use super::panel;
use crate::model::BreakerLevel;
use crate::snapshot::Snapshot;
use crate::tui::app::{Link, Model};
use crate::tui::widgets::put;
use crate::tui::{Ctx, Frame};

/// Draws the panels.
pub(super) fn draw(area: Rect, buf: &mut Buffer, model: &Model, size: Size) {
    let Some(picture) = model.shown() else {
        waiting(area, buf, model);
        return;
    };
    let frame = frame(model, picture);
    let zoomed = model.look.is_zoomed();
    let places = if zoomed { vec![(model.look.focus, area)] } else { layout::places(size, area) };
    for (panel, place) in places {
        let focused = model.look.has_keys(panel);
        let cx = Ctx { theme: model.theme(), now: picture.at, focused, zoomed, frame };
        panel::draw(panel, place, buf, model, picture, &cx);
    }
}

/// The shape of frames: what is old is old before anything else.
fn frame(model: &Model, picture: &Snapshot) -> Frame {
    let old = model.link.is_down() || model.past.shown().is_some() || model.frozen.is_some();
    match picture.breaker.level {
        _ if old => Frame::Old,
        BreakerLevel::Tripped | BreakerLevel::Flattening => Frame::Tripped,
        BreakerLevel::Armed | BreakerLevel::Paused => Frame::Calm,
    }
}

/// What is said when there is nothing to draw.
fn waiting(area: Rect, buf: &mut Buffer, model: &Model) {
    let text = if model.past.shown().is_some() {
        "the journal keeps no picture of this moment".to_owned()
    } else {
        match &model.link {
            Link::Connecting => format!("connecting to {} …", model.name),
            Link::Connected { pid } => {
                format!("{} answers, process {pid}; its picture follows …", model.name)
            }
            Link::Lost { text, .. } => format!("{} does not answer: {text}", model.name),
            Link::Over { text } => format!("{} has ended: {text}", model.name),
        }
    };
    let middle = Rect { y: area.y + area.height / 2, height: 1.min(area.height), ..area };
    if middle.height > 0 {
        put(buf, (middle.x + 1, middle.y), middle.width.saturating_sub(1), &text, model.theme().muted);
    }
}
