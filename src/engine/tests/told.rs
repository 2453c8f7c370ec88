//! Alerts that leave the box, and pages that have to reach a person.

use super::rig::Rig;
use crate::engine::{Alert, AlertKind};
use crate::event::{Delivery, DeliveryOutcome, Input, JournalStatus, Latched, OperatorCommand};
use crate::model::{BreakerLevel, Span, Time};

const TEST: &str = "test:ann";
const DAY: Span = Span::from_secs(86_400);

fn delivered(rig: &mut Rig, alert: &str, raised_at: Time) {
    tell(rig, alert, raised_at, DeliveryOutcome::Delivered);
}

fn tell(rig: &mut Rig, alert: &str, raised_at: Time, outcome: DeliveryOutcome) {
    let (alert, sink) = (alert.to_owned(), "hook".to_owned());
    rig.input(Input::Delivery(Box::new(Delivery { alert, raised_at, sink, outcome })));
}

fn acknowledge(rig: &mut Rig, alert: Option<&str>) {
    rig.operator(OperatorCommand::Acknowledge { alert: alert.map(str::to_owned) }, "");
}

fn test_alert(rig: &mut Rig) -> Time {
    rig.operator(OperatorCommand::TestAlert, "");
    rig.now
}

fn owed(rig: &Rig) -> Option<(String, Time, usize)> {
    let oldest = rig.state.alerts().tellings().oldest_owed();
    oldest.map(|(owed, more)| (owed.alert.id(), owed.since, more))
}

fn counts(rig: &Rig) -> (u64, u64) {
    let tellings = rig.state.alerts().tellings();
    (tellings.reached(), tellings.late())
}

#[test]
fn a_test_alert_is_over_when_it_is_acknowledged_and_owed_until_it_was_delivered() {
    let mut rig = Rig::trading();
    let raised_at = test_alert(&mut rig);
    assert!(rig.state.alerts().stands(AlertKind::Test, "ann"));
    rig.now = rig.now + Span::from_secs(1);
    acknowledge(&mut rig, Some(TEST));
    assert!(!rig.state.alerts().stands(AlertKind::Test, "ann"));
    assert_eq!((owed(&rig), counts(&rig)), (Some((TEST.to_owned(), raised_at, 0)), (0, 0)));
    rig.now = rig.now + Span::from_secs(1);
    delivered(&mut rig, TEST, raised_at);
    assert_eq!((owed(&rig), counts(&rig)), (None, (1, 0)));
    let told = rig.state.alerts().tellings().last(AlertKind::Test).unwrap().clone();
    assert_eq!((told.raised_at, told.since), (raised_at, raised_at));
    assert_eq!(
        (told.acknowledged_at, told.delivered_at),
        (Some(raised_at + Span::from_secs(1)), Some(raised_at + Span::from_secs(2)))
    );
}

#[test]
fn a_day_is_in_time_and_a_moment_more_is_late() {
    #[track_caller]
    fn check(after: Span, expect: (u64, u64)) {
        let mut rig = Rig::trading();
        let raised_at = test_alert(&mut rig);
        delivered(&mut rig, TEST, raised_at);
        rig.now = raised_at + after;
        acknowledge(&mut rig, None);
        // A day of silence is also a page about the venue, which is not what is asked here.
        assert_eq!(counts(&rig), expect);
        assert_ne!(owed(&rig).map(|owed| owed.0), Some(TEST.to_owned()));
        let late_at = rig.state.alerts().tellings().late_at();
        assert_eq!(late_at.is_some(), expect.1 > 0);
    }
    check(DAY, (1, 0));
    check(DAY + Span::from_micros(1), (0, 1));
}

