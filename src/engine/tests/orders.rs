//! Orders: size, retries, refusals, patience.

use super::Rig;
use super::rig::{accepted, report};
use crate::event::{Answer, Call, Failure, OperatorCommand, Outcome, Purpose, Route};
use crate::model::{BreakerLevel, Money, OrderSeq, Quantity, Rate, Rules, Side, Span};

#[test]
fn an_entry_is_never_worth_more_than_two_per_cent() {
    let mut rig = Rig::trading();
    rig.intent(Purpose::Entry, Side::Buy, Some("50"));
    let Call::PlaceOrder(ticket) = rig.take(Route::Order).call else { panic!("not an order") };
    let worth = Money::new(ticket.quantity.get() * rust_decimal::Decimal::ONE_HUNDRED);
    assert!(worth <= "200".parse().unwrap(), "{worth}");
    assert!(worth > "190".parse().unwrap(), "{worth}");
    assert!(!ticket.reduce_only);
    assert_eq!(ticket.client_order_id.as_str(), "s1-1");
}

#[test]
fn all_positions_together_stay_under_the_exposure_limit() {
    let mut rules = Rules::default();
    rules.risk.exposure_max = Rate::from_bp(150);
    let mut rig = Rig::trading_with(rules);
    rig.intent(Purpose::Entry, Side::Buy, None);
    let Call::PlaceOrder(ticket) = rig.take(Route::Order).call else { panic!("not an order") };
    assert!(ticket.quantity <= "1.5".parse().unwrap(), "{}", ticket.quantity);
}

#[test]
fn what_is_held_leaves_room_for_the_costs_of_getting_out() {
    let mut rig = Rig::trading();
    for _ in 0..10 {
        rig.intent(Purpose::Entry, Side::Buy, None);
        if rig.count(Route::Order) == 0 {
            break;
        }
        let order = rig.take(Route::Order);
        let Call::PlaceOrder(ticket) = &order.call else { panic!("not an order") };
        let report = rig.fill_at_venue(&order, &ticket.quantity.to_string(), "100");
        rig.reply(&order, Outcome::Answered(Answer::Order(Box::new(report))));
        rig.cycle();
    }
    let exposure = rig.state.ledger().exposure();
    let (least, most) = ("1243".parse().unwrap(), "1244".parse().unwrap());
    assert!(exposure > least && exposure < most, "{exposure} of 1250");
}

#[test]
fn limited_limited_taken_is_one_order_in_three_calls() {
    let mut rig = Rig::trading();
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    let mut keys = Vec::new();
    for _ in 0..2 {
        let order = rig.take(Route::Order);
        let Call::PlaceOrder(ticket) = &order.call else { panic!("not an order") };
        keys.push(ticket.client_order_id.clone());
        rig.reply(&order, Outcome::RateLimited { retry_after: Some(Span::from_secs(1)) });
        assert_eq!(rig.count(Route::Order), 0, "it waits as long as the venue asks");
        rig.after(Span::from_secs(1));
    }
    let order = rig.take(Route::Order);
    let filled = rig.fill_at_venue(&order, "1", "100");
    let Call::PlaceOrder(ticket) = &order.call else { panic!("not an order") };
    keys.push(ticket.client_order_id.clone());
    rig.reply(&order, Outcome::Answered(Answer::Order(Box::new(filled))));
    assert!(keys.iter().all(|key| *key == keys[0]), "the same key each time");
    assert_eq!((rig.count(Route::Order), rig.state.orders().made_total()), (0, 1));
    assert_eq!(rig.held(), "1");
}

#[test]
fn an_intent_that_waited_too_long_is_dropped_and_counted() {
    let mut rig = Rig::trading();
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    let order = rig.take(Route::Order);
    rig.reply(&order, Outcome::RateLimited { retry_after: Some(Span::from_secs(30)) });
    rig.after(Span::from_secs(31));
    assert_eq!(rig.count(Route::Order), 0);
    assert_eq!(rig.state.counters().intents_expired, 1);
    assert_eq!(rig.state.orders().recent().next().unwrap().state_word(), "dropped");
}

#[test]
fn what_never_left_is_sent_again_at_most_so_often() {
    let mut rig = Rig::trading();
    let mut sent = 0;
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    for _ in 0..60 {
        if rig.count(Route::Order) > 0 {
            let order = rig.take(Route::Order);
            rig.fail(&order, Failure::NotSent);
            sent += 1;
        }
        rig.after(Span::from_secs(1));
    }
    assert!((2..=6).contains(&sent), "{sent} times");
    assert_eq!(rig.state.orders().active().count(), 0);
}

