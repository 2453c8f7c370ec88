//! Each protection does what it is there for, and without it that does not happen: a scene for each,
//! which says whether what must not happen was kept from happening.
//!
//! Invariant: a scene is true with its protection and false without it, so that none stands for nothing.

use super::Rig;
use super::rig::{BTC, accepted, report};
use crate::engine::{AlertKind, Protection};
use crate::event::{
    Answer, Call, Failure, FeedStatus, Input, Intent, IntentOrigin, JournalStatus, Latched, OperatorCommand,
    Outcome, Purpose, Request, Route,
};
use crate::model::{BreakerLevel, OrderKind, OrderTicket, Quantity, Rate, Rules, Side, Span};

const TRIP: OperatorCommand = OperatorCommand::Raise(BreakerLevel::Tripped);

/// The scene of a protection.
fn scene(protection: Protection) -> fn() -> bool {
    match protection {
        Protection::ExposureLimit => a_large_wish_becomes_a_small_order,
        Protection::CrashBand => a_close_in_a_crash_is_a_limit_inside_the_band,
        Protection::Backoff => a_storm_of_429s_lets_few_requests_through,
        Protection::SameKey => what_was_limited_keeps_its_key,
        Protection::UnknownStays => what_may_have_happened_is_not_sent_again,
        Protection::AbsenceTwice => one_answer_of_absence_is_not_enough,
        Protection::TimeToLive => what_waited_too_long_is_not_sent,
        Protection::StuckWatch => a_close_that_closes_nothing_is_told,
        Protection::FillOnce => a_fill_that_is_told_thrice_is_held_once,
        Protection::Latch => what_was_tripped_is_tripped_after_a_restart,
        Protection::Freshness => nobody_enters_on_an_old_price,
        Protection::CancelAsks => a_refused_cancel_is_not_repeated,
        Protection::Quarantine => nobody_enters_where_the_books_differ,
        Protection::Blindness => nobody_enters_blind,
        Protection::JournalGuard => nobody_enters_while_the_journal_fails,
        Protection::LyingRefusals => a_refusal_that_may_lie_ends_nothing,
        Protection::Budget => a_flood_of_questions_stays_within_the_limit,
        Protection::Breaker => nobody_enters_after_a_trip,
        Protection::StopLoss => a_position_below_its_stop_is_closed,
        Protection::OneCloseAtATime => a_second_close_waits_for_the_first,
        Protection::ReduceOnly => a_close_cannot_open,
        Protection::LossLimits => a_large_loss_trips,
        Protection::ErrorLimit => errors_in_a_row_trip,
    }
}

#[test]
fn each_protection_holds_and_its_absence_is_seen() {
    for protection in Protection::ALL {
        let scene = scene(protection);
        assert!(scene(), "{protection:?} does not protect");
        assert!(!protection.without(scene), "{protection:?} is not missed when it is away");
    }
}

/// Without another protection than its own, a scene ends as it does with all: none leans on two, and
/// taking one away takes away nothing else.
#[test]
fn taking_one_away_takes_away_nothing_else() {
    for away in Protection::ALL {
        for other in Protection::ALL.into_iter().filter(|other| *other != away) {
            assert!(away.without(scene(other)), "{other:?} fails without {away:?}");
        }
    }
}

/// The ticket of the oldest unanswered order.
fn ticket(rig: &mut Rig) -> OrderTicket {
    let Call::PlaceOrder(ticket) = rig.take(Route::Order).call else { unreachable!("taken by its route") };
    ticket
}

fn entry(rig: &mut Rig) -> Request {
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    rig.take(Route::Order)
}

/// Whether an entry is let through now.
fn enters(rig: &mut Rig) -> bool {
    let before = rig.count(Route::Order);
    rig.intent(Purpose::Entry, Side::Buy, Some("0.1"));
    rig.count(Route::Order) > before
}

fn alerts_of(rig: &Rig, kind: AlertKind) -> usize {
    rig.state.alerts().open().filter(|alert| alert.kind == kind).count()
}

fn a_large_wish_becomes_a_small_order() -> bool {
    let mut rig = Rig::trading();
    rig.intent(Purpose::Entry, Side::Buy, Some("40"));
    ticket(&mut rig).quantity <= "2".parse().unwrap()
}

fn a_close_in_a_crash_is_a_limit_inside_the_band() -> bool {
    let mut rig = Rig::trading();
    rig.hold_one();
    rig.tick("94.9");
    rig.intent(Purpose::Exit, Side::Sell, None);
    matches!(ticket(&mut rig).kind, OrderKind::Limit { .. })
}

