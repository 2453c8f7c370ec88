//! Faults of requests: what the engine hears, and what the venue has.

use super::rig::{at, enter, held, orders_placed, places, run, window, window_on, wish, world};
use crate::engine::AlertKind;
use crate::event::{Outcome, Purpose, Route};
use crate::fault::{Body, Effect, Fault, RetryAfter, Window};
use crate::model::{Quantity, Side, Span, Symbol};
use crate::sim::PATIENCE;

/// What is heard of the first order that leaves under `fault`, and how many orders the venue then has.
#[track_caller]
fn check(fault: &Fault, heard: &str, orders: usize) {
    let mut world = world(vec![window_on(&[Route::Order], fault.clone(), 20, 40)]);
    enter(&mut world, 25);
    run(&mut world, 26);
    run(&mut world, 38);
    let (_, outcome, took) = world.witness().end_of(Route::Order, at(20)).unwrap();
    let told = match &outcome {
        Outcome::Refused { status, code, .. } => format!("refused {status} {code}"),
        Outcome::RateLimited { retry_after } => {
            format!("limited {:?}", retry_after.map(Span::as_millis))
        }
        outcome => outcome.as_str().to_owned(),
    };
    assert_eq!((told.as_str(), orders_placed(&world)), (heard, orders), "{fault:?}: {outcome:?}");
    assert_eq!(outcome.as_str() == "timed_out", took == PATIENCE, "{fault:?} took {took}");
    assert!(took <= PATIENCE, "{fault:?} took {took}");
    assert!(world.witness().struck.contains(&fault.as_str()), "{fault:?} is not told to have struck");
}

fn answer(status: u16, body: Body, effect: Effect) -> Fault {
    Fault::Answer { status, body, effect }
}

#[test]
fn nothing_leaves_where_no_connection_can_be_made() {
    check(&Fault::ResolverFails, "not_sent", 0);
    check(&Fault::ConnectionRefused, "not_sent", 0);
}

#[test]
fn what_is_lost_is_a_time_out_with_or_without_the_effect() {
    check(&Fault::RequestLost, "timed_out", 0);
    check(&Fault::ReplyLost, "timed_out", 1);
    check(&Fault::Partition, "timed_out", 0);
    check(&Fault::ReplyCut, "malformed", 1);
}

#[test]
fn wrong_answers_are_read_as_the_real_client_reads_them() {
    check(&answer(500, Body::Json, Effect::Done), "server_error", 1);
    check(&answer(502, Body::Html, Effect::Missing), "server_error", 0);
    check(&answer(408, Body::Empty, Effect::Done), "server_error", 1);
    check(&answer(200, Body::Html, Effect::Done), "malformed", 1);
    check(&answer(200, Body::CutJson, Effect::Missing), "malformed", 0);
    check(&answer(200, Body::Empty, Effect::Done), "malformed", 1);
    check(&answer(302, Body::Empty, Effect::Missing), "malformed", 0);
    check(&answer(400, Body::TradeFailed, Effect::Done), "refused 400 trade_failed", 1);
    check(&answer(403, Body::Html, Effect::Missing), "refused 403 ", 0);
    check(&answer(429, Body::Json, Effect::Missing), "limited None", 0);
}

#[test]
fn a_limit_says_in_every_form_when_to_come_again() {
    let limited = |retry_after| Fault::RateLimited { retry_after };
    check(&limited(RetryAfter::Unsaid), "limited None", 0);
    check(&limited(RetryAfter::Unreadable), "limited None", 0);
    check(&limited(RetryAfter::Seconds(Span::from_secs(30))), "limited Some(30000)", 0);
    check(&limited(RetryAfter::Body(Span::from_millis(25_500))), "limited Some(25500)", 0);
}

