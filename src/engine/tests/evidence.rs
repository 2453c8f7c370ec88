//! Evidence that contradicts, comes late, or is missing.

use super::Rig;
use super::rig::{accepted, report};
use crate::event::{Answer, Failure, Input, Outcome, Purpose, Request, Route};
use crate::model::{Side, Span, VenueOrderStatus};

fn entry(rig: &mut Rig) -> Request {
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    rig.take(Route::Order)
}

#[test]
fn news_of_an_order_that_waits_to_be_sent_again_stops_the_second_sending() {
    let mut rig = Rig::trading();
    let order = entry(&mut rig);
    rig.fail(&order, Failure::NotSent);
    rig.input(Input::OrderUpdate(Box::new(report(&order))));
    rig.after(Span::from_secs(5));
    assert_eq!(rig.count(Route::Order), 0, "the venue has it: nothing is sent that may have happened");
}

#[test]
fn a_fill_of_an_order_that_waits_to_be_sent_again_stops_the_second_sending() {
    let mut rig = Rig::trading();
    let order = entry(&mut rig);
    rig.fail(&order, Failure::NotSent);
    rig.fill_at_venue(&order, "0.4", "100");
    rig.after(Span::from_millis(500));
    rig.input(Input::Feed(crate::event::FeedStatus::Connected));
    rig.requests.retain(|request| request.route() != Route::OrderQuery);
    let list = rig.take(Route::Orders);
    rig.reply(&list, rig.answer(&list));
    let fills = rig.take(Route::Fills);
    rig.reply(&fills, rig.answer(&fills));
    assert_eq!(rig.held(), "0.4");
    rig.after(Span::from_secs(5));
    assert_eq!(rig.count(Route::Order), 0);
}

#[test]
fn two_answers_of_absence_with_a_sighting_between_them_do_not_agree() {
    let mut rig = Rig::trading();
    let order = entry(&mut rig);
    rig.reply(&order, accepted(&order));
    for answer in [None, Some(report(&order)), None] {
        rig.after(Span::from_secs(5));
        while rig.count(Route::OrderQuery) == 0 {
            let question = rig.requests.remove(0);
            rig.reply(&question, rig.answer(&question));
        }
        let question = rig.take(Route::OrderQuery);
        rig.reply(&question, Outcome::Answered(Answer::OrderFound(answer.map(Box::new))));
    }
    assert_eq!(rig.state.orders().active().count(), 1, "it was seen between the two");
}

#[test]
fn a_fill_of_an_order_that_was_given_up_is_asked_about() {
    let mut rig = Rig::trading();
    let order = entry(&mut rig);
    let refused = Outcome::Refused { status: 400, code: "bad_size".into(), message: "no".into() };
    rig.reply(&order, refused);
    assert_eq!(rig.state.orders().active().count(), 0);
    rig.fill_at_venue(&order, "0.4", "100");
    rig.after(Span::from_secs(6));
    while rig.count(Route::OrderQuery) == 0 {
        let question = rig.requests.remove(0);
        rig.reply(&question, rig.answer(&question));
    }
    assert_eq!((rig.held().as_str(), rig.state.orders().unknown_count()), ("0.4", 1));
}

#[test]
fn fills_that_the_venue_spoke_of_and_never_lists_are_asked_about_and_alerted() {
    let mut rig = Rig::trading();
    let order = entry(&mut rig);
    let mut filled = report(&order);
    filled.status = VenueOrderStatus::Filled;
    filled.filled = filled.quantity;
    rig.reply(&order, Outcome::Answered(Answer::Order(Box::new(filled.clone()))));
    for _ in 0..4 {
        rig.after(Span::from_secs(5));
        while rig.count(Route::OrderQuery) > 0 {
            let question = rig.take(Route::OrderQuery);
            rig.reply(&question, Outcome::Answered(Answer::OrderFound(Some(Box::new(filled.clone())))));
        }
        rig.cycle();
    }
    assert_eq!(rig.alerts(), ["unknown_order:1"]);
    rig.fill_at_venue(&order, "1", "100");
    rig.after(Span::from_secs(5));
    rig.cycle();
    assert_eq!((rig.held().as_str(), rig.alerts()), ("1", Vec::new()));
    assert_eq!(rig.state.orders().active().count(), 0);
}

#[test]
fn a_venue_that_speaks_of_more_than_was_ordered_is_told_of() {
    let mut rig = Rig::trading();
    let order = entry(&mut rig);
    let mut filled = report(&order);
    filled.status = VenueOrderStatus::Filled;
    filled.filled = Some("3".parse().unwrap());
    rig.reply(&order, Outcome::Answered(Answer::Order(Box::new(filled))));
    assert!(rig.alerts().contains(&"overfill:1".to_owned()), "{:?}", rig.alerts());
}

