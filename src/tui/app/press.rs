//! What an action does: the one place from which every key and every command goes on.

use super::acting::Act;
use super::complete::view_name;
use super::look::{PAGE, Zoom};
use super::model::{Frozen, Model, Tie};
use super::notice::Tone;
use super::overlay::Overlay;
use super::palette::Palette;
use super::{ask, inside, open, rows, travel};
use crate::link::PastStep;
use crate::tui::keys::{Action, Chord};
use crate::tui::msg::{Command, Farewell};
use crate::tui::panels::Panel;
use crate::tui::view;

/// Does `action`, with what followed it on the command line, by `key` if by one.
pub(super) fn act(
    model: &mut Model,
    action: Action,
    argument: Option<&str>,
    key: Option<Chord>,
) -> Vec<Command> {
    if let Some(commands) = inside::act(model, action, key) {
        return commands;
    }
    // What is not for something to read closes it: help is open, and `t` trips.
    if model.overlay.is_some() && !matches!(action, Action::Redraw | Action::Suspend) {
        model.overlay = None;
    }
    match action {
        Action::Trip => return ask::begin(model, Act::Trip, argument, key),
        Action::TripAtOnce => return ask::at_once(model),
        Action::Pause => return ask::pause_or_resume(model, argument),
        Action::Resume => return ask::begin(model, Act::Resume, argument, key),
        Action::Flatten => return ask::begin(model, Act::Flatten, argument, key),
        Action::Reset => return ask::reset(model, argument),
        Action::Acknowledge => return ask::acknowledge(model, argument),
        Action::AcknowledgeAll => return ask::begin(model, Act::Acknowledge(None), None, key),
        Action::Inject => return ask::inject(model, argument.unwrap_or_default(), key),
        Action::Stop => return ask::begin(model, Act::Stop, argument, key),
        Action::Detach | Action::Interrupt => return leave(model, key),
        Action::StepBack => return travel::step(model, PastStep::Back),
        Action::StepForward => return travel::step(model, PastStep::Forward),
        Action::LeapBack => return travel::step(model, PastStep::LeapBack),
        Action::LeapForward => return travel::step(model, PastStep::LeapForward),
        Action::GoTo => return travel::go_to(model, argument.unwrap_or_default()),
        Action::Now => travel::now(model),
        Action::Inspect => return open::order(model, argument),
        Action::Redraw => return vec![Command::Redraw],
        Action::Suspend => return vec![Command::Suspend],
        Action::Mouse => {
            model.mouse = !model.mouse;
            let text =
                if model.mouse { "the mouse chooses panels and rows" } else { "the mouse is the terminal's" };
            model.say(text, Tone::Plain);
            return vec![Command::Mouse(model.mouse)];
        }
        Action::Freeze => freeze(model),
        Action::Theme => open::theme(model, argument),
        Action::Range => open::range(model, argument),
        Action::Sort => open::sort(model, argument),
        Action::Filter => open::filter(model, argument),
        Action::Help => model.overlay = Some(Overlay::Help { scroll: 0 }),
        Action::Palette => model.overlay = Some(Overlay::Palette(Palette::default())),
        Action::ViewNamed => view_named(model, argument.unwrap_or_default()),
        _ => go(model, action),
    }
    Vec::new()
}

/// Moves about.
fn go(model: &mut Model, action: Action) {
    let page = PAGE.cast_signed();
    match action {
        Action::Up | Action::PreviousMatch => step(model, -1),
        Action::Down | Action::NextMatch => step(model, 1),
        Action::PageUp => step(model, -page),
        Action::PageDown => step(model, page),
        Action::First => rows::jump(model, false),
        Action::Last => rows::jump(model, true),
        Action::FocusPrevious => turn(model, false),
        Action::FocusNext => turn(model, true),
        Action::View(panel) => model.look.zoom_to(panel),
        Action::Overview => overview(model),
        Action::Zoom if model.look.is_zoomed() => overview(model),
        Action::Zoom => model.look.zoom = Zoom::Zoomed,
        Action::Back => back(model),
        _ => {}
    }
}

/// How the dashboard ends when it is left now.
pub(super) fn farewell(model: &Model) -> Farewell {
    match &model.link {
        super::link_state::Link::Over { text } => Farewell::Ended(text.clone()),
        _ => Farewell::Detached,
    }
}

/// Leaves. In the foreground that would end the soak, so it asks as `Q` does.
fn leave(model: &mut Model, key: Option<Chord>) -> Vec<Command> {
    if model.tie == Tie::Foreground && !model.link.is_down() {
        return ask::begin(model, Act::Stop, None, key);
    }
    vec![Command::Leave(farewell(model))]
}

/// Moves the chosen row; where there are no rows the keys go to the panel beside.
fn step(model: &mut Model, by: isize) {
    if !rows::step(model, by) && by.abs() == 1 && !model.look.is_zoomed() {
        turn(model, by > 0);
    }
}

fn turn(model: &mut Model, forward: bool) {
    let panels = if model.look.is_zoomed() { Panel::ALL.to_vec() } else { view::overview_panels(model.size) };
    model.look.turn(&panels, forward);
}

fn overview(model: &mut Model) {
    model.look.zoom = Zoom::Overview;
    if !view::overview_panels(model.size).contains(&model.look.focus) {
        model.look.focus = Panel::Pnl;
    }
}

/// One thing at a time is taken back: the filter, the choice, the zoom, the ice, the past. A notice
/// goes with whatever goes.
fn back(model: &mut Model) {
    let focus = model.look.focus;
    model.notice = None;
    if !model.look.filter(focus).is_empty() {
        model.look.set_filter(focus, "");
    } else if model.look.selected(focus).is_some() {
        model.look.select(focus, None);
    } else if model.look.is_zoomed() {
        overview(model);
    } else if model.frozen.is_some() {
        freeze(model);
    } else {
        travel::now(model);
    }
}

/// The picture stands, or goes on; the soak goes on in any case.
fn freeze(model: &mut Model) {
    if model.frozen.is_some() {
        rows::keep_chosen(model, |model| model.frozen = None);
    } else if model.past.shown().is_some() {
        model.say("the past stands still by itself", Tone::Plain);
    } else {
        model.frozen = Some(Frozen { since: model.now, seen: model.live.clone() });
    }
}

/// Gives the whole screen to the panel whose name begins so, if it is the only one.
fn view_named(model: &mut Model, name: &str) {
    let mut named = Panel::ALL.into_iter().filter(|panel| view_name(*panel).starts_with(name));
    match (named.next(), named.next()) {
        (Some(panel), None) => model.look.zoom_to(panel),
        _ if name == "overview" => overview(model),
        _ => {
            let known = Panel::ALL.map(view_name).join(", ");
            model.say(&format!("no panel {name:?}: there are {known}"), Tone::Bad);
        }
    }
}
