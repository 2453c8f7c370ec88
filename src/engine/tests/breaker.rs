//! The breaker: what trips it, what it stops, who arms it.

use super::Rig;
use super::rig::{accepted, report};
use crate::event::{
    Answer, Failure, Input, JournalStatus, Latched, OperatorCommand, Outcome, Purpose, Route,
};
use crate::model::{BreakerLevel, OrderReport, Rate, Rules, Side, Span, VenueOrderId, VenueOrderStatus};

const TRIP: OperatorCommand = OperatorCommand::Raise(BreakerLevel::Tripped);

#[test]
fn after_a_trip_nothing_that_adds_exposure_leaves() {
    let mut rig = Rig::trading();
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    let order = rig.take(Route::Order);
    rig.reply(&order, accepted(&order));
    rig.operator(TRIP, "drill");
    assert_eq!(rig.count(Route::Cancel), 1, "what rests is cancelled");
    rig.intent(Purpose::Entry, Side::Sell, Some("1"));
    rig.after(Span::from_secs(1));
    assert_eq!(rig.count(Route::Order), 0);
}

#[test]
fn a_waiting_entry_is_dropped_by_a_trip() {
    let mut rig = Rig::trading();
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    let order = rig.take(Route::Order);
    rig.fail(&order, Failure::NotSent);
    rig.operator(TRIP, "drill");
    rig.after(Span::from_secs(5));
    assert_eq!((rig.count(Route::Order), rig.state.orders().active().count()), (0, 0));
}

#[test]
fn it_holds_over_a_restart_and_a_lost_file_trips_it() {
    let mut rig = Rig::trading();
    rig.operator(TRIP, "drill");
    rig.input(Input::Resumed { latched: Latched::Tripped, rules: None, venue_is_local: true });
    assert_eq!(rig.state.breaker().level(), BreakerLevel::Tripped);
    let mut lost = Rig::trading();
    lost.input(Input::Resumed { latched: Latched::Lost, rules: None, venue_is_local: true });
    assert_eq!(lost.state.breaker().level(), BreakerLevel::Tripped);
}

#[test]
fn a_restart_goes_as_far_as_the_file_said_and_never_back() {
    #[track_caller]
    fn check(journal: BreakerLevel, file: Latched, expect: (BreakerLevel, usize)) {
        let mut rig = Rig::trading();
        rig.hold_one();
        if journal > BreakerLevel::Armed {
            rig.operator(OperatorCommand::Raise(journal), "drill");
            rig.requests.clear();
        }
        rig.input(Input::Resumed { latched: file, rules: None, venue_is_local: true });
        rig.after(Span::from_secs(3));
        rig.cycle();
        let closes = rig.requests.iter().filter(|request| request.route() == Route::Order).count();
        assert_eq!((rig.state.breaker().level(), closes), expect, "{journal:?} and {file:?}");
    }
    use BreakerLevel::{Armed, Flattening, Paused, Tripped};
    check(Armed, Latched::Open, (Armed, 0));
    check(Paused, Latched::Open, (Paused, 0));
    check(Armed, Latched::Tripped, (Tripped, 0));
    check(Armed, Latched::Lost, (Tripped, 0));
    check(Tripped, Latched::Open, (Tripped, 0));
    check(Armed, Latched::Flattening, (Flattening, 1));
    check(Paused, Latched::Flattening, (Flattening, 1));
    check(Tripped, Latched::Flattening, (Flattening, 1));
    check(Flattening, Latched::Tripped, (Flattening, 0));
}

#[test]
fn only_a_person_with_a_reason_arms_it() {
    let mut rig = Rig::trading();
    rig.operator(TRIP, "drill");
    rig.operator(OperatorCommand::Resume, "please");
    rig.operator(OperatorCommand::Reset, "  ");
    assert!(rig.state.breaker().is_tripped());
    rig.operator(OperatorCommand::Reset, "looked at it");
    assert_eq!(rig.state.breaker().level(), BreakerLevel::Armed);
    assert_eq!(rig.state.breaker().reason(), "looked at it");
}

