//! From a wish to act to the request: what forbids it, what has to be confirmed, what is sent.
//!
//! Invariant: trip, flatten, inject and stop leave only after a confirmation (or a second `!`), a reset only
//! after its form, and none of them from a picture of the past or by a viewer that may only read.

use super::acting::{Act, REASON, TWICE_WITHIN};
use super::confirm::{Confirm, Field, ResetForm, WORD};
use super::link_state::Link;
use super::model::{Model, Rights};
use super::notice::Tone;
use super::overlay::Overlay;
use super::rows;
use super::text_line::TextLine;
use crate::fault::Window;
use crate::link::ControlRequest;
use crate::model::BreakerLevel;
use crate::tui::keys::Chord;
use crate::tui::msg::Command;

/// Why `act` is not possible now, in words; none if it is.
pub(crate) fn why_not(model: &Model, act: &Act) -> Option<String> {
    if model.rights == Rights::ReadOnly {
        return Some("read-only: this viewer watches and cannot act".to_owned());
    }
    if model.past.shown().is_some() {
        return Some("this is the past: End goes back to now".to_owned());
    }
    match &model.link {
        Link::Over { .. } => return Some("the soak has ended".to_owned()),
        // Each request goes over a connection of its own, which may work.
        Link::Lost { .. } | Link::Connecting if !act.protects() => {
            return Some("the link is lost, only t, ! and f are tried; what is so is not seen".to_owned());
        }
        _ => {}
    }
    if model.acting.is_fresh(act, model.now) {
        return Some(format!("{} was asked already; the soak has not answered yet", act.verb()));
    }
    if model.acting.is_full() {
        return Some("too much is under way; wait for the answers".to_owned());
    }
    if matches!(act, Act::Inject(_)) {
        let picture = model.live.picture.as_ref();
        let is_allowed = picture.is_some_and(|picture| picture.game_day.is_some());
        let next = "set game_day.enabled = true in soak.toml and start the soak again";
        return (!is_allowed).then(|| format!("this soak takes no faults on purpose: {next}"));
    }
    match (act, level(model)?) {
        (Act::Trip, BreakerLevel::Tripped | BreakerLevel::Flattening) => {
            Some("the breaker is tripped already; f closes positions, r resets".to_owned())
        }
        (Act::Flatten, BreakerLevel::Flattening) => Some("positions are being closed already".to_owned()),
        (Act::Resume, BreakerLevel::Armed) => Some("entries are not paused".to_owned()),
        (Act::Pause, BreakerLevel::Paused) => {
            Some("entries are paused already; p lets them go on".to_owned())
        }
        (Act::Pause | Act::Resume, BreakerLevel::Tripped | BreakerLevel::Flattening) => {
            Some("the breaker is tripped; r resets it".to_owned())
        }
        (Act::Reset, BreakerLevel::Armed) => Some("the breaker is armed".to_owned()),
        _ => None,
    }
}

/// Begins `act`: asks first where that is due, else sends it.
pub(super) fn begin(model: &mut Model, act: Act, reason: Option<&str>, key: Option<Chord>) -> Vec<Command> {
    if !is_possible(model, &act) {
        return Vec::new();
    }
    let reason = reason.unwrap_or(REASON);
    match act {
        Act::Trip | Act::Flatten | Act::Inject(_) | Act::Stop => {
            model.overlay = Some(Overlay::Confirm(Confirm::new(act, reason, key, model.now)));
            Vec::new()
        }
        Act::Reset => self::reset(model, None),
        Act::Pause | Act::Resume | Act::Acknowledge(_) => send(model, act, reason),
    }
}

/// `p`: pauses entries, or lets them go on.
pub(super) fn pause_or_resume(model: &mut Model, reason: Option<&str>) -> Vec<Command> {
    let act = if level(model) == Some(BreakerLevel::Paused) { Act::Resume } else { Act::Pause };
    begin(model, act, reason, None)
}

