//! Faults of the account and of cancels.

use super::rig::{BTC, at, held, run, window, world};
use crate::engine::AlertKind;
use crate::event::{Input, Intent, IntentOrigin, Outcome, Purpose, Route};
use crate::fault::Fault;
use crate::model::{OrderKind, Price, Side, TimeInForce};

fn outside(side: Side, quantity: &str) -> Fault {
    Fault::OutsideTrade { side, quantity: quantity.parse().unwrap() }
}

#[test]
fn somebody_else_trades_once_as_the_window_opens() {
    let mut world = world(vec![window(outside(Side::Sell, "0.02"), 30, 20)]);
    run(&mut world, 29);
    assert!(held(&world).is_zero());
    run(&mut world, 45);
    assert_eq!(held(&world), "-0.02".parse().unwrap());
    assert!(world.engine().alerts().open_count() > 0, "nobody has seen it");
    run(&mut world, 80);
    assert_eq!(held(&world), "-0.02".parse().unwrap());
    assert_eq!(world.witness().struck, ["outside_trade"]);
}

#[test]
fn a_trade_from_outside_waits_for_the_first_price() {
    let mut world = world(vec![window(outside(Side::Buy, "0.01"), 0, 0)]);
    run(&mut world, 30);
    assert_eq!(held(&world), "0.01".parse().unwrap());
    assert_eq!(world.witness().struck, ["outside_trade"]);
    assert!(!world.engine().alerts().stands(AlertKind::Journal, "disk"));
}

#[test]
fn a_refused_cancel_has_no_effect() {
    let mut world = world(vec![window(Fault::CancelRefused, 20, 100)]);
    run(&mut world, 25);
    let mark = world.exchange().mark(BTC).unwrap();
    let far = Price::new((mark.get() / rust_decimal::Decimal::TWO).round_dp(2));
    let resting = Intent {
        origin: IntentOrigin::Agent,
        purpose: Purpose::Entry,
        market: BTC,
        side: Side::Buy,
        quantity: Some("0.001".parse().unwrap()),
        kind: OrderKind::Limit { price: far, time_in_force: TimeInForce::Gtc },
        at: world.clock(),
        reason: "a test".to_owned(),
    };
    world.take_in(Input::Intent(Box::new(resting))).unwrap();
    run(&mut world, 30);
    world.take_in(raise(crate::model::BreakerLevel::Tripped)).unwrap();
    run(&mut world, 60);
    let (_, outcome, _) = world.witness().end_of(Route::Cancel, at(20)).unwrap();
    let Outcome::Refused { status: 409, code, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!(code, "already_filled");
    assert_eq!(world.witness().struck.first(), Some(&"cancel_refused"));
    let open = world.exchange().orders(crate::paper::OrderFilter::Open, None, 10).unwrap();
    assert_eq!(open.items.len(), 1, "the refused cancel had an effect");
}

/// A person takes the breaker up to `level`.
pub(super) fn raise(level: crate::model::BreakerLevel) -> Input {
    use crate::event::{Operator, OperatorAction, OperatorCommand};
    Input::Operator(Box::new(OperatorAction {
        operator: Operator { user: "ann".to_owned(), terminal: "none".to_owned() },
        command: OperatorCommand::Raise(level),
        reason: "a test".to_owned(),
    }))
}
