//! Ways of looking: an order's life, theme, range, sort, filter.

use super::look::can_filter;
use super::model::Model;
use super::notice::Tone;
use super::overlay::{Inspected, Overlay};
use super::rows;
use super::text_line::TextLine;
use crate::link::{ControlRequest, Question};
use crate::model::{OrderSeq, Span};
use crate::snapshot::ChecklistStatus;
use crate::tui::msg::Command;
use crate::tui::panels::Panel;

/// Opens the life of the order named, or of the one that the chosen row is about.
pub(super) fn order(model: &mut Model, named: Option<&str>) -> Vec<Command> {
    if named.is_none() && model.look.focus == Panel::Checklist {
        item(model);
        return Vec::new();
    }
    let order = match named {
        Some(text) => text.trim_start_matches('#').parse().ok().map(OrderSeq),
        None => rows::order(model),
    };
    let Some(order) = order else {
        let text = match named {
            Some(text) => format!("{text:?} is no order's number"),
            None => "no order chosen: choose a row in 7 events or 2 positions, or :order N".to_owned(),
        };
        model.say(&text, Tone::Plain);
        return Vec::new();
    };
    let asked = model.next_request();
    model.overlay = Some(Overlay::Order(Inspected { order, life: None, why_not: None, scroll: 0, asked }));
    vec![Command::Request(asked, ControlRequest::Ask(Question::Order { order }))]
}

/// Has the chosen item of the checklist told at length: the first that is in the way of GO, if none is chosen.
fn item(model: &mut Model) {
    let items = model.shown().map_or(&[][..], |picture| &picture.checklist);
    let in_the_way = items.iter().position(|item| item.status != ChecklistStatus::Go);
    if model.look.selected(Panel::Checklist).is_none() && !items.is_empty() {
        model.look.select(Panel::Checklist, Some(in_the_way.unwrap_or(0)));
    }
}

/// The theme named, else the next one.
pub(super) fn theme(model: &mut Model, named: Option<&str>) {
    let place = match named {
        Some(name) => model.themes.iter().position(|theme| theme.name.eq_ignore_ascii_case(name)),
        None => Some((model.theme + 1) % model.themes.len()),
    };
    let Some(place) = place else {
        let known = model.themes.iter().map(|theme| theme.name.as_str()).collect::<Vec<_>>().join(", ");
        model.say(&format!("no theme {:?}: there are {known}", named.unwrap_or_default()), Tone::Bad);
        return;
    };
    model.theme = place;
    let text = format!("theme {}", model.theme().name);
    model.say(&text, Tone::Plain);
}

/// The range of the curve, or the window of latency where that panel has the keys.
pub(super) fn range(model: &mut Model, named: Option<&str>) {
    let length = model.shown().map_or(Span::ZERO, |picture| picture.at.since(picture.soak.started_at));
    match model.look.next_range(named, length) {
        Ok(text) => model.say(&text, Tone::Plain),
        Err(text) => model.say(&text, Tone::Bad),
    }
}

/// The column that positions are sorted by.
pub(super) fn sort(model: &mut Model, named: Option<&str>) {
    let mut sorted = Ok(String::new());
    rows::keep_chosen(model, |model| sorted = model.look.next_sort(named));
    match sorted {
        Ok(text) => model.say(&text, Tone::Plain),
        Err(text) => model.say(&text, Tone::Bad),
    }
}

/// Filters by the text given, else opens the line for it.
pub(super) fn filter(model: &mut Model, text: Option<&str>) {
    if !can_filter(model.look.focus) {
        model.look.zoom_to(Panel::Events);
    }
    let panel = model.look.focus;
    match text {
        Some(text) => model.look.set_filter(panel, text),
        None => model.overlay = Some(Overlay::Filter(panel, TextLine::of(model.look.filter(panel)))),
    }
}
