//! A request that was given up and reaches the venue all the same, when two answers of absence have been
//! taken for proof: it is found, told and counted, and there is never a second order of it.

use super::Rig;
use super::rig::{accepted, report};
use crate::event::{Call, Failure, Input, OperatorCommand, Outcome, Purpose, Request, Route};
use crate::model::{BreakerLevel, OrderReport, Side, Span, VenueOrderStatus};

/// An entry whose request is still on its way while the engine has dropped it.
fn given_up() -> (Rig, Request) {
    let mut rig = Rig::trading();
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    let order = rig.take(Route::Order);
    rig.now = rig.now + Span::from_secs(8);
    rig.fail(&order, Failure::TimedOut);
    for _ in 0..4 {
        rig.after(Span::from_secs(3));
        rig.tick("100");
        rig.cycle();
    }
    assert_eq!((rig.state.orders().active().count(), rig.count(Route::Order)), (0, 0), "dropped as absent");
    (rig, order)
}

fn filled(rig: &mut Rig, order: &Request) -> OrderReport {
    let mut filled = rig.fill_at_venue(order, "1", "100");
    filled.status = VenueOrderStatus::Filled;
    filled
}

#[test]
fn a_late_fill_is_booked_told_of_and_counted_to_its_order() {
    let (mut rig, order) = given_up();
    let unknowns = rig.state.counters().unknowns;
    filled(&mut rig, &order);
    rig.after(Span::from_secs(5));
    let list = rig.take(Route::Orders);
    rig.reply(&list, rig.answer(&list));
    let fills = rig.take(Route::Fills);
    rig.reply(&fills, rig.answer(&fills));
    assert_eq!(rig.held(), "1");
    assert_eq!(rig.state.counters().unknowns, unknowns + 1, "that it had been given up was wrong");
    assert_eq!(rig.count(Route::Order), 0);
    let question = rig.take(Route::OrderQuery);
    let told = OrderReport {
        filled: Some("1".parse().unwrap()),
        status: VenueOrderStatus::Filled,
        ..report(&order)
    };
    let answer = crate::event::Answer::OrderFound(Some(Box::new(told)));
    rig.reply(&question, Outcome::Answered(answer));
    rig.cycle();
    assert_eq!((rig.state.orders().active().count(), rig.alerts()), (0, Vec::new()));
    assert_eq!(rig.state.orders().recent().last().unwrap().state_word(), "filled");
}

#[test]
fn news_of_a_late_fill_on_the_stream_is_enough() {
    let (mut rig, order) = given_up();
    let news = filled(&mut rig, &order);
    rig.input(Input::OrderUpdate(Box::new(news)));
    assert_eq!(rig.held(), "1");
    rig.cycle();
    rig.after(Span::from_secs(6));
    rig.cycle();
    assert_eq!((rig.state.orders().unknown_count(), rig.alerts()), (0, Vec::new()));
}

#[test]
fn a_late_entry_that_rests_is_taken_back_and_cancelled() {
    let (mut rig, order) = given_up();
    rig.venue.open = vec![report(&order)];
    rig.input(Input::OrderUpdate(Box::new(report(&order))));
    rig.after(Span::from_secs(5));
    rig.cycle();
    assert_eq!((rig.state.orders().active().count(), rig.count(Route::Cancel)), (1, 1));
}

/// The same after a trip: nothing new is sent, and what arrives late is cancelled.
#[test]
fn a_late_entry_after_a_trip_is_cancelled_and_flat_is_not_said_before() {
    let (mut rig, order) = given_up();
    rig.operator(OperatorCommand::Raise(BreakerLevel::Tripped), "drill");
    rig.venue.open = vec![report(&order)];
    rig.cycle();
    rig.after(Span::from_secs(5));
    rig.cycle();
    assert_eq!(rig.state.breaker().flat_at(), None);
    assert_eq!((rig.count(Route::Order), rig.count(Route::Cancel)), (0, 1));
}

/// Sent again after the proof, and then the first arrives as well: it is the same key, so the venue has
/// one order, and both answers are about it.
#[test]
fn what_was_sent_again_and_arrives_twice_is_one_order() {
    let mut rig = Rig::trading();
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    let first = rig.take(Route::Order);
    rig.fail(&first, Failure::TimedOut);
    rig.cycle();
    rig.after(Span::from_secs(6));
    rig.cycle();
    let second = rig.take(Route::Order);
    let (Call::PlaceOrder(one), Call::PlaceOrder(other)) = (&first.call, &second.call) else {
        panic!("not orders")
    };
    assert_eq!(one, other, "the same key and the same body, which the venue takes for one");
    let news = filled(&mut rig, &first);
    rig.input(Input::OrderUpdate(Box::new(news)));
    rig.reply(&second, accepted(&second));
    rig.cycle();
    assert_eq!((rig.held().as_str(), rig.state.ledger().fills_total()), ("1", 1));
    assert_eq!((rig.state.orders().active().count(), rig.alerts()), (0, Vec::new()));
}

/// An entry elsewhere goes on meanwhile: what is given up is not counted as exposed, and what comes of it
/// late is, from the moment it is told.
#[test]
fn a_late_fill_counts_against_what_may_be_entered() {
    let (mut rig, order) = given_up();
    let news = filled(&mut rig, &order);
    rig.input(Input::OrderUpdate(Box::new(news)));
    assert_eq!(rig.state.ledger().exposure(), "100".parse().unwrap());
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    assert_eq!(rig.count(Route::Order), 0, "its order is doubted, and blocks its market until it is settled");
}
