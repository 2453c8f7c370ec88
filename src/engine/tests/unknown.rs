//! UNKNOWN orders: never guessed away, never sent again without proof.

use super::Rig;
use super::rig::report;
use crate::event::{
    Answer, Call, Failure, Input, Latched, OperatorCommand, OrderQuery, Outcome, Purpose, Request, Route,
};
use crate::model::{OrderSeq, Side, Span};

fn unknown_by(failure: Failure) -> (Rig, Request) {
    let mut rig = Rig::trading();
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    let order = rig.take(Route::Order);
    rig.fail(&order, failure);
    (rig, order)
}

#[test]
fn every_end_that_settles_nothing_makes_an_order_unknown_and_one_question() {
    for failure in [Failure::TimedOut, Failure::Disconnected, Failure::ServerError, Failure::Malformed] {
        let (rig, _) = unknown_by(failure);
        assert_eq!(rig.state.orders().unknown_count(), 1, "{failure:?}");
        assert_eq!((rig.count(Route::Order), rig.count(Route::OrderQuery)), (0, 1), "{failure:?}");
        let asked = rig.requests.iter().find(|r| r.route() == Route::OrderQuery).unwrap();
        assert!(matches!(&asked.call, Call::QueryOrder(OrderQuery::Client(key)) if key.as_str() == "s1-1"));
    }
}

#[test]
fn a_refusal_that_does_not_prove_one_settles_nothing() {
    #[track_caller]
    fn check(status: u16, code: &str, unknown: usize) {
        let mut rig = Rig::trading();
        rig.intent(Purpose::Entry, Side::Buy, Some("1"));
        let order = rig.take(Route::Order);
        rig.reply(&order, Outcome::Refused { status, code: code.into(), message: "no".into() });
        assert_eq!(rig.state.orders().unknown_count(), unknown, "{status} {code:?}");
    }
    check(400, "bad_size", 0);
    check(400, "trade_failed", 1);
    check(409, "conflict", 1);
    // A page of something in front of the venue, which may have passed the order on.
    check(403, "", 1);
    // An order is there under our key.
    check(400, "duplicate_request", 1);
    check(400, "duplicate_client_order_id", 1);
    check(422, "idempotency_conflict", 1);
}

#[test]
fn the_venues_word_settles_it() {
    let (mut rig, order) = unknown_by(Failure::ServerError);
    let question = rig.take(Route::OrderQuery);
    let filled = rig.fill_at_venue(&order, "1", "100");
    rig.reply(&question, Outcome::Answered(Answer::OrderFound(Some(Box::new(filled)))));
    rig.cycle();
    assert_eq!((rig.state.orders().unknown_count(), rig.held().as_str()), (0, "1"));
    assert_eq!(rig.count(Route::Order), 0);
    rig.after(Span::from_secs(10));
    rig.cycle();
    assert_eq!(rig.alerts(), Vec::<String>::new());
}

#[test]
fn the_venues_list_of_fills_settles_it_too() {
    let (mut rig, order) = unknown_by(Failure::TimedOut);
    rig.fill_at_venue(&order, "1", "100");
    rig.requests.retain(|request| request.route() != Route::OrderQuery);
    rig.cycle();
    assert_eq!(rig.held(), "1", "a fill is evidence wherever it is told");
}

#[test]
fn a_fill_alone_does_not_end_the_questions() {
    let mut rig = Rig::trading();
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    let order = rig.take(Route::Order);
    let filled = rig.fill_at_venue(&order, "1", "100");
    rig.after(Span::from_secs(6));
    rig.cycle();
    assert_eq!(rig.held(), "1", "the list of fills tells it before the answer is given up");
    rig.fail(&order, Failure::TimedOut);
    let lost = rig.take(Route::OrderQuery);
    rig.fail(&lost, Failure::TimedOut);
    rig.after(Span::from_secs(6));
    let question = rig.take(Route::OrderQuery);
    rig.reply(&question, Outcome::Answered(Answer::OrderFound(Some(Box::new(filled)))));
    rig.cycle();
    assert_eq!((rig.state.orders().pending_count(), rig.count(Route::Order)), (0, 0));
}