fn a_storm_of_429s_lets_few_requests_through() -> bool {
    let mut rig = Rig::trading();
    let before = rig.state.outbox().sent_total();
    for _ in 0..3_000 {
        rig.after(Span::from_millis(10));
        while let Some(request) = rig.requests.pop() {
            rig.reply(&request, Outcome::RateLimited { retry_after: Some(Span::from_secs(1)) });
        }
    }
    rig.state.outbox().sent_total() - before < 20
}

fn what_was_limited_keeps_its_key() -> bool {
    let mut rig = Rig::trading();
    let order = entry(&mut rig);
    rig.reply(&order, Outcome::RateLimited { retry_after: Some(Span::from_secs(1)) });
    rig.after(Span::from_secs(1));
    ticket(&mut rig).client_order_id.as_str() == "s1-1"
}

fn what_may_have_happened_is_not_sent_again() -> bool {
    let ends = [Failure::TimedOut, Failure::Disconnected, Failure::ServerError, Failure::Malformed];
    ends.into_iter().all(|end| {
        let mut rig = Rig::trading();
        let order = entry(&mut rig);
        rig.fail(&order, end);
        rig.count(Route::Order) == 0
    })
}

fn one_answer_of_absence_is_not_enough() -> bool {
    let mut rig = Rig::trading();
    let order = entry(&mut rig);
    rig.input(Input::Resumed { latched: Latched::Open, rules: None, venue_is_local: true });
    let question = rig.take(Route::OrderQuery);
    rig.reply(&question, Outcome::Answered(Answer::OrderFound(None)));
    drop(order);
    rig.state.orders().unknown_count() == 1
}

fn what_waited_too_long_is_not_sent() -> bool {
    let mut rig = Rig::trading();
    let order = entry(&mut rig);
    rig.fail(&order, Failure::NotSent);
    rig.now = rig.now + Span::from_secs(11);
    rig.after(Span::ZERO);
    rig.count(Route::Order) == 0
}

fn a_close_that_closes_nothing_is_told() -> bool {
    let mut rig = Rig::trading();
    rig.hold_one();
    rig.intent(Purpose::Exit, Side::Sell, None);
    let close = rig.take(Route::Order);
    rig.reply(&close, accepted(&close));
    rig.after(Span::from_secs(6));
    alerts_of(&rig, AlertKind::StuckPosition) == 1
}

fn a_fill_that_is_told_thrice_is_held_once() -> bool {
    let mut rig = Rig::trading();
    let order = entry(&mut rig);
    let filled = rig.fill_at_venue(&order, "1", "100");
    rig.reply(&order, Outcome::Answered(Answer::Order(Box::new(filled.clone()))));
    rig.input(Input::OrderUpdate(Box::new(filled)));
    rig.after(Span::from_secs(5));
    rig.cycle();
    rig.held() == "1"
}

fn what_was_tripped_is_tripped_after_a_restart() -> bool {
    let level_after = |latched, mut rig: Rig| {
        rig.input(Input::Resumed { latched, rules: None, venue_is_local: true });
        rig.state.breaker().is_tripped()
    };
    let mut tripped = Rig::trading();
    tripped.operator(TRIP, "drill");
    level_after(Latched::Tripped, tripped) && level_after(Latched::Tripped, Rig::trading())
}

fn nobody_enters_on_an_old_price() -> bool {
    let mut rig = Rig::trading();
    for _ in 0..25 {
        rig.after(Span::from_secs(5));
        rig.cycle();
    }
    !enters(&mut rig) && alerts_of(&rig, AlertKind::StaleData) == 1
}

fn a_refused_cancel_is_not_repeated() -> bool {
    let mut rig = Rig::trading();
    let order = entry(&mut rig);
    rig.reply(&order, accepted(&order));
    rig.operator(TRIP, "drill");
    let cancel = rig.take(Route::Cancel);
    rig.reply(&cancel, Outcome::Refused { status: 409, code: "already_filled".into(), message: "no".into() });
    rig.count(Route::Cancel) == 0 && rig.count(Route::OrderQuery) == 1
}

fn nobody_enters_where_the_books_differ() -> bool {
    let mut rig = Rig::trading();
    rig.venue.position = "0.5".parse().unwrap();
    rig.after(Span::from_secs(5));
    rig.cycle();
    !enters(&mut rig)
}

fn nobody_enters_blind() -> bool {
    let mut rig = Rig::trading();
    for _ in 0..5 {
        rig.after(Span::from_secs(5));
        while let Some(request) = rig.requests.pop() {
            let no = Outcome::Refused { status: 403, code: "no".into(), message: String::new() };
            rig.reply(&request, no);
        }
    }
    !enters(&mut rig)
}

