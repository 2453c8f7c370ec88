//! Every way to be refused, and that a refusal leaves no trace.

use super::*;
use crate::model::Side::{Buy, Sell};
use crate::model::TimeInForce::{Gtc, PostOnly};
use crate::model::VenueOrderId;

#[track_caller]
fn check(order: &OrderTicket, status: u16, code: &str) {
    let mut exchange = exchange();
    play(&mut exchange, &quote(0, "99.99", "9", "100", "9"));
    let before = exchange.clone();
    let reject = place(&mut exchange, order).unwrap_err();
    assert_eq!((reject.status, reject.code), (status, code));
    assert_eq!(exchange, before, "a refused order left a trace");
}

fn other(symbol: &str) -> OrderTicket {
    OrderTicket { symbol: Symbol::new(symbol).unwrap(), ..ticket(Buy, "1") }
}

#[test]
fn orders_that_cannot_be() {
    check(&other("DOGE"), 400, "unknown_symbol");
    check(&other("ETH"), 422, "no_price");
    for size in ["0", "-1", "0.009", "1.0005", "1000000000001", "70000000000000000000000000000"] {
        check(&ticket(Buy, size), 400, "bad_size");
    }
    for price in ["0", "-1", "99.999", "1000000000001"] {
        check(&limit(Buy, "1", price, Gtc), 400, "bad_price");
    }
    check(&limit(Buy, "1", "100", PostOnly), 422, "post_only_would_take");
    check(&limit(Sell, "1", "99.99", PostOnly), 422, "post_only_would_take");
    check(&reducing(ticket(Sell, "1")), 422, "would_increase");
    check(&keyed(&"k".repeat(65), ticket(Sell, "1")), 400, "bad_client_order_id");
}

#[test]
fn orders_that_the_balance_does_not_allow() {
    check(&ticket(Buy, "100.001"), 422, "insufficient_balance");
    check(&ticket(Sell, "100.001"), 422, "insufficient_balance");
    check(&limit(Buy, "1000000000000", "1000000000000", Gtc), 422, "insufficient_balance");
    check(&limit(Sell, "1000000000000", "1000000000000", Gtc), 422, "insufficient_balance");
}

#[test]
fn prices_gone_mad_stop_nothing() {
    let mut exchange = exchange();
    let most = "1000000000000";
    play(&mut exchange, &trade(0, "0.01", most));
    place(&mut exchange, &ticket(Buy, "900000")).unwrap();
    play(&mut exchange, &trade(0, most, most));
    for _ in 0..3 {
        place(&mut exchange, &ticket(Sell, "150000")).unwrap();
        place(&mut exchange, &ticket(Buy, "100000")).unwrap();
    }
    let wide = trade(0, "79228162514264337593543950335", "79228162514264337593543950335");
    play(&mut exchange, &wide);
    place(&mut exchange, &ticket(Buy, "1")).ok();
    place(&mut exchange, &reducing(ticket(Sell, "1"))).unwrap();
    play(&mut exchange, &trade(0, "0.01", "1"));
    assert_eq!(exchange.positions().len(), 1);
}

#[test]
fn working_orders_and_other_markets_count_against_the_balance() {
    let mut exchange = exchange();
    play(&mut exchange, &trade(0, "100", "100"));
    play(&mut exchange, &trade(1, "10", "100"));
    place(&mut exchange, &limit(Buy, "50", "99", Gtc)).unwrap();
    place(&mut exchange, &OrderTicket { symbol: Symbol::new("ETH").unwrap(), ..ticket(Sell, "200") })
        .unwrap();
    let refused = |exchange: &mut Exchange, order| place(exchange, &order).unwrap_err().code;
    assert_eq!(refused(&mut exchange, ticket(Buy, "30")), "insufficient_balance");
    // A sell that does not make the worst case worse needs no balance.
    place(&mut exchange, &limit(Sell, "50", "101", Gtc)).unwrap();
    assert_eq!(refused(&mut exchange, limit(Sell, "30", "101", Gtc)), "insufficient_balance");
    place(&mut exchange, &ticket(Buy, "29")).unwrap();
}

#[test]
fn a_ruined_account_can_still_close() {
    let mut exchange = exchange();
    play(&mut exchange, &trade(0, "100", "100"));
    place(&mut exchange, &ticket(Sell, "99")).unwrap();
    play(&mut exchange, &trade(0, "1000", "100"));
    assert!(exchange.balance().equity.is_negative());
    assert_eq!(place(&mut exchange, &ticket(Sell, "1")).unwrap_err().code, "insufficient_balance");
    assert_eq!(place(&mut exchange, &ticket(Buy, "99")).unwrap().fills.len(), 1);
    assert_eq!(exchange.positions(), []);
}

#[test]
fn too_many_open_orders_bind_only_what_could_stay_open() {
    let terms = Terms { open_orders_max: 2, ..Terms::default() };
    let mut exchange = Exchange::new(Markets::new([market("BTC")]), terms);
    play(&mut exchange, &trade(0, "100", "100"));
    let resting = limit(Buy, "1", "90", Gtc);
    let first = place(&mut exchange, &resting).unwrap();
    place(&mut exchange, &resting).unwrap();
    assert_eq!(place(&mut exchange, &resting).unwrap_err().code, "too_many_open_orders");
    place(&mut exchange, &limit(Buy, "1", "101", TimeInForce::Ioc)).unwrap();
    exchange.cancel(Time::EPOCH, &first.order_id, &mut Vec::new()).unwrap();
    place(&mut exchange, &resting).unwrap();
}

#[test]
fn cancels_that_cannot_be() {
    let mut exchange = exchange();
    play(&mut exchange, &trade(0, "100", "100"));
    let filled = place(&mut exchange, &ticket(Buy, "1")).unwrap().order_id;
    let resting = place(&mut exchange, &limit(Buy, "1", "90", Gtc)).unwrap().order_id;
    let mut cancel = |id: &VenueOrderId| {
        let outcome = exchange.cancel(Time::EPOCH, id, &mut Vec::new());
        outcome.map_err(|reject| (reject.status, reject.code)).map(|report| report.status.as_str())
    };
    assert_eq!(cancel(&VenueOrderId::new("ord_77")), Err((404, "not_found")));
    assert_eq!(cancel(&VenueOrderId::new("nonsense")), Err((404, "not_found")));
    assert_eq!(cancel(&filled), Err((409, "already_filled")));
    assert_eq!(cancel(&resting), Ok("cancelled"));
    assert_eq!(cancel(&resting), Err((409, "already_cancelled")));
}