#[test]
fn the_date_of_a_limit_is_measured_from_the_venues_own() {
    #[track_caller]
    fn check(step: i64) {
        let form = RetryAfter::Date(Span::from_secs(30));
        let limit = window_on(&[Route::Order], Fault::RateLimited { retry_after: form }, 20, 40);
        let mut world = world(vec![limit, window(Fault::ClockStep { by: Span::from_secs(step) }, 10, 60)]);
        enter(&mut world, 25);
        run(&mut world, 30);
        let (_, outcome, _) = world.witness().end_of(Route::Order, at(20)).unwrap();
        let Outcome::RateLimited { retry_after: Some(wait) } = outcome else { panic!("{outcome:?}") };
        assert_eq!(wait, Span::from_secs(30), "with a clock that is {step} s ahead");
    }
    check(0);
    check(300);
    check(-300);
}

#[test]
fn a_delay_longer_than_patience_is_a_time_out_and_arrives_all_the_same() {
    let delay = |secs| Fault::Delay { min: Span::from_secs(secs), max: Span::from_secs(secs) };
    check(&delay(4), "ok", 1);
    check(&delay(12), "timed_out", 1);
    // The way there alone is longer than the patience: the order arrives after the end was heard.
    let mut world = world(vec![window_on(&[Route::Order], delay(30), 20, 5)]);
    enter(&mut world, 22);
    run(&mut world, 36);
    assert_eq!(orders_placed(&world), 0);
    assert_eq!(world.witness().end_of(Route::Order, at(20)).unwrap().1.as_str(), "timed_out");
    run(&mut world, 39);
    assert_eq!(orders_placed(&world), 1);
}

#[test]
fn a_duplicate_arrives_twice_and_is_answered_once() {
    let mut world = world(vec![window(Fault::Duplicate, 20, 40)]);
    enter(&mut world, 25);
    run(&mut world, 40);
    let notes = world.witness();
    let came = notes.came.iter().filter(|(request, _)| places(request)).count();
    assert_eq!((came, orders_placed(&world)), (2, 1));
    let left = notes.left.len();
    assert!(notes.ends.len() <= left, "{} ends of {left} requests", notes.ends.len());
}

#[test]
fn a_swallowed_close_stays_open_where_no_market_comes() {
    let mut world = world(vec![window(Fault::CloseSwallowed, 20, 30)]);
    enter(&mut world, 15);
    run(&mut world, 21);
    let before = held(&world);
    assert!(before > Quantity::ZERO);
    let exit = wish(&world, Side::Sell, Purpose::Exit);
    world.take_in(exit).unwrap();
    run(&mut world, 35);
    assert_eq!(held(&world), before, "the close was worked on");
    assert!(world.witness().struck.contains(&"close_swallowed"));
    let (_, outcome, _) = world.witness().end_of(Route::Order, at(20)).unwrap();
    assert_eq!(outcome.as_str(), "ok");
    assert!(world.engine().alerts().stands(AlertKind::StuckPosition, "BTC"));
}

#[test]
fn a_window_strikes_its_share_its_routes_and_its_market_only() {
    #[track_caller]
    fn check(window: Window, least: usize, most: usize) {
        let mut world = world(vec![window]);
        run(&mut world, 700);
        let notes = world.witness();
        let asked = notes.left.iter().filter(|(_, request, left_at, _)| {
            request.route() == Route::Balance && *left_at >= at(20) && *left_at < at(620)
        });
        let (asked, struck) = (asked.count(), notes.struck.len());
        assert!(asked >= 10, "only {asked} were asked");
        assert!((least * asked..=most * asked).contains(&(100 * struck)), "{struck} of {asked} struck");
        let failed = notes.ends.iter().filter(|(.., outcome, _)| outcome.as_str() != "ok").count();
        assert!(failed <= struck, "{failed} requests failed of {struck} that were struck");
    }
    let lost = |share: &str| Window {
        share: share.parse().unwrap(),
        ..window_on(&[Route::Balance], Fault::RequestLost, 20, 600)
    };
    check(lost("1"), 100, 100);
    check(lost("0.3"), 10, 60);
    let symbol = Some(Symbol::new("ETH").unwrap());
    check(Window { symbol, ..window(Fault::RequestLost, 20, 600) }, 0, 0);
}
