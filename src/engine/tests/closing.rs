//! Stops, crashes, and closes that do not close.

use super::Rig;
use super::rig::{BTC, accepted, report};
use crate::event::{
    Answer, Call, Failure, Input, Intent, IntentOrigin, Latched, OperatorCommand, Outcome, Purpose, Route,
};
use crate::model::{BreakerLevel, OrderKind, Side, Span, TimeInForce, VenueOrderStatus};

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
    assert_eq!(rig.wake, Some(rig.now + Span::from_millis(50)), "a real timer is late, and the limit is not");
    rig.after(Span::from_millis(50));
    assert!(rig.alerts().contains(&"stuck_position:BTC".to_owned()), "{:?}", rig.alerts());
    let filled = rig.fill_at_venue(&close, "1", "100");
    rig.input(Input::OrderUpdate(Box::new(filled)));
    rig.cycle();
    assert!(!rig.alerts().contains(&"stuck_position:BTC".to_owned()), "{:?}", rig.alerts());
}

#[test]
fn in_a_crash_a_limit_that_was_wished_is_kept_unless_it_is_beyond_the_band() {
    #[track_caller]
    fn check(held: Side, wished: &str, expect: &str) {
        let mut rig = Rig::trading();
        rig.intent(Purpose::Entry, held, Some("1"));
        let order = rig.take(Route::Order);
        let filled = rig.fill_at_venue(&order, "1", "100");
        rig.reply(&order, Outcome::Answered(Answer::Order(Box::new(filled))));
        // A gain as fast as a crash, which no stop is in the way of.
        rig.tick(if held == Side::Buy { "106" } else { "94" });
        let kind = OrderKind::Limit { price: wished.parse().unwrap(), time_in_force: TimeInForce::Gtc };
        rig.input(Input::Intent(Box::new(Intent {
            origin: IntentOrigin::Agent,
            purpose: Purpose::Exit,
            market: BTC,
            side: held.opposite(),
            quantity: None,
            kind,
            at: rig.now,
            reason: "test".to_owned(),
        })));
        let Call::PlaceOrder(ticket) = rig.take(Route::Order).call else { panic!("not an order") };
        let price = expect.parse().unwrap();
        assert_eq!(ticket.kind, OrderKind::Limit { price, time_in_force: TimeInForce::Ioc });
    }
    check(Side::Buy, "90", "104.94");
    check(Side::Buy, "107", "107");
    check(Side::Sell, "110", "94.94");
    check(Side::Sell, "93", "93");
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

#[test]
fn a_close_that_stops_half_way_is_stuck_again() {
    let mut rig = Rig::trading();
    rig.hold_one();
    rig.intent(Purpose::Exit, Side::Sell, None);
    let close = rig.take(Route::Order);
    rig.reply(&close, accepted(&close));
    rig.after(Span::from_secs(4));
    rig.cycle();
    let part = rig.fill_at_venue(&close, "0.4", "100");
    rig.input(Input::OrderUpdate(Box::new(part)));
    rig.after(Span::from_millis(5_900));
    assert_eq!(rig.alerts(), Vec::<String>::new(), "it became smaller lately");
    rig.after(Span::from_millis(50));
    assert_eq!(rig.alerts(), ["stuck_position:BTC"], "and then no more");
}

#[test]
fn a_slow_close_is_one_alert_and_not_one_for_each_of_its_fills() {
    let mut rig = Rig::trading();
    rig.hold_one();
    rig.intent(Purpose::Exit, Side::Sell, None);
    let close = rig.take(Route::Order);
    rig.reply(&close, accepted(&close));
    rig.venue.open = vec![report(&close)];
    let raised = rig.state.alerts().raised_total();
    for filled in 1..=10 {
        for _ in 0..2 {
            rig.after(Span::from_secs(5));
            rig.tick("100");
            rig.cycle();
        }
        let mut part = rig.fill_at_venue(&close, "0.1", "100");
        part.filled = Some(format!("{}.{}", filled / 10, filled % 10).parse().unwrap());
        part.status = if filled == 10 { VenueOrderStatus::Filled } else { VenueOrderStatus::PartiallyFilled };
        rig.input(Input::OrderUpdate(Box::new(part)));
        assert_eq!(rig.alerts().is_empty(), filled == 10, "it stands until the position is closed");
    }
    assert_eq!(rig.state.alerts().raised_total() - raised, 1);
}

#[test]
fn a_close_that_nobody_wants_any_more_is_not_stuck() {
    let mut rig = Rig::trading();
    rig.hold_one();
    rig.intent(Purpose::Exit, Side::Sell, None);
    let close = rig.take(Route::Order);
    let refused = Outcome::Refused { status: 400, code: "no".into(), message: "no".into() };
    rig.reply(&close, refused);
    rig.after(Span::from_secs(6));
    rig.cycle();
    assert_eq!(rig.alerts(), ["stuck_position:BTC"]);
    for waited in (11..=71).step_by(5) {
        rig.after(Span::from_secs(5));
        rig.tick("100");
        rig.cycle();
        assert_eq!(rig.alerts().is_empty(), waited >= 60, "{waited} s after the wish");
    }
}

#[test]
fn a_stop_that_was_dropped_is_tried_again_without_a_further_price() {
    let mut rig = Rig::trading();
    rig.hold_one();
    rig.after(Span::from_secs(60));
    rig.cycle();
    rig.tick("96");
    rig.after(Span::from_secs(31));
    rig.cycle();
    rig.tick("95");
    let stop = rig.take(Route::Order);
    let refused = Outcome::Refused { status: 400, code: "no".into(), message: "no".into() };
    rig.reply(&stop, refused);
    rig.after(Span::from_secs(3));
    assert_eq!(rig.count(Route::Order), 1, "the market is silent, the position is still there");
}

#[test]
fn a_close_that_is_refused_is_tried_again_two_seconds_after_the_last_try_and_not_before() {
    let mut rig = Rig::trading();
    rig.hold_one();
    rig.operator(OperatorCommand::Raise(BreakerLevel::Flattening), "out");
    let refused = || Outcome::Refused { status: 400, code: "no".into(), message: "no".into() };
    let instant = Span::from_micros(1);
    for _ in 0..5 {
        let close = rig.take(Route::Order);
        rig.reply(&close, refused());
        rig.after(Span::from_secs(2) - instant);
        rig.tick("100");
        rig.cycle();
        assert_eq!(rig.count(Route::Order), 0, "a venue that refuses is not flooded");
        rig.after(instant);
        assert_eq!(rig.count(Route::Order), 1, "a market that moves is followed");
    }
}

#[test]
fn a_market_order_that_waited_does_not_leave_in_a_crash() {
    let mut rig = Rig::trading();
    rig.hold_one();
    rig.intent(Purpose::Exit, Side::Sell, None);
    let close = rig.take(Route::Order);
    rig.fail(&close, Failure::NotSent);
    rig.tick("60");
    rig.after(Span::from_secs(3));
    rig.intent(Purpose::Exit, Side::Sell, None);
    rig.after(Span::from_secs(3));
    let Call::PlaceOrder(ticket) = rig.take(Route::Order).call else { panic!("not an order") };
    assert!(matches!(ticket.kind, OrderKind::Limit { .. }), "{:?}", ticket.kind);
    assert_eq!(rig.count(Route::Order), 0);
}

#[test]
fn nobody_enters_a_crash_not_even_with_a_limit() {
    let mut rig = Rig::trading();
    rig.tick("60");
    assert_eq!(rig.alerts(), ["crash:BTC"]);
    rig.intent(Purpose::Entry, Side::Buy, Some("0.1"));
    assert_eq!((rig.count(Route::Order), rig.state.counters().intents_refused), (0, 1));
}

#[test]
fn a_close_that_is_dropped_in_the_queue_is_followed_by_the_next_at_once() {
    let mut rig = Rig::trading();
    rig.hold_one();
    rig.input(Input::Resumed { latched: Latched::Open, rules: None, venue_is_local: true });
    rig.tick("94");
    rig.after(Span::from_micros(10_000_001));
    assert_eq!(rig.state.orders().active().count(), 0, "no proof of paper came, and it is too old");
    assert_eq!(rig.wake, Some(rig.now + Span::from_micros(1)), "nothing else would wake it for seconds");
    rig.after(Span::from_micros(1));
    assert_eq!(rig.state.orders().active().count(), 1);
}

#[test]
fn a_close_that_was_given_up_and_arrives_after_all_is_watched_again() {
    let mut rig = Rig::trading();
    rig.hold_one();
    rig.intent(Purpose::Exit, Side::Sell, None);
    let close = rig.take(Route::Order);
    rig.fail(&close, Failure::TimedOut);
    rig.now = rig.now + Span::from_secs(20);
    for _ in 0..20 {
        rig.after(Span::from_secs(5));
        rig.tick("100");
        rig.cycle();
    }
    assert_eq!((rig.state.orders().active().count(), rig.alerts()), (0, Vec::new()), "proven absent");
    rig.venue.open = vec![report(&close)];
    rig.after(Span::from_secs(5));
    rig.cycle();
    assert_eq!(rig.state.orders().active().count(), 1, "it was on its way all the time");
    rig.requests.clear();
    rig.after(Span::from_secs(6));
    assert!(rig.alerts().contains(&"stuck_position:BTC".to_owned()), "{:?}", rig.alerts());
}