#[test]
fn a_pause_holds_entries_and_lets_exits_through() {
    let mut rig = Rig::trading();
    rig.hold_one();
    rig.operator(OperatorCommand::Raise(BreakerLevel::Paused), "");
    rig.intent(Purpose::Exit, Side::Sell, None);
    assert_eq!(rig.count(Route::Order), 1);
    rig.operator(OperatorCommand::Resume, "");
    assert_eq!(rig.state.breaker().level(), BreakerLevel::Armed);
}

#[test]
fn a_day_loss_at_the_limit_trips_it_by_marked_equity() {
    let mut rules = Rules::default();
    rules.breaker.day_loss_max = Rate::from_bp(10);
    rules.risk.stop_loss = Rate::from_bp(9_000);
    rules.risk.crash_move = Rate::from_bp(9_000);
    let mut rig = Rig::trading_with(rules);
    rig.hold_one();
    rig.tick("90.01");
    assert_eq!(rig.state.breaker().level(), BreakerLevel::Armed);
    rig.tick("90");
    assert_eq!(rig.state.breaker().level(), BreakerLevel::Tripped);
    assert_eq!(rig.state.breaker().reason(), "day loss 0.10% of 0.10%");
    assert_eq!(rig.state.ledger().realized().to_string(), "0", "nothing was realised");
    rig.operator(OperatorCommand::Reset, "accepted");
    rig.tick("89.9");
    assert_eq!(rig.state.breaker().level(), BreakerLevel::Armed, "the limits count anew from the reset");
}

#[test]
fn errors_in_a_row_trip_it_and_an_answer_between_them_does_not() {
    let mut rig = Rig::trading();
    let fail = |times: usize, rig: &mut Rig| {
        for _ in 0..times {
            while rig.requests.is_empty() {
                rig.after(Span::from_secs(5));
            }
            let request = rig.requests.remove(0);
            rig.fail(&request, Failure::ServerError);
        }
    };
    fail(9, &mut rig);
    while rig.requests.is_empty() {
        rig.after(Span::from_secs(5));
    }
    rig.cycle();
    fail(9, &mut rig);
    assert_eq!(rig.state.breaker().level(), BreakerLevel::Armed);
    fail(1, &mut rig);
    assert_eq!(rig.state.breaker().level(), BreakerLevel::Tripped);
}

#[test]
fn after_a_reset_errors_in_a_row_count_anew() {
    let mut rules = Rules::default();
    rules.breaker.errors_in_row_max = 2;
    let mut rig = Rig::trading_with(rules);
    let fail = |rig: &mut Rig| {
        while rig.requests.is_empty() {
            rig.after(Span::from_secs(5));
        }
        let request = rig.requests.remove(0);
        rig.fail(&request, Failure::ServerError);
        rig.state.breaker().is_tripped()
    };
    assert_eq!((fail(&mut rig), fail(&mut rig)), (false, true));
    rig.operator(OperatorCommand::Reset, "looked at it");
    assert_eq!((fail(&mut rig), fail(&mut rig)), (false, true));
}

#[test]
fn flat_is_only_what_the_venue_says_after_the_trip() {
    let mut rig = Rig::trading();
    rig.hold_one();
    rig.operator(OperatorCommand::Raise(BreakerLevel::Flattening), "out");
    let close = rig.take(Route::Order);
    assert!(!close.adds_exposure());
    let filled = rig.fill_at_venue(&close, "1", "99");
    rig.venue.cash += "-1".parse().unwrap();
    rig.input(Input::OrderUpdate(Box::new(filled)));
    assert_eq!(rig.held(), "0");
    assert_eq!(rig.state.breaker().flat_at(), None, "our own sum is not the venue's word");
    rig.requests.retain(|request| request.route() != Route::Order);
    rig.cycle();
    rig.after(Span::from_secs(6));
    rig.cycle();
    assert!(rig.state.breaker().flat_at().is_some());
}