#[test]
fn absence_takes_two_answers_an_interval_apart_and_then_the_same_key_is_used() {
    let (mut rig, _) = unknown_by(Failure::TimedOut);
    rig.cycle();
    assert_eq!(rig.state.orders().unknown_count(), 1, "one answer is not enough");
    rig.after(Span::from_secs(4));
    rig.cycle();
    assert_eq!(rig.state.orders().unknown_count(), 1, "nor a second one too soon");
    rig.after(Span::from_secs(2));
    rig.cycle();
    let again = rig.take(Route::Order);
    let Call::PlaceOrder(ticket) = &again.call else { panic!("not an order") };
    assert_eq!(ticket.client_order_id.as_str(), "s1-1");
}

#[test]
fn the_second_question_is_asked_when_its_answer_can_be_the_proof() {
    let (mut rig, _) = unknown_by(Failure::TimedOut);
    let (slow, absent) = (Span::from_millis(40), || Outcome::Answered(Answer::OrderFound(None)));
    let first = rig.take(Route::OrderQuery);
    rig.after(slow);
    rig.reply(&first, absent());
    rig.after(Span::from_secs(5) - slow);
    assert_eq!(rig.count(Route::OrderQuery), 0, "a quick answer would come too soon to count");
    rig.after(slow);
    let second = rig.take(Route::OrderQuery);
    rig.reply(&second, absent());
    assert_eq!((rig.count(Route::Order), rig.state.orders().unknown_count()), (1, 0));
}

#[test]
fn an_old_intent_proven_absent_is_dropped() {
    let (mut rig, _) = unknown_by(Failure::TimedOut);
    let first = rig.take(Route::OrderQuery);
    rig.fail(&first, Failure::TimedOut);
    for _ in 0..6 {
        rig.after(Span::from_secs(6));
        rig.cycle();
    }
    assert_eq!((rig.count(Route::Order), rig.state.orders().unknown_count()), (0, 0));
    assert_eq!(rig.state.counters().intents_expired, 1);
}

#[test]
fn failed_questions_prove_nothing_however_many() {
    let (mut rig, _) = unknown_by(Failure::TimedOut);
    for _ in 0..20 {
        while rig.count(Route::OrderQuery) > 0 {
            let question = rig.take(Route::OrderQuery);
            rig.reply(&question, Outcome::RateLimited { retry_after: None });
        }
        rig.after(Span::from_secs(30));
    }
    assert_eq!(rig.state.orders().unknown_count(), 1);
    assert!(rig.alerts().contains(&"unknown_order:1".to_owned()), "{:?}", rig.alerts());
}

#[test]
fn an_unknown_order_counts_at_its_worst_and_blocks_its_market() {
    let (mut rig, _) = unknown_by(Failure::TimedOut);
    assert_eq!(rig.state.exposure_pending(), "100".parse().unwrap());
    rig.intent(Purpose::Entry, Side::Buy, Some("0.1"));
    assert_eq!(rig.count(Route::Order), 0);
}

#[test]
fn a_restart_makes_what_was_under_way_unknown_and_asks() {
    let mut rig = Rig::trading();
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    let order = rig.take(Route::Order);
    rig.requests.clear();
    rig.input(Input::Resumed { latched: Latched::Open, rules: None, venue_is_local: true });
    assert_eq!(rig.state.orders().unknown_count(), 1);
    assert_eq!((rig.count(Route::Order), rig.count(Route::OrderQuery)), (0, 1));
    rig.reply(&order, Outcome::Answered(Answer::Order(Box::new(report(&order)))));
    assert_eq!(rig.state.counters().replies_unasked, 1);
}

#[test]
fn a_person_can_state_that_it_is_absent_and_it_is_written_down() {
    let (mut rig, _) = unknown_by(Failure::TimedOut);
    rig.requests.clear();
    rig.now = rig.now + Span::from_secs(60);
    rig.operator(OperatorCommand::Settle { order: OrderSeq(1), absent: true }, "support said so");
    assert_eq!(rig.state.orders().unknown_count(), 0);
    let written = rig.records.iter().any(
        |record| matches!(record, crate::event::Record::Operator(row) if row.reason == "support said so"),
    );
    assert!(written);
}

#[test]
fn two_absences_told_at_once_prove_nothing() {
    let (mut rig, _) = unknown_by(Failure::TimedOut);
    rig.cycle();
    rig.requests.clear();
    // A restart asks at once, whatever was asked a moment before.
    rig.now = rig.now + Span::from_secs(1);
    rig.input(Input::Resumed { latched: Latched::Open, rules: None, venue_is_local: true });
    rig.cycle();
    assert_eq!(rig.state.orders().unknown_count(), 1);
    assert_eq!(rig.count(Route::Order), 0);
}
