//! Looking back.

use super::rig::{Rig, acts, number};
use crate::link::{ControlReply, ControlRequest, PastStep, Question, Told, ViewerNews};
use crate::model::{Span, Time};
use crate::snapshot::{Past, sample};
use crate::tui::msg::Command;

const SIZE: (u16, u16) = (120, 40);

fn usual() -> Rig {
    Rig::of(SIZE, sample::usual(), sample::usual_history())
}

/// The moment `ago` before the usual picture.
fn moment(ago: Span) -> Past {
    let mut picture = sample::usual();
    picture.at = picture.at - ago;
    picture.pnl.equity = crate::model::Money::new(crate::model::Decimal::new(777_777, 2));
    Past { picture: Some(Box::new(picture)), history: sample::usual_history(), reach: None }
}

fn told(past: Past) -> ControlReply {
    ControlReply::Told(Box::new(Told::Past(past)))
}

#[track_caller]
fn question(commands: &[Command]) -> (Time, PastStep) {
    match commands {
        [Command::Request(_, ControlRequest::Ask(Question::Past { from, step }))] => (*from, *step),
        other => panic!("no question about the past: {other:?}"),
    }
}

#[test]
fn keys_step_from_where_one_is() {
    let now = sample::usual().at;
    let mut rig = usual();
    let commands = rig.press("[");
    assert_eq!(question(&commands), (now, PastStep::Back));
    rig.shows("looking back");
    let back = Span::from_secs(3_600 * 59);
    assert!(rig.answer(number(&commands), Ok(told(moment(back)))).is_empty());
    rig.shows("PAST  ");
    rig.shows("2d 11h ago");
    rig.shows("End now");
    for (keys, step) in [("]", PastStep::Forward), ("{", PastStep::LeapBack), ("}", PastStep::LeapForward)] {
        let commands = rig.press(keys);
        assert_eq!(question(&commands), (now - back, step));
        rig.answer(number(&commands), Ok(told(moment(back))));
    }
    rig.press("t");
    rig.shows("this is the past: End goes back to now");
    rig.press("<End>");
    rig.hides("PAST");
    rig.hides("this is the past");
    assert!(rig.press("]").is_empty());
    rig.shows("this is now");
}

#[test]
fn only_the_latest_wish_waits() {
    let mut rig = usual();
    let first = rig.press("[");
    assert!(rig.press("[[[{").is_empty());
    let next = rig.answer(number(&first), Ok(told(moment(Span::from_secs(60)))));
    assert_eq!(question(&next), (sample::usual().at - Span::from_secs(60), PastStep::LeapBack));
    assert!(rig.answer(number(&next), Ok(told(moment(Span::from_secs(120))))).is_empty());
}

#[test]
fn acting_is_off_in_the_past() {
    for keys in ["ty", "!!", "fy", "p", "r", "A", "Qy", ":trip<Enter>y"] {
        let mut rig = usual();
        let asked = number(&rig.press("["));
        rig.answer(asked, Ok(told(moment(Span::from_secs(60)))));
        assert!(acts(&rig.press(keys)).is_empty(), "{keys}");
        rig.shows("this is the past");
    }
}

#[test]
fn what_happens_meanwhile_is_not_drawn_and_not_lost() {
    let mut rig = usual();
    let asked = number(&rig.press("["));
    rig.answer(asked, Ok(told(moment(Span::from_secs(60)))));
    let before = rig.screen();
    assert!(rig.model.take_changed());
    let mut later = sample::usual();
    later.pnl.equity = crate::model::Money::new(crate::model::Decimal::new(123_456, 2));
    rig.picture(later.clone());
    assert!(!rig.model.take_changed());
    assert_eq!(rig.screen(), before);
    rig.press("<End>");
    assert_eq!(rig.model.shown(), Some(&later));
}

#[test]
fn what_cannot_be_told_is_said() {
    let mut rig = usual();
    let asked = number(&rig.press("["));
    rig.press("[");
    assert!(rig.answer(asked, Err("the journal cannot be read".into())).is_empty());
    rig.shows("cannot look back: the journal cannot be read");
    let asked = number(&rig.press("["));
    let nothing = Past { picture: None, ..moment(Span::from_secs(60)) };
    rig.answer(asked, Ok(told(nothing)));
    rig.shows("keeps no picture of this moment");
}

#[test]
fn an_answer_that_comes_after_the_return_to_now_changes_nothing() {
    let mut rig = usual();
    let asked = number(&rig.press("["));
    rig.press("<End>");
    let before = rig.screen();
    rig.answer(asked, Ok(told(moment(Span::from_secs(60)))));
    assert_eq!(rig.screen(), before);
}

#[test]
fn a_moment_can_be_named_and_looked_back_to_when_it_is_over() {
    let mut rig = usual();
    rig.news(ViewerNews::Over { text: "its length is reached".into() });
    let commands = rig.press(":goto 2026-11-20 03:14<Enter>");
    let (at, step) = question(&commands);
    assert_eq!((at.to_string().as_str(), step), ("2026-11-20T03:14:00.000Z", PastStep::Stay));
    assert!(rig.press(":goto tomorrow<Enter>").is_empty());
    rig.shows("is no moment");
}

#[test]
fn who_looks_back_is_told_what_happens_now() {
    let mut rig = usual();
    let asked = number(&rig.press("["));
    rig.answer(asked, Ok(told(moment(Span::from_secs(60)))));
    rig.hides(" NOW ");
    assert!(rig.model.take_changed());
    let mut tripped = sample::usual();
    tripped.breaker.level = crate::model::BreakerLevel::Tripped;
    rig.picture(tripped);
    assert!(rig.model.take_changed());
    rig.shows("NOW ■ TRIPPED");
    rig.picture(sample::usual());
    rig.hides(" NOW ");
    let mut calling = sample::on_fire();
    calling.breaker.level = crate::model::BreakerLevel::Armed;
    rig.picture(calling);
    rig.shows("NOW ▲ 3 alerts");
}