#[test]
fn an_answer_to_a_question_of_before_the_trip_says_nothing_of_after_it() {
    let mut rig = Rig::trading();
    rig.after(Span::from_secs(5));
    rig.now = rig.now + Span::from_millis(1);
    rig.operator(TRIP, "drill");
    for route in [Route::Orders, Route::Fills, Route::Positions, Route::Balance] {
        let question = rig.take(route);
        rig.reply(&question, rig.answer(&question));
    }
    assert_eq!(rig.state.breaker().flat_at(), None, "an entry may have filled between the two");
    rig.cycle();
    assert!(rig.state.breaker().flat_at().is_some());
    rig.operator(OperatorCommand::Raise(BreakerLevel::Flattening), "and out");
    assert_eq!(rig.state.breaker().flat_at(), None, "it is said anew");
}

#[test]
fn one_order_more_than_the_limit_of_a_minute_trips_it() {
    let mut rules = Rules::default();
    rules.breaker.orders_per_min_max = 3;
    let mut rig = Rig::trading_with(rules);
    for made in 1..=4 {
        rig.intent(Purpose::Entry, Side::Buy, Some("1"));
        let order = rig.requests.iter().position(|request| request.route() == Route::Order);
        if let Some(order) = order.map(|index| rig.requests.remove(index)) {
            let message = String::new();
            rig.reply(&order, Outcome::Refused { status: 400, code: "no".into(), message });
        }
        assert_eq!(rig.state.orders().made_total(), made);
        assert_eq!(rig.state.breaker().is_tripped(), made == 4, "after {made} orders");
    }
}

#[test]
fn a_failing_journal_stops_entries_and_not_exits() {
    let mut rig = Rig::trading();
    rig.hold_one();
    rig.input(Input::Journal(JournalStatus::Failing { reason: "disk full".into() }));
    assert_eq!(rig.alerts(), ["journal:disk"]);
    assert!(rig.state.entries_block().is_some());
    rig.intent(Purpose::Exit, Side::Sell, None);
    assert_eq!(rig.count(Route::Order), 1);
    rig.input(Input::Journal(JournalStatus::Healthy));
    assert_eq!(rig.state.entries_block(), None);
    assert_eq!(rig.alerts(), Vec::<String>::new());
}

#[test]
fn flat_is_not_said_while_an_entry_still_rests() {
    let mut rig = Rig::trading();
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    let order = rig.take(Route::Order);
    rig.reply(&order, accepted(&order));
    rig.venue.open = vec![report(&order)];
    rig.operator(TRIP, "drill");
    let cancel = rig.take(Route::Cancel);
    rig.cycle();
    rig.after(Span::from_secs(6));
    rig.cycle();
    assert_eq!(rig.state.breaker().flat_at(), None, "it may fill before its cancel arrives");
    rig.venue.open.clear();
    let cancelled = OrderReport { status: VenueOrderStatus::Cancelled, ..report(&order) };
    rig.reply(&cancel, Outcome::Answered(Answer::Order(Box::new(cancelled))));
    rig.after(Span::from_secs(6));
    rig.cycle();
    assert!(rig.state.breaker().flat_at().is_some());
    let late = rig.fill_at_venue(&order, "0.2", "100");
    rig.input(Input::OrderUpdate(Box::new(late)));
    assert_eq!(rig.state.breaker().flat_at(), None, "a fill came after all");
}

#[test]
fn blindness_holds_entries_also_when_a_flood_of_alerts_stands() {
    let mut rig = Rig::trading();
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    let order = rig.take(Route::Order);
    rig.fail(&order, Failure::NotSent);
    rig.venue.open = (0..300)
        .map(|number| OrderReport {
            order_id: VenueOrderId::new(&format!("x{number}")),
            client_order_id: None,
            ..report(&order)
        })
        .collect();
    for _ in 0..4 {
        rig.after(Span::from_secs(5));
        rig.tick("100");
        rig.requests.retain(|request| request.route() != Route::Order);
        rig.cycle();
    }
    for _ in 0..6 {
        rig.after(Span::from_secs(5));
        rig.tick("100");
        while let Some(request) = rig.requests.pop() {
            rig.fail(&request, Failure::TimedOut);
        }
    }
    assert_eq!(rig.state.entries_block(), Some("the venue does not answer"));
    assert!(rig.alerts().contains(&"blind:venue".to_owned()), "a flood of one kind drowns no other");
}