fn nobody_enters_while_the_journal_fails() -> bool {
    let mut rig = Rig::trading();
    rig.input(Input::Journal(JournalStatus::Failing { reason: "disk full".into() }));
    !enters(&mut rig)
}

fn a_refusal_that_may_lie_ends_nothing() -> bool {
    let lies = [(400, "trade_failed"), (409, "conflict"), (403, ""), (400, "duplicate_request")];
    lies.into_iter().all(|(status, code)| {
        let mut rig = Rig::trading();
        let order = entry(&mut rig);
        rig.reply(&order, Outcome::Refused { status, code: code.into(), message: "no".into() });
        rig.state.orders().unknown_count() == 1
    })
}

fn a_flood_of_questions_stays_within_the_limit() -> bool {
    let mut rules = Rules::default();
    rules.budget.rpm = 10;
    let mut rig = Rig::with(rules, true);
    for _ in 0..60 {
        rig.input(Input::Feed(FeedStatus::Connected));
        rig.after(Span::from_secs(1));
        rig.cycle();
    }
    rig.state.headroom().used <= 10
}

fn nobody_enters_after_a_trip() -> bool {
    let mut rig = Rig::trading();
    let order = entry(&mut rig);
    rig.fail(&order, Failure::NotSent);
    rig.operator(TRIP, "drill");
    rig.after(Span::from_secs(3));
    !enters(&mut rig)
}

fn a_position_below_its_stop_is_closed() -> bool {
    let mut rig = Rig::trading();
    rig.hold_one();
    rig.tick("94");
    rig.count(Route::Order) == 1
}

fn a_second_close_waits_for_the_first() -> bool {
    let mut rig = Rig::trading();
    rig.hold_one();
    rig.operator(OperatorCommand::Raise(BreakerLevel::Flattening), "out");
    let close = rig.take(Route::Order);
    rig.reply(&close, accepted(&close));
    rig.after(Span::from_secs(3));
    rig.count(Route::Order) == 0
}

fn a_close_cannot_open() -> bool {
    let mut rig = Rig::trading();
    rig.hold_one();
    rig.intent(Purpose::Exit, Side::Sell, None);
    ticket(&mut rig).reduce_only
}

fn a_large_loss_trips() -> bool {
    let mut rules = Rules::default();
    rules.breaker.day_loss_max = Rate::from_bp(1);
    let mut rig = Rig::trading_with(rules);
    rig.hold_one();
    rig.tick("98");
    rig.state.breaker().is_tripped()
}

fn errors_in_a_row_trip() -> bool {
    let mut rules = Rules::default();
    rules.breaker.errors_in_row_max = 2;
    let mut rig = Rig::trading_with(rules);
    for _ in 0..3 {
        rig.after(Span::from_secs(10));
        while let Some(request) = rig.requests.pop() {
            rig.fail(&request, Failure::TimedOut);
        }
    }
    rig.state.breaker().is_tripped()
}

/// A wish that was formed elsewhere and came late.
#[test]
fn a_late_wish_is_refused_and_without_the_rule_is_taken() {
    let taken = || {
        let mut rig = Rig::trading();
        let at = rig.now - Span::from_secs(11);
        rig.input(Input::Intent(Box::new(Intent {
            origin: IntentOrigin::Agent,
            purpose: Purpose::Entry,
            market: BTC,
            side: Side::Buy,
            quantity: Some("0.1".parse::<Quantity>().unwrap()),
            kind: OrderKind::Market,
            at,
            reason: "late".to_owned(),
        })));
        rig.count(Route::Order)
    };
    assert_eq!((taken(), Protection::TimeToLive.without(taken)), (0, 1));
}

/// What a client without the rule does to a venue that took the order and lost the answer.
#[test]
fn without_unknown_a_lost_answer_is_a_second_order() {
    let keys = || {
        let mut rig = Rig::trading();
        let order = entry(&mut rig);
        let filled = rig.fill_at_venue(&order, "1", "100");
        rig.fail(&order, Failure::TimedOut);
        let again = rig.requests.iter().filter(|request| request.route() == Route::Order).count();
        rig.input(Input::OrderUpdate(Box::new(filled)));
        (again, rig.held(), report(&order).client_order_id.is_some())
    };
    assert_eq!(keys(), (0, "1".to_owned(), true));
    assert_eq!(Protection::UnknownStays.without(keys), (1, "1".to_owned(), true));
}
