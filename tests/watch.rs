//! Soaks that are watched while they run: pictures come, acts are seen, the end is told.

#![expect(clippy::unwrap_used, reason = "a test stops where its soak cannot be run")]

#[path = "watch/soak_run.rs"]
mod soak_run;

use soak::event::OperatorCommand;
use soak::link::{Broadcast, ViewerNews};
use soak::model::BreakerLevel;
use soak::runtime::Pace;
use soak::snapshot::Ended;
use soak_run::Soak;

/// A soak at `pace` is watched by two, tripped and stopped.
#[track_caller]
fn check(pace: Pace) {
    let soak = Soak::start(pace, None);
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

#[test]
fn a_soak_in_real_time_is_watched() {
    check(Pace::Real);
}

#[test]
fn a_soak_in_virtual_time_is_watched() {
    check(Pace::Times(1_000));
    check(Pace::Max);
}
