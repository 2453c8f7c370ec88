//! The same key twice.

use super::*;
use crate::model::Side::{Buy, Sell};
use crate::model::TimeInForce::Gtc;

#[test]
fn the_first_answer_is_told_again_whatever_happened_since() {
    let mut exchange = exchange();
    play(&mut exchange, &trade(0, "100", "0.5"));
    let order = keyed("soak-1", ticket(Buy, "4"));
    let first = place(&mut exchange, &order).unwrap();
    assert_eq!(
        show(&first),
        "partially_filled 2.5/4 0.5@100:0.025 0.5@100:0.025 0.5@100:0.025 0.5@100:0.025 0.5@100:0.025"
    );
    play(&mut exchange, &trade(0, "101", "9"));
    let before = exchange.clone();
    let same_in_other_digits = keyed("soak-1", ticket(Buy, "4.000"));
    assert_eq!(place(&mut exchange, &same_in_other_digits).unwrap(), first);
    assert_eq!(exchange, before);
    let now = exchange.order_by_client_id(&ClientOrderId::new("soak-1")).unwrap();
    assert_eq!(now.status.as_str(), "filled");
    assert_eq!(now.client_order_id, Some(ClientOrderId::new("soak-1")));
}

#[test]
fn another_order_under_a_used_key_is_refused() {
    let mut exchange = exchange();
    play(&mut exchange, &trade(0, "100", "9"));
    place(&mut exchange, &keyed("soak-1", ticket(Buy, "1"))).unwrap();
    let others = [
        ticket(Sell, "1"),
        ticket(Buy, "2"),
        limit(Buy, "1", "100", Gtc),
        reducing(ticket(Buy, "1")),
        OrderTicket { symbol: Symbol::new("ETH").unwrap(), ..ticket(Buy, "1") },
    ];
    for other in others {
        let reject = place(&mut exchange, &keyed("soak-1", other)).unwrap_err();
        assert_eq!((reject.status, reject.code), (422, "idempotency_conflict"));
    }
    assert_eq!(exchange.balance().fills_total, Some(1));
}

#[test]
fn without_a_key_every_order_is_a_new_one() {
    let mut exchange = exchange();
    play(&mut exchange, &trade(0, "100", "9"));
    let first = place(&mut exchange, &ticket(Buy, "1")).unwrap();
    let second = place(&mut exchange, &ticket(Buy, "1")).unwrap();
    assert_eq!((first.order_id.as_str(), second.order_id.as_str()), ("ord_1", "ord_2"));
    assert_eq!(first.client_order_id, None);
    assert_eq!(exchange.order_by_client_id(&ClientOrderId::new("")), None);
}

#[test]
fn a_refused_order_leaves_its_key_free() {
    let mut exchange = exchange();
    let order = keyed("soak-1", ticket(Buy, "1"));
    assert_eq!(place(&mut exchange, &order).unwrap_err().code, "no_price");
    play(&mut exchange, &trade(0, "100", "9"));
    assert_eq!(place(&mut exchange, &order).unwrap().status.as_str(), "filled");
}