/// `!`: the second one within a second trips.
pub(super) fn at_once(model: &mut Model) -> Vec<Command> {
    if !is_possible(model, &Act::Trip) {
        return Vec::new();
    }
    match model.acting.once.take() {
        Some(at) if model.now.since(at) < TWICE_WITHIN => send(model, Act::Trip, REASON),
        _ => {
            model.acting.once = Some(model.now);
            Vec::new()
        }
    }
}

/// Opens the form that resets.
pub(super) fn reset(model: &mut Model, reason: Option<&str>) -> Vec<Command> {
    if is_possible(model, &Act::Reset) {
        let reason = TextLine::of(reason.unwrap_or_default());
        model.overlay = Some(Overlay::Reset(ResetForm { reason, ..ResetForm::default() }));
    }
    Vec::new()
}

/// Enter in the form: to the field that is missing, or off it goes.
pub(super) fn reset_submitted(model: &mut Model) -> Vec<Command> {
    let Some(Overlay::Reset(form)) = &mut model.overlay else { return Vec::new() };
    if let Some(reason) = form.complete().map(str::to_owned) {
        model.overlay = None;
        if is_possible(model, &Act::Reset) {
            return send(model, Act::Reset, &reason);
        }
        return Vec::new();
    }
    form.field = if form.word.text() == WORD { Field::Reason } else { Field::Word };
    Vec::new()
}

/// `:inject`: asks whether to inject the fault on `line`, if it is one.
pub(super) fn inject(model: &mut Model, line: &str, key: Option<Chord>) -> Vec<Command> {
    let read = line.parse::<Window>().map_err(|error| error.to_string());
    match read.and_then(|window| window.fits_a_soak().map_err(|unfit| unfit.to_string())) {
        Ok(()) => begin(model, Act::Inject(line.to_owned()), None, key),
        Err(why) => {
            model.say(&why, Tone::Bad);
            Vec::new()
        }
    }
}

/// Acknowledges the alert named, else the chosen one, else the loudest.
pub(super) fn acknowledge(model: &mut Model, id: Option<&str>) -> Vec<Command> {
    let Some(id) = id.map(str::to_owned).or_else(|| rows::alert(model)) else {
        model.say("no alert waits to be acknowledged", Tone::Plain);
        return Vec::new();
    };
    begin(model, Act::Acknowledge(Some(id)), None, None)
}

/// Yes to the open question.
pub(super) fn confirmed(model: &mut Model, key: Option<Chord>) -> Vec<Command> {
    let now = model.now;
    let Some(Overlay::Confirm(confirm)) = &mut model.overlay else { return Vec::new() };
    if !key.is_some_and(|key| confirm.takes(key, now)) {
        return Vec::new();
    }
    let Some(Overlay::Confirm(confirm)) = model.overlay.take() else { return Vec::new() };
    if is_possible(model, &confirm.act) { send(model, confirm.act, &confirm.reason) } else { Vec::new() }
}

/// Says why not, if not. Whoever acts has to see what is so now, so a picture that stands still goes on.
fn is_possible(model: &mut Model, act: &Act) -> bool {
    if model.frozen.is_some() {
        rows::keep_chosen(model, |model| model.frozen = None);
    }
    match why_not(model, act) {
        Some(why) => {
            model.say(&why, Tone::Bad);
            false
        }
        None => true,
    }
}

/// Sends the request, and notes that it is under way.
fn send(model: &mut Model, act: Act, reason: &str) -> Vec<Command> {
    let number = model.next_request();
    let request = ControlRequest::Act { command: act.command(), reason: reason.to_owned() };
    model.acting.push(number, act, model.now);
    vec![Command::Request(number, request)]
}

/// Where the breaker is, as far as is known now.
fn level(model: &Model) -> Option<BreakerLevel> {
    model.live.picture.as_ref().map(|picture| picture.breaker.level)
}
