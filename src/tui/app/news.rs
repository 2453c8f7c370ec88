//! What the soak says.

use super::acting::Act;
use super::link_state::Link;
use super::meanwhile::meanwhile;
use super::model::Model;
use super::rows;
use crate::link::{Broadcast, ViewerNews};
use crate::tui::msg::{Command, Farewell};

/// Takes in what a viewer heard.
pub(super) fn heard(model: &mut Model, news: &ViewerNews) -> Vec<Command> {
    // After its last words nothing counts: the socket of a soak that ended is found dead.
    if matches!(model.link, Link::Over { .. }) {
        return Vec::new();
    }
    match news {
        ViewerNews::Connected { pid } => {
            model.link = Link::Connected { pid: *pid };
            model.heard_at = model.now;
            model.changed = true;
            Vec::new()
        }
        ViewerNews::Heard(broadcast) => on_broadcast(model, broadcast),
        ViewerNews::Lost { text, retry_in } => {
            model.link = Link::lost(text, *retry_in, model.now);
            model.changed = true;
            Vec::new()
        }
        ViewerNews::Over { text } => over(model, text),
    }
}

fn on_broadcast(model: &mut Model, broadcast: &Broadcast) -> Vec<Command> {
    model.heard_at = model.now;
    match broadcast {
        Broadcast::Picture(picture) => {
            model.acting.seen(picture);
            let same = model.live.picture.as_ref() == Some(picture);
            show(model, |model| model.live.picture = Some(picture.clone()), !same);
        }
        Broadcast::History(history) => {
            let same = model.live.history == **history;
            show(model, |model| model.live.history = (**history).clone(), !same);
        }
        Broadcast::Still => {}
        Broadcast::Ending { text } | Broadcast::Refused { text } => return over(model, text),
    }
    Vec::new()
}

/// Changes what is live; what is drawn changes with it unless another moment is shown.
fn show(model: &mut Model, change: impl FnOnce(&mut Model), differs: bool) {
    if !differs {
        return;
    }
    if model.frozen.is_some() || model.past.shown().is_some() {
        let before = meanwhile(model);
        change(model);
        model.changed |= meanwhile(model) != before;
        return;
    }
    rows::keep_chosen(model, change);
    model.changed = true;
}

fn over(model: &mut Model, text: &str) -> Vec<Command> {
    model.changed = true;
    let stopped = model.acting.is_asked(&Act::Stop);
    model.link = Link::Over { text: text.to_owned() };
    if stopped { vec![Command::Leave(Farewell::Stopped)] } else { Vec::new() }
}
