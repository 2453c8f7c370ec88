//! Going through the soak's history.

use chrono::{NaiveDateTime, NaiveTime};

use super::model::Model;
use super::notice::Tone;
use super::past::Wish;
use super::rows;
use crate::link::{ControlRequest, PastStep, Question};
use crate::model::Time;
use crate::tui::msg::Command;

/// Steps from the moment that is shown.
pub(super) fn step(model: &mut Model, step: PastStep) -> Vec<Command> {
    let onward = matches!(step, PastStep::Forward | PastStep::LeapForward);
    if onward && model.past.shown().is_none() && !model.past.is_asking() {
        model.say("this is now; [ looks back", Tone::Plain);
        return Vec::new();
    }
    ask(model, Wish::Step(step))
}

/// Goes to the moment that `text` names, in UTC.
pub(super) fn go_to(model: &mut Model, text: &str) -> Vec<Command> {
    let Some(at) = model.shown().and_then(|picture| moment(text, picture.at)) else {
        model.say(&format!("{text:?} is no moment: write 2026-11-20 03:14 or 03:14, in UTC"), Tone::Bad);
        return Vec::new();
    };
    ask(model, Wish::Moment(at))
}

/// Back to now.
pub(super) fn now(model: &mut Model) {
    if model.past.shown().is_some() {
        // What was refused in the past may be done now.
        model.notice = None;
    }
    rows::keep_chosen(model, |model| model.past.leave());
}

/// Asks for what was wished while the last question was under way.
pub(super) fn go_on(model: &mut Model) -> Vec<Command> {
    let number = model.next_request();
    let question = model.live.picture.as_ref().and_then(|live| model.past.next((number, model.now), live));
    question.map(|question| request(number, question)).into_iter().collect()
}

fn ask(model: &mut Model, wish: Wish) -> Vec<Command> {
    let number = model.next_request();
    let Some(live) = &model.live.picture else {
        model.say("nothing was seen of the soak yet", Tone::Plain);
        return Vec::new();
    };
    let question = model.past.wish(wish, (number, model.now), live);
    question.map(|question| request(number, question)).into_iter().collect()
}

fn request(number: u64, question: Question) -> Command {
    Command::Request(number, ControlRequest::Ask(question))
}

/// The moment that `text` names: a date and a time, or a time of the day of `near` or the day before.
fn moment(text: &str, near: Time) -> Option<Time> {
    let forms = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"];
    let whole = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let of = |moment: NaiveDateTime| Time::from_micros(moment.and_utc().timestamp_micros());
    if let Some(moment) = whole {
        return Some(of(moment));
    }
    let clock = ["%H:%M:%S", "%H:%M"].iter().find_map(|form| NaiveTime::parse_from_str(text, form).ok())?;
    let today = chrono::DateTime::from_timestamp_micros(near.as_micros())?.date_naive();
    let at = of(today.and_time(clock));
    if at <= near { Some(at) } else { Some(of(today.pred_opt()?.and_time(clock))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_in_utc() {
        #[track_caller]
        fn check(text: &str, expect: Option<&str>) {
            // 2026-01-01T00:01:40Z.
            let near = Time::from_millis(1_767_225_700_500);
            assert_eq!(moment(text, near).map(|at| at.to_string()).as_deref(), expect);
        }
        check("2025-11-20 03:14", Some("2025-11-20T03:14:00.000Z"));
        check("2025-11-20T03:14:15", Some("2025-11-20T03:14:15.000Z"));
        check("00:01", Some("2026-01-01T00:01:00.000Z"));
        check("03:14", Some("2025-12-31T03:14:00.000Z"));
        check("yesterday", None);
        check("2025-13-20 03:14", None);
    }
}
