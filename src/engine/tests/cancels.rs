//! Cancels that do not cancel: asked about, tried again in good time, never in a rush.

use super::Rig;
use super::rig::{accepted, report};
use crate::event::{Answer, Failure, OperatorCommand, Outcome, Purpose, Request, Route};
use crate::model::{BreakerLevel, Side, Span};

/// A tripped breaker, an entry that rests at the venue, and its first cancel.
fn cancelling() -> (Rig, Request, Request) {
    let mut rig = Rig::trading();
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    let order = rig.take(Route::Order);
    rig.reply(&order, accepted(&order));
    rig.venue.open = vec![report(&order)];
    rig.operator(OperatorCommand::Raise(BreakerLevel::Tripped), "drill");
    let cancel = rig.take(Route::Cancel);
    (rig, order, cancel)
}

/// How many cancels leave in a quarter of a minute when each ends like `end`.
#[track_caller]
fn check(end: impl Fn(&mut Rig, &Request), query: impl Fn(&mut Rig, &Request, &Request)) {
    let (mut rig, order, cancel) = cancelling();
    end(&mut rig, &cancel);
    let mut cancels = 0;
    for _ in 0..30 {
        rig.after(Span::from_millis(500));
        for _ in 0..10 {
            while rig.count(Route::Cancel) > 0 {
                let cancel = rig.take(Route::Cancel);
                end(&mut rig, &cancel);
                cancels += 1;
            }
            while rig.count(Route::OrderQuery) > 0 {
                let question = rig.take(Route::OrderQuery);
                query(&mut rig, &order, &question);
            }
        }
        rig.cycle();
    }
    assert!((2..=4).contains(&cancels), "{cancels} more cancels in 15 s");
}

fn still_open(rig: &mut Rig, order: &Request, question: &Request) {
    rig.reply(question, Outcome::Answered(Answer::OrderFound(Some(Box::new(report(order))))));
}

#[test]
fn a_cancel_that_is_refused_while_the_order_works_is_tried_once_an_interval() {
    let refused = |rig: &mut Rig, cancel: &Request| {
        let outcome = Outcome::Refused { status: 503, code: "busy".into(), message: String::new() };
        rig.reply(cancel, outcome);
    };
    check(refused, still_open);
}

#[test]
fn a_cancel_that_never_left_is_not_repeated_in_a_rush() {
    check(|rig, cancel| rig.fail(cancel, Failure::NotSent), still_open);
}

#[test]
fn a_cancel_that_was_taken_and_did_nothing_is_tried_again() {
    let (mut rig, order, cancel) = cancelling();
    rig.reply(&cancel, accepted(&order));
    for _ in 0..3 {
        rig.after(Span::from_secs(5));
        rig.cycle();
    }
    assert!(rig.count(Route::Cancel) > 0, "the entry still rests at the venue");
}

#[test]
fn a_question_about_a_cancel_that_fails_is_asked_again() {
    let (mut rig, order, cancel) = cancelling();
    rig.fail(&cancel, Failure::TimedOut);
    let question = rig.take(Route::OrderQuery);
    rig.fail(&question, Failure::TimedOut);
    rig.after(Span::from_secs(6));
    let question = rig.take(Route::OrderQuery);
    still_open(&mut rig, &order, &question);
    rig.after(Span::from_secs(6));
    assert_eq!(rig.count(Route::Cancel), 1);
}