#[test]
fn an_overfill_is_over_when_its_market_is_flat() {
    let mut rig = Rig::trading();
    let order = entry(&mut rig);
    rig.fill_at_venue(&order, "1", "100");
    rig.fill_at_venue(&order, "0.5", "100");
    rig.reply(&order, accepted(&order));
    rig.after(Span::from_secs(5));
    rig.cycle();
    assert_eq!(rig.alerts(), ["overfill:1"]);
    let mut filled = report(&order);
    (filled.status, filled.filled) = (VenueOrderStatus::Filled, Some("1.5".parse().unwrap()));
    rig.input(Input::OrderUpdate(Box::new(filled)));
    rig.intent(Purpose::Exit, Side::Sell, None);
    let close = rig.take(Route::Order);
    let closed = rig.fill_at_venue(&close, "1.5", "100");
    rig.reply(&close, Outcome::Answered(Answer::Order(Box::new(closed))));
    rig.cycle();
    assert_eq!((rig.held().as_str(), rig.alerts()), ("0.0", Vec::new()));
}

#[test]
fn a_list_that_lags_behind_does_not_make_the_cycle_spin() {
    let mut rig = Rig::trading();
    let order = entry(&mut rig);
    let mut filled = report(&order);
    (filled.status, filled.filled) = (VenueOrderStatus::Filled, filled.quantity);
    rig.reply(&order, Outcome::Answered(Answer::Order(Box::new(filled))));
    rig.venue.open = vec![report(&order)];
    let before = rig.state.outbox().sent_total();
    for _ in 0..500 {
        rig.now = rig.now + Span::from_millis(10);
        if rig.requests.is_empty() {
            rig.input(Input::Wake);
            continue;
        }
        let question = rig.requests.remove(0);
        rig.reply(&question, rig.answer(&question));
    }
    let sent = rig.state.outbox().sent_total() - before;
    assert!(sent <= 30, "{sent} requests in five seconds");
}

#[track_caller]
fn check_late(outcome: Outcome) {
    let mut rig = Rig::trading();
    let order = entry(&mut rig);
    rig.input(Input::OrderUpdate(Box::new(report(&order))));
    rig.reply(&order, outcome);
    rig.after(Span::from_secs(4));
    assert_eq!((rig.count(Route::Order), rig.state.orders().active().count()), (0, 1));
    let question = rig.take(Route::OrderQuery);
    rig.reply(&question, Outcome::Answered(Answer::OrderFound(Some(Box::new(report(&order))))));
    assert_eq!(rig.state.orders().active().next().unwrap().state_word(), "open");
}

#[test]
fn no_answer_undoes_what_the_stream_has_shown() {
    check_late(Outcome::RateLimited { retry_after: None });
    check_late(Outcome::Refused { status: 400, code: "bad_size".into(), message: "no".into() });
    check_late(Outcome::Failed { failure: Failure::NotSent, detail: String::new() });
    check_late(Outcome::Failed { failure: Failure::TimedOut, detail: String::new() });
}

/// Questions about an order, one an interval, fill a narrow limit; only the list of fills settles it.
#[test]
fn questions_about_an_order_do_not_starve_the_cycle_that_would_settle_it() {
    let mut rules = crate::model::Rules::default();
    rules.budget.rpm = 12;
    let mut rig = Rig::trading_with(rules);
    rig.after(Span::from_secs(120));
    rig.tick("100");
    rig.cycle();
    let order = entry(&mut rig);
    let mut filled = report(&order);
    (filled.status, filled.filled) = (VenueOrderStatus::Filled, filled.quantity);
    rig.reply(&order, Outcome::Answered(Answer::Order(Box::new(filled.clone()))));
    let pass = |rig: &mut Rig, seconds| {
        for _ in 0..seconds {
            rig.after(Span::from_secs(1));
            while let Some(question) = rig.requests.pop() {
                let about = Outcome::Answered(Answer::OrderFound(Some(Box::new(filled.clone()))));
                let asks = question.route() == Route::OrderQuery;
                let answer = if asks { about } else { rig.answer(&question) };
                rig.reply(&question, answer);
            }
        }
    };
    // The venue lists the fill when the limit is as full as such questions make it.
    pass(&mut rig, 150);
    rig.fill_at_venue(&order, "1", "100");
    pass(&mut rig, 120);
    assert_eq!((rig.held().as_str(), rig.state.orders().active().count()), ("1", 0));
}
