//! What requests came to.

use super::acting::Act;
use super::model::Model;
use super::notice::Tone;
use super::overlay::Overlay;
use super::{rows, travel};
use crate::link::{ControlReply, Told};
use crate::tui::msg::{Command, Farewell};

/// Takes in the answer to the request with this number, or why there is none.
pub(super) fn answered(
    model: &mut Model,
    number: u64,
    answer: &Result<ControlReply, String>,
) -> Vec<Command> {
    model.changed = true;
    if model.past.is_answer(number) {
        return on_past(model, answer);
    }
    if on_order(model, number, answer) {
        return Vec::new();
    }
    let done = matches!(answer, Ok(ControlReply::Done { .. }));
    let Some(act) = model.acting.answered(number, done, model.now) else { return Vec::new() };
    match answer {
        Ok(ControlReply::Done { .. }) if act == Act::Stop => return vec![Command::Leave(Farewell::Stopped)],
        // The soak's own words name what it did.
        Ok(ControlReply::Done { text }) => model.say(text, Tone::Plain),
        Ok(ControlReply::Refused { text }) => {
            model.say(&format!("{} refused: {text}", act.verb()), Tone::Bad);
        }
        Ok(ControlReply::Status(_) | ControlReply::Told(_) | ControlReply::Facts(_)) => {
            model.say(
                &format!("{}: the soak answered something else; look at the breaker", act.verb()),
                Tone::Bad,
            );
        }
        Err(why) => {
            let text = format!("{}: no answer, it may have been done: {why}", act.verb());
            model.say(&text, Tone::Bad);
        }
    }
    // What was said to be done and changed nothing is over: no picture will ever show it.
    if let Ok(ControlReply::Done { .. }) = answer
        && let Some(picture) = model.live.picture.take()
    {
        model.acting.seen(&picture);
        model.live.picture = Some(picture);
    }
    Vec::new()
}

/// Shows the moment that was asked for, and asks for the one that was wished for meanwhile.
fn on_past(model: &mut Model, answer: &Result<ControlReply, String>) -> Vec<Command> {
    let why_not = match answer {
        Ok(ControlReply::Told(told)) => match &**told {
            Told::Past(past) => {
                if past.picture.is_none() {
                    model.say("the journal keeps no picture of that moment", Tone::Plain);
                }
                let past = past.clone();
                rows::keep_chosen(model, |model| model.past.show(past));
                return travel::go_on(model);
            }
            Told::Order(_) => "the journal answered something else".to_owned(),
        },
        Ok(ControlReply::Refused { text }) => text.clone(),
        Ok(_) => "the soak answered something else".to_owned(),
        Err(why) => why.clone(),
    };
    model.past.give_up();
    model.say(&format!("cannot look back: {why_not}"), Tone::Bad);
    Vec::new()
}

/// Takes in an order's life; says whether that is what the number had asked for.
fn on_order(model: &mut Model, number: u64, answer: &Result<ControlReply, String>) -> bool {
    let Some(Overlay::Order(inspected)) = &mut model.overlay else { return false };
    if inspected.asked != number {
        return false;
    }
    let why_not = match answer {
        Ok(ControlReply::Told(told)) => match &**told {
            Told::Order(life) => {
                inspected.life = Some(Box::new(life.clone()));
                return true;
            }
            Told::Past(_) => "the journal answered something else".to_owned(),
        },
        Ok(ControlReply::Refused { text }) => text.clone(),
        Ok(_) => "the soak answered something else".to_owned(),
        Err(why) => why.clone(),
    };
    inspected.why_not = Some(why_not);
    true
}
