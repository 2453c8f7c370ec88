//! Keys inside of what lies over the panels.

use super::model::Model;
use super::notice::Tone;
use super::overlay::Overlay;
use super::palette;
use super::{ask, look::PAGE, press};
use crate::tui::keys::{Action, Chord, Context};
use crate::tui::msg::Command;
use crate::tui::view;

/// Does what `action` means to the open overlay; nothing if it is not for the overlay.
pub(super) fn act(model: &mut Model, action: Action, key: Option<Chord>) -> Option<Vec<Command>> {
    let context = model.overlay.as_ref()?.context();
    match (context, action) {
        (_, Action::Cancel | Action::Interrupt) => {
            cancel(model);
            Some(Vec::new())
        }
        (Context::Reading, _) => scroll(model, action).then(Vec::new),
        (Context::Confirm, Action::Confirm) => Some(ask::confirmed(model, key)),
        (Context::Line, Action::Submit) => Some(submit(model, key)),
        (Context::Line, Action::Complete | Action::CompleteBack | Action::Earlier | Action::Later) => {
            turn(model, action);
            Some(Vec::new())
        }
        _ => None,
    }
}

fn cancel(model: &mut Model) {
    match model.overlay.take() {
        Some(Overlay::Confirm(confirm)) => {
            model.say(&format!("{}: not done", confirm.act.verb()), Tone::Plain);
        }
        Some(Overlay::Reset(_)) => model.say("reset: not done", Tone::Plain),
        Some(Overlay::Filter(panel, _)) => model.look.set_filter(panel, ""),
        _ => {}
    }
}

/// Scrolls something to read; says whether that is what `action` means.
fn scroll(model: &mut Model, action: Action) -> bool {
    let lines_max = view::scroll_max(model);
    let Some(scroll) = model.overlay.as_mut().and_then(Overlay::scroll) else { return false };
    let next = match action {
        Action::Up => scroll.saturating_sub(1),
        Action::Down => scroll.saturating_add(1),
        Action::PageUp => scroll.saturating_sub(PAGE),
        Action::PageDown => scroll.saturating_add(PAGE),
        Action::First => 0,
        Action::Last => lines_max,
        _ => return false,
    };
    *scroll = next.min(lines_max);
    true
}

fn submit(model: &mut Model, key: Option<Chord>) -> Vec<Command> {
    match &model.overlay {
        Some(Overlay::Palette(_)) => match palette::submit(model) {
            Some(Ok((action, argument))) => return press::act(model, action, argument.as_deref(), key),
            Some(Err(why)) => model.say(&why, Tone::Bad),
            None => {}
        },
        Some(Overlay::Reset(_)) => return ask::reset_submitted(model),
        Some(Overlay::Filter(..)) => model.overlay = None,
        _ => {}
    }
    Vec::new()
}

fn turn(model: &mut Model, action: Action) {
    match &mut model.overlay {
        Some(Overlay::Reset(form)) => form.turn(),
        Some(Overlay::Palette(_)) => match action {
            Action::Complete => palette::complete(model, true),
            Action::CompleteBack => palette::complete(model, false),
            Action::Earlier => palette::recall(model, true),
            _ => palette::recall(model, false),
        },
        _ => {}
    }
}
