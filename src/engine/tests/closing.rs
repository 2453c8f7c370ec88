//! Stops, crashes, and closes that do not close.

use super::Rig;
use super::rig::accepted;
use crate::event::{Answer, Call, Failure, Outcome, Purpose, Route};
use crate::model::{OrderKind, Side, Span, TimeInForce};

#[test]
fn a_fall_of_six_per_cent_hits_a_stop_of_five() {
    let mut rig = Rig::trading();
    rig.hold_one();
    rig.after(Span::from_secs(91));
    for price in ["98", "97", "96"] {
        rig.after(Span::from_secs(60));
        rig.cycle();
        rig.tick(price);
    }
    assert_eq!(rig.count(Route::Order), 0);
    rig.after(Span::from_secs(60));
    rig.cycle();
    rig.tick("94");
    let Call::PlaceOrder(ticket) = rig.take(Route::Order).call else { panic!("not an order") };
    assert_eq!((ticket.side, ticket.reduce_only, ticket.kind), (Side::Sell, true, OrderKind::Market));
    assert_eq!(ticket.quantity.to_string(), "1");
}

#[test]
fn in_a_crash_no_market_order_leaves_and_no_entry() {
    let mut rig = Rig::trading();
    rig.hold_one();
    rig.tick("60");
    assert!(rig.alerts().contains(&"crash:BTC".to_owned()));
    let Call::PlaceOrder(ticket) = rig.take(Route::Order).call else { panic!("not an order") };
    let OrderKind::Limit { price, time_in_force } = ticket.kind else { panic!("a market order") };
    assert_eq!((price.to_string().as_str(), time_in_force), ("59.40", TimeInForce::Ioc));
    rig.intent(Purpose::Entry, Side::Buy, Some("0.1"));
    assert_eq!(rig.count(Route::Order), 0);
    rig.cycle();
}

#[test]
fn a_close_that_is_swallowed_is_alerted_within_an_interval_and_a_second() {
    let mut rig = Rig::trading();
    rig.hold_one();
    rig.intent(Purpose::Exit, Side::Sell, None);
    let close = rig.take(Route::Order);
    rig.reply(&close, accepted(&close));
    rig.after(Span::from_millis(5_900));
    rig.cycle();
    assert!(!rig.alerts().contains(&"stuck_position:BTC".to_owned()), "{:?}", rig.alerts());
    rig.after(Span::from_millis(100));
    assert!(rig.alerts().contains(&"stuck_position:BTC".to_owned()), "{:?}", rig.alerts());
    let filled = rig.fill_at_venue(&close, "1", "100");
    rig.input(crate::event::Input::OrderUpdate(Box::new(filled)));
    rig.cycle();
    assert!(!rig.alerts().contains(&"stuck_position:BTC".to_owned()), "{:?}", rig.alerts());
}

#[test]
fn one_close_at_a_time_while_the_last_is_unknown() {
    let mut rig = Rig::trading();
    rig.hold_one();
    rig.intent(Purpose::Exit, Side::Sell, None);
    let close = rig.take(Route::Order);
    rig.fail(&close, Failure::TimedOut);
    for _ in 0..5 {
        rig.after(Span::from_secs(1));
        rig.tick("94");
        rig.intent(Purpose::Exit, Side::Sell, None);
    }
    assert_eq!(rig.count(Route::Order), 0);
    let question = rig.take(Route::OrderQuery);
    let filled = rig.fill_at_venue(&close, "1", "94");
    rig.reply(&question, Outcome::Answered(Answer::OrderFound(Some(Box::new(filled)))));
    assert_eq!(rig.held(), "0");
}

#[test]
fn there_is_nothing_to_close_when_nothing_is_held() {
    let mut rig = Rig::trading();
    rig.intent(Purpose::Exit, Side::Sell, None);
    assert_eq!((rig.count(Route::Order), rig.state.counters().intents_refused), (0, 1));
}
