//! Reduce-only orders never turn a position over, whatever else happens to it.

use super::*;
use crate::model::Side::{Buy, Sell};
use crate::model::TimeInForce::Gtc;

/// An exchange that is long 3 BTC, bought at 100.
fn long() -> Exchange {
    let mut exchange = exchange();
    play(&mut exchange, &trade(0, "100", "50"));
    place(&mut exchange, &ticket(Buy, "3")).unwrap();
    exchange
}

fn open(exchange: &Exchange) -> Vec<String> {
    exchange.orders(super::super::OrderFilter::Open, None, 100).unwrap().items.iter().map(show).collect()
}

#[test]
fn it_is_cut_to_the_position_when_placed() {
    let mut exchange = long();
    let report = place(&mut exchange, &reducing(ticket(Sell, "5"))).unwrap();
    assert_eq!(show(&report), "filled 3/3 3@100:0.15");
    assert_eq!(exchange.positions(), []);
    assert_eq!(place(&mut exchange, &reducing(ticket(Sell, "5"))).unwrap_err().code, "would_increase");
}

#[test]
fn the_other_side_would_increase() {
    let mut exchange = long();
    assert_eq!(place(&mut exchange, &reducing(ticket(Buy, "1"))).unwrap_err().code, "would_increase");
}

#[test]
fn it_is_cut_again_when_the_position_shrinks_and_ends_with_it() {
    let mut exchange = long();
    place(&mut exchange, &reducing(limit(Sell, "3", "110", Gtc))).unwrap();
    place(&mut exchange, &reducing(limit(Sell, "1", "120", Gtc))).unwrap();
    place(&mut exchange, &ticket(Sell, "1")).unwrap();
    assert_eq!(open(&exchange), ["open 0/2", "open 0/1"]);
    play(&mut exchange, &trade(0, "110", "1.5"));
    assert_eq!(open(&exchange), ["partially_filled 1.5/2 1.5@110:0.033", "open 0/0.5"]);
    let told = play(&mut exchange, &trade(0, "125", "50"));
    let told: Vec<_> = told.iter().map(show).collect();
    assert_eq!(told, ["filled 2/2 1.5@110:0.033 0.5@110:0.011", "cancelled 0/0.5"]);
    assert_eq!((open(&exchange).len(), exchange.positions().len()), (0, 0));
}

#[test]
fn it_ends_when_another_order_turns_the_position_over() {
    let mut exchange = long();
    place(&mut exchange, &reducing(limit(Sell, "3", "110", Gtc))).unwrap();
    place(&mut exchange, &ticket(Sell, "5")).unwrap();
    assert_eq!(open(&exchange), [""; 0]);
    assert_eq!(exchange.positions()[0].quantity, "-2".parse().unwrap());
}

#[test]
fn what_partial_fills_left_below_the_smallest_order_can_be_closed() {
    let mut exchange = exchange();
    play(&mut exchange, &trade(0, "100", "0.001"));
    let order = place(&mut exchange, &limit(Buy, "1", "100", Gtc)).unwrap();
    exchange.cancel(Time::EPOCH, &order.order_id, &mut Vec::new()).unwrap();
    play(&mut exchange, &trade(0, "100", "1"));
    assert_eq!(place(&mut exchange, &reducing(ticket(Sell, "0.004"))).unwrap_err().code, "bad_size");
    assert_eq!(
        show(&place(&mut exchange, &reducing(ticket(Sell, "0.005"))).unwrap()),
        "filled 0.005/0.005 0.005@100:0.00025"
    );
    assert_eq!(exchange.positions(), []);
}
