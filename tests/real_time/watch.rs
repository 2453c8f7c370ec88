//! Soaks that are watched while they run: pictures come, acts are seen, the end is told.

#![expect(clippy::unwrap_used, reason = "a test stops where its soak cannot be run")]

mod game_day;
mod soak_run;

use soak::event::OperatorCommand;
use soak::link::{Broadcast, ControlReply, ControlRequest, PastStep, Question, Told, ViewerNews};
use soak::model::{BreakerLevel, OrderSeq, Span};
use soak::runtime::{Archive, Pace};
use soak::snapshot::{Ended, EventKind, EventLine, Past};
use soak_run::Soak;

/// How long after a moment nothing that is told of it changes any more.
const WELL_PAST: Span = Span::from_secs(7_200);

/// A soak at `pace` is watched by two, tripped and stopped.
#[track_caller]
fn check(pace: Pace) {
    let soak = Soak::start(pace);
    let (one, two) = (soak.viewer(), soak.viewer());
    let first = one.picture(|picture| picture.soak.phase == "trading");
    assert_eq!((first.soak.venue.as_str(), first.soak.feed.as_str()), ("embedded", "synthetic:7"));
    let later = one.picture(|picture| picture.feed.ticks > first.feed.ticks);
    assert!(later.at >= first.at && later.seq > first.seq);
    soak.act(OperatorCommand::Raise(BreakerLevel::Tripped));
    for viewer in [&one, &two] {
        let tripped = viewer.picture(|picture| picture.breaker.level == BreakerLevel::Tripped);
        assert_eq!(tripped.breaker.reason, "a test wants it");
    }
    soak.act(OperatorCommand::Stop);
    let text = two.until(|broadcast| match broadcast {
        Broadcast::Ending { text } => Some(text),
        _ => None,
    });
    assert_eq!(text, "the soak was stopped");
    let (_home, result) = soak.end();
    assert_eq!((result.ended, result.breaker), (Ended::Stopped, BreakerLevel::Tripped));
    let over = two.news.iter().find_map(|news| match news {
        ViewerNews::Over { text } => Some(text),
        _ => None,
    });
    assert!(over.is_some_and(|text| text.contains("is not running; it last ran at")));
}

/// The past of a soak at `pace` is there while it runs, and the same when it has ended.
#[track_caller]
fn check_past(pace: Pace) {
    let soak = Soak::start(pace);
    let viewer = soak.viewer();
    let filled = |event: &EventLine| event.kind == EventKind::Fill;
    let history = viewer.until(|broadcast| match broadcast {
        Broadcast::History(history) => Some(*history).filter(|history| history.events.iter().any(filled)),
        _ => None,
    });
    let fill = history.events.iter().find(|event| filled(event)).unwrap();
    let order = fill.order.unwrap();
    let Told::Order(life) = soak.told(Question::Order { order }) else { panic!("another answer") };
    let words: Vec<_> = life.steps.iter().map(|step| step.word.as_str()).collect();
    assert!(words.starts_with(&["intent", "journaled", "sent"]) && words.contains(&"fill"), "{words:?}");
    let back = Question::Past { from: fill.at, step: PastStep::Back };
    // Latencies are told by the minute and longer: the one that was running must be over.
    let past = loop {
        viewer.picture(|picture| picture.at.since(fill.at) > WELL_PAST);
        let Told::Past(past) = soak.told(back) else { panic!("another answer") };
        if past.reach.is_some_and(|(_, to)| to.since(fill.at) > WELL_PAST) {
            break past;
        }
    };
    let picture = past.picture.clone().unwrap();
    assert!(picture.at < fill.at && picture.soak.name == "watched");
    let unknown = soak.ask(&ControlRequest::Ask(Question::Order { order: OrderSeq(999_999) }));
    assert!(matches!(&unknown, ControlReply::Refused { text } if text.contains("999999")), "{unknown:?}");
    soak.act(OperatorCommand::Stop);
    let folder = soak.folder();
    let (_home, result) = soak.end();
    let mut archive = Archive::open(&folder).unwrap();
    let Told::Past(later) = archive.answer(&back).unwrap() else { panic!("another answer") };
    // What was is what it was; only more of it came.
    assert_eq!(later, Past { reach: later.reach, ..past });
    let last = archive.last().unwrap().picture.unwrap();
    assert_eq!((last.pnl.fills, last.soak.phase.as_str()), (result.fills, "ending"));
}

#[test]
fn the_past_of_a_virtual_soak_is_there_at_once() {
    check_past(Pace::Times(2_000));
}

#[test]
fn a_soak_in_real_time_is_watched() {
    check(Pace::Real);
}

#[test]
fn a_soak_in_virtual_time_is_watched() {
    check(Pace::Times(1_000));
    check(Pace::Max);
}
