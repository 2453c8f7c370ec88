//! What a restart must not lose, send, or cry about.

use super::Rig;
use super::rig::venue_id;
use crate::event::{
    Answer, Call, Failure, Input, JournalStatus, Latched, OperatorCommand, Outcome, Purpose, Route,
};
use crate::model::{BreakerLevel, ClientOrderId, Fill, FillId, OrderSeq, PaperProof, Side, Span};

fn resume(rig: &mut Rig, venue_is_local: bool) {
    rig.requests.clear();
    rig.input(Input::Resumed { latched: Latched::Open, rules: None, venue_is_local });
}

/// An entry that waits to be sent again.
fn waiting() -> Rig {
    let mut rig = Rig::trading();
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    let order = rig.take(Route::Order);
    rig.fail(&order, Failure::NotSent);
    rig
}

#[test]
fn an_entry_that_waited_does_not_leave_before_the_venue_has_proven_itself_again() {
    let mut rig = waiting();
    resume(&mut rig, false);
    rig.after(Span::from_secs(3));
    assert_eq!(rig.count(Route::Order), 0, "nobody knows yet who answers there");
    let health = rig.take(Route::Health);
    rig.reply(&health, Outcome::Answered(Answer::Health(PaperProof::SaysReal)));
    rig.after(Span::from_secs(3));
    assert_eq!(rig.count(Route::Order), 0);
}

/// Data every five seconds, so many times.
fn flow(rig: &mut Rig, times: usize) {
    for _ in 0..times {
        rig.after(Span::from_secs(5));
        rig.tick("100");
        rig.cycle();
    }
}

#[track_caller]
fn check_held(change: impl FnOnce(&mut Rig)) {
    let mut rig = waiting();
    change(&mut rig);
    rig.after(Span::from_secs(3));
    assert_eq!(rig.count(Route::Order), 0, "entries are held back");
    rig.after(Span::from_secs(9));
    assert_eq!(rig.state.orders().active().count(), 0, "it is too old now");
}

#[test]
fn an_entry_that_waited_does_not_leave_while_entries_are_held_back() {
    check_held(|rig| rig.operator(OperatorCommand::Raise(BreakerLevel::Paused), ""));
    check_held(|rig| rig.input(Input::Journal(JournalStatus::Failing { reason: "full".into() })));
    check_held(|rig| rig.input(Input::Ending));
}

#[test]
fn a_restart_is_no_silence_of_the_market() {
    let mut rig = Rig::trading();
    for _ in 0..40 {
        rig.after(Span::from_secs(5));
        rig.tick("100");
        rig.cycle();
    }
    resume(&mut rig, true);
    assert_eq!(rig.alerts(), Vec::<String>::new());
    for _ in 0..25 {
        rig.after(Span::from_secs(5));
        rig.cycle();
    }
    assert_eq!(rig.alerts(), ["stale_data:feed"]);
}

#[test]
fn an_alert_of_the_life_before_is_cleared_when_its_cause_is_gone() {
    let mut rig = Rig::trading();
    rig.after(Span::from_secs(121));
    rig.cycle();
    assert_eq!(rig.alerts(), ["stale_data:feed"]);
    resume(&mut rig, true);
    flow(&mut rig, 26);
    assert_eq!(rig.alerts(), Vec::<String>::new());
    let raised = rig.state.alerts().raised_total();
    for _ in 0..10 {
        for _ in 0..13 {
            rig.after(Span::from_secs(10));
            rig.cycle();
        }
        flow(&mut rig, 60);
    }
    assert_eq!(rig.alerts(), ["stale_data:feed"], "silences that come and go are one alert");
    assert_eq!(rig.state.alerts().raised_total(), raised + 1);
    flow(&mut rig, 720);
    assert_eq!(rig.alerts(), Vec::<String>::new());
}

#[test]
fn a_key_that_was_used_while_the_disk_failed_is_not_used_again() {
    let mut rig = Rig::trading();
    rig.hold_one();
    // What the venue had from a life whose last acts the disk did not take: a close, order 3.
    let soak = rig.state.soak().cloned().unwrap();
    let forgotten = ClientOrderId::for_order(&soak, OrderSeq(3));
    let fill = Fill {
        id: FillId::new("f3"),
        order_id: venue_id(&forgotten),
        client_order_id: Some(forgotten),
        side: Side::Sell,
        quantity: "0.4".parse().unwrap(),
        ..rig.venue.fills[0].clone()
    };
    rig.venue.fills.push(fill);
    rig.venue.position = "0.6".parse().unwrap();
    resume(&mut rig, true);
    rig.cycle();
    assert_eq!((rig.held().as_str(), rig.alerts()), ("0.6", vec!["external_position:BTC".to_owned()]));
    rig.intent(Purpose::Exit, Side::Sell, Some("0.6"));
    let exit = rig.take(Route::Order);
    let Call::PlaceOrder(ticket) = &exit.call else { panic!("not an order") };
    assert_eq!(ticket.client_order_id, ClientOrderId::for_order(&soak, OrderSeq(4)));
    rig.fail(&exit, Failure::TimedOut);
    // A number that no outage explains is made up.
    let absurd = ClientOrderId::for_order(&soak, OrderSeq(u64::MAX));
    rig.venue.fills.push(Fill {
        id: FillId::new("f4"),
        client_order_id: Some(absurd),
        ..rig.venue.fills[1].clone()
    });
    rig.after(Span::from_secs(5));
    rig.cycle();
    assert_eq!(rig.state.orders().made_total(), 4);
}
