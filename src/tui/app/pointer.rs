//! The mouse, when it is switched on: a click gives a panel the keys, the wheel moves rows.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use super::model::Model;
use super::rows;
use crate::tui::msg::Command;
use crate::tui::view;

/// Takes in what the mouse did.
pub(super) fn moved(model: &mut Model, event: MouseEvent) -> Vec<Command> {
    if model.overlay.is_some() {
        return Vec::new();
    }
    let panel = view::panel_at(model, event.column, event.row);
    match event.kind {
        MouseEventKind::Down(MouseButton::Left) => {
            if let Some(panel) = panel {
                model.look.focus = panel;
            }
        }
        MouseEventKind::ScrollUp => drop(rows::step(model, -1)),
        MouseEventKind::ScrollDown => drop(rows::step(model, 1)),
        _ => return Vec::new(),
    }
    model.changed = true;
    Vec::new()
}