#[test]
fn a_page_that_is_over_by_itself_is_owed_and_once_for_all_its_times() {
    let mut rig = Rig::trading();
    let first = rig.now;
    for _ in 0..3 {
        rig.input(Input::Journal(JournalStatus::Failing { reason: "full".to_owned() }));
        rig.input(Input::Journal(JournalStatus::Healthy));
        rig.now = rig.now + Span::from_secs(1);
    }
    assert_eq!(owed(&rig), Some(("journal:disk".to_owned(), first, 0)));
    delivered(&mut rig, "journal:disk", first);
    acknowledge(&mut rig, Some("journal:disk"));
    assert_eq!(owed(&rig).map(|owed| owed.1), Some(first), "the last of them has not left the box");
    delivered(&mut rig, "journal:disk", first + Span::from_secs(2));
    assert_eq!((owed(&rig), counts(&rig)), (None, (1, 0)));
}

#[test]
fn a_way_out_that_fails_is_an_alert_until_it_delivers() {
    let mut rig = Rig::trading();
    let failing = || DeliveryOutcome::Failing { reason: "refused\u{1b}[2J".to_owned() };
    let now = rig.now;
    tell(&mut rig, TEST, now, failing());
    let alert =
        |rig: &Rig| rig.state.alerts().open().find(|alert| alert.kind == AlertKind::Delivery).cloned();
    let words = alert(&rig).unwrap().finding.text();
    assert!(words.contains("hook") && words.contains("refused") && !words.contains('\u{1b}'), "{words}");
    assert_eq!(owed(&rig), None, "it is no page");
    let raised_at = test_alert(&mut rig);
    delivered(&mut rig, TEST, raised_at);
    assert_eq!(alert(&rig), None);
    let left = |rig: &Rig| rig.state.alerts().open().next().and_then(|alert: &Alert| alert.delivered_at);
    assert_eq!(left(&rig), Some(rig.now));
}

#[test]
fn a_way_out_that_is_taken_away_fails_no_more_and_has_delivered_nothing() {
    let mut rig = Rig::trading();
    let raised_at = test_alert(&mut rig);
    tell(&mut rig, TEST, raised_at, DeliveryOutcome::Failing { reason: "refused".to_owned() });
    assert!(rig.state.alerts().stands(AlertKind::Delivery, "hook"));
    tell(&mut rig, TEST, raised_at, DeliveryOutcome::Removed);
    assert!(!rig.state.alerts().stands(AlertKind::Delivery, "hook"));
    let left = rig.state.alerts().open().next().and_then(|alert: &Alert| alert.delivered_at);
    assert_eq!((left, counts(&rig)), (None, (0, 0)));
}

#[test]
fn a_delivery_of_an_earlier_time_is_not_taken_for_this_one() {
    let mut rig = Rig::trading();
    let raised_at = test_alert(&mut rig);
    delivered(&mut rig, TEST, raised_at - Span::from_secs(1));
    acknowledge(&mut rig, None);
    assert_eq!((owed(&rig).is_some(), counts(&rig)), (true, (0, 0)));
}

#[test]
fn more_than_can_be_followed_is_late() {
    let mut rig = Rig::trading();
    for n in 0..600 {
        let action = crate::event::OperatorAction {
            operator: crate::event::Operator { user: format!("u{n}"), terminal: String::new() },
            command: OperatorCommand::TestAlert,
            reason: String::new(),
        };
        rig.input(Input::Operator(Box::new(action)));
        acknowledge(&mut rig, None);
    }
    assert_eq!((owed(&rig).map(|owed| owed.2), counts(&rig)), (Some(511), (0, 88)));
}

#[test]
fn a_trip_is_seen_to_hold_over_a_restart() {
    #[track_caller]
    fn check(level: BreakerLevel, latched: Latched, expect: bool) {
        let mut rig = Rig::trading();
        rig.operator(OperatorCommand::Raise(level), "test");
        rig.now = rig.now + Span::from_secs(1);
        rig.input(Input::Resumed { latched, rules: None, venue_is_local: true });
        assert_eq!(rig.state.breaker().held_at(), expect.then_some(rig.now));
    }
    check(BreakerLevel::Tripped, Latched::Tripped, true);
    check(BreakerLevel::Tripped, Latched::Lost, false);
    check(BreakerLevel::Flattening, Latched::Flattening, true);
    check(BreakerLevel::Tripped, Latched::Open, false);
    check(BreakerLevel::Paused, Latched::Tripped, false);
}