#[test]
fn an_order_is_sent_once_and_then_again_as_often_as_the_rules_say() {
    #[track_caller]
    fn check(end: impl Fn() -> Outcome) {
        let mut rules = Rules::default();
        rules.orders.retries_max = 2;
        rules.orders.intent_ttl = Span::from_secs(600);
        rules.breaker.errors_in_row_max = u16::MAX;
        let mut rig = Rig::trading_with(rules);
        rig.intent(Purpose::Entry, Side::Buy, Some("1"));
        let mut sent = 0;
        for _ in 0..90 {
            if rig.count(Route::Order) > 0 {
                let order = rig.take(Route::Order);
                rig.reply(&order, end());
                sent += 1;
            }
            rig.after(Span::from_secs(1));
            rig.tick("100");
            rig.cycle();
        }
        assert_eq!((sent, rig.state.orders().active().count()), (3, 0));
    }
    check(|| Outcome::RateLimited { retry_after: Some(Span::from_secs(1)) });
    check(|| Outcome::Failed { failure: Failure::NotSent, detail: String::new() });
    check(|| Outcome::Failed { failure: Failure::TimedOut, detail: String::new() });
}

#[test]
fn a_refusal_ends_the_order() {
    let mut rig = Rig::trading();
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    let order = rig.take(Route::Order);
    let refused = Outcome::Refused { status: 400, code: "bad_size".into(), message: "no".into() };
    rig.reply(&order, refused);
    let order = rig.state.orders().recent().next().unwrap();
    assert_eq!((order.state_word(), order.seq), ("refused", OrderSeq(1)));
    assert_eq!(rig.count(Route::OrderQuery), 0);
}

#[test]
fn an_entry_that_is_not_filled_in_time_is_cancelled_once() {
    let mut rig = Rig::trading();
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    let order = rig.take(Route::Order);
    rig.reply(&order, accepted(&order));
    rig.venue.open = vec![report(&order)];
    for _ in 0..30 {
        rig.after(Span::from_secs(5));
        rig.tick("100");
        rig.cycle();
    }
    assert_eq!(rig.count(Route::Cancel), 1);
}

#[test]
fn a_cancel_refused_as_filled_is_asked_about_and_not_repeated() {
    let mut rig = Rig::trading();
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    let order = rig.take(Route::Order);
    rig.reply(&order, accepted(&order));
    rig.operator(OperatorCommand::Raise(BreakerLevel::Tripped), "drill");
    let cancel = rig.take(Route::Cancel);
    let refused = Outcome::Refused { status: 409, code: "already_filled".into(), message: "no".into() };
    rig.reply(&cancel, refused);
    let question = rig.take(Route::OrderQuery);
    let filled = rig.fill_at_venue(&order, "1", "100");
    rig.reply(&question, Outcome::Answered(Answer::OrderFound(Some(Box::new(filled)))));
    rig.cycle();
    rig.after(Span::from_secs(6));
    assert_eq!(rig.count(Route::Cancel), 0);
    assert_eq!(rig.held(), "1");
    assert_eq!(rig.state.orders().active().count(), 0);
}

#[test]
fn partial_fills_add_up_whatever_order_they_are_told_in() {
    let mut rig = Rig::trading();
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    let order = rig.take(Route::Order);
    let first = rig.fill_at_venue(&order, "0.4", "100");
    let mut second = rig.fill_at_venue(&order, "0.6", "101");
    second.filled = Some("1".parse().unwrap());
    second.status = crate::model::VenueOrderStatus::Filled;
    rig.input(crate::event::Input::OrderUpdate(Box::new(second)));
    rig.input(crate::event::Input::OrderUpdate(Box::new(first.clone())));
    rig.reply(&order, Outcome::Answered(Answer::Order(Box::new(first))));
    rig.cycle();
    assert_eq!(rig.held(), "1.0");
    assert_eq!(rig.state.orders().active().count(), 0);
    assert_eq!(rig.state.ledger().fills_total(), 2);
    assert_eq!(rig.alerts(), Vec::<String>::new());
    let filled: Quantity = rig.state.orders().recent().next().unwrap().filled;
    assert_eq!(filled, "1".parse().unwrap());
}
