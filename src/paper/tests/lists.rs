//! Pages and cursors.

use super::super::{OrderFilter, PAGE_MAX};
use super::*;
use crate::model::Side::Buy;
use crate::model::TimeInForce::Gtc;

/// Seven orders; the even ones filled with one fill each, the odd ones resting.
fn busy() -> Exchange {
    let mut exchange = exchange();
    play(&mut exchange, &trade(0, "100", "50"));
    for number in 1..=7 {
        let order = if number % 2 == 0 { ticket(Buy, "1") } else { limit(Buy, "1", "90", Gtc) };
        place(&mut exchange, &order).unwrap();
    }
    exchange
}

#[track_caller]
fn check(filter: OrderFilter, limit: usize, expect: &[&str]) {
    let exchange = busy();
    let mut pages = Vec::new();
    let mut cursor = None;
    loop {
        let page = exchange.orders(filter, cursor.as_deref(), limit).unwrap();
        pages
            .push(page.items.iter().map(|order| &order.order_id.as_str()[4..]).collect::<Vec<_>>().join(" "));
        assert!(page.resume.is_some());
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(pages, expect);
}

#[test]
fn pages_cover_a_list_without_gap_or_overlap() {
    check(OrderFilter::All, 3, &["1 2 3", "4 5 6", "7"]);
    check(OrderFilter::All, 7, &["1 2 3 4 5 6 7"]);
    check(OrderFilter::Open, 2, &["1 3", "5 7"]);
    check(OrderFilter::Open, PAGE_MAX + 1, &["1 3 5 7"]);
    check(OrderFilter::Open, 0, &["1", "3", "5", "7"]);
}

#[test]
fn the_end_of_the_fills_can_be_asked_again_later() {
    let mut exchange = exchange();
    let empty = exchange.fills(None, 10).unwrap();
    assert_eq!((empty.items.len(), empty.next), (0, None));
    play(&mut exchange, &trade(0, "100", "50"));
    place(&mut exchange, &ticket(Buy, "1")).unwrap();
    let first = exchange.fills(empty.resume.as_deref(), 10).unwrap();
    place(&mut exchange, &ticket(Buy, "1")).unwrap();
    let second = exchange.fills(first.resume.as_deref(), 10).unwrap();
    let ids = |page: &crate::model::Page<crate::model::Fill>| page.items[0].id.as_str().to_owned();
    assert_eq!((ids(&first), ids(&second)), ("fil_1".into(), "fil_2".into()));
    assert_eq!((first.items.len(), second.items.len(), second.next), (1, 1, None));
}

#[test]
fn a_cursor_that_the_list_did_not_give_is_refused() {
    let exchange = busy();
    for cursor in ["", "o", "o8", "o-1", "o+1", "o01", "f1", "1", "o1 ", "\u{1b}[2J"] {
        let reject = exchange.orders(OrderFilter::All, Some(cursor), 10).unwrap_err();
        assert_eq!((reject.status, reject.code), (400, "bad_cursor"), "{cursor:?}");
        assert!(!reject.message.contains('\u{1b}'));
    }
    assert!(exchange.fills(Some("o1"), 10).is_err());
    assert!(exchange.fills(Some("f3"), 10).is_ok());
}
