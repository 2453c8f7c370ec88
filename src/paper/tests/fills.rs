//! How orders fill, on small books that can be checked by hand.

use super::*;
use crate::model::Side::{Buy, Sell};
use crate::model::TimeInForce::{Gtc, Ioc, PostOnly};

/// Places `order` after the tick `first`, then plays the `later` ticks; the order after each step.
#[track_caller]
fn check(terms: Option<Terms>, first: &Tick, order: &OrderTicket, later: &[Tick], expect: &[&str]) {
    let mut exchange = match terms {
        Some(terms) => Exchange::new(Markets::new([market("BTC"), market("ETH")]), terms),
        None => exchange(),
    };
    play(&mut exchange, first);
    let report = place(&mut exchange, order).unwrap();
    let mut seen = vec![show(&report)];
    for tick in later {
        play(&mut exchange, tick);
        seen.push(show(&exchange.order(&report.order_id).unwrap()));
    }
    assert_eq!(seen, expect);
}

#[test]
fn a_market_order_walks_the_levels_and_works_on() {
    check(
        Some(Terms::default()),
        &trade(0, "100", "2"),
        &ticket(Buy, "13"),
        &[trade(1, "100", "9"), trade(0, "101", "2"), trade(0, "101", "2")],
        &[
            "partially_filled 10/13 2@100.01:0.10001 2@100.03:0.10003 2@100.04:0.10004 2@100.05:0.10005 2@100.06:0.10006",
            "partially_filled 10/13 2@100.01:0.10001 2@100.03:0.10003 2@100.04:0.10004 2@100.05:0.10005 2@100.06:0.10006",
            "filled 13/13 2@100.01:0.10001 2@100.03:0.10003 2@100.04:0.10004 2@100.05:0.10005 2@100.06:0.10006 2@101.02:0.10102 1@101.03:0.050515",
            "filled 13/13 2@100.01:0.10001 2@100.03:0.10003 2@100.04:0.10004 2@100.05:0.10005 2@100.06:0.10006 2@101.02:0.10102 1@101.03:0.050515",
        ],
    );
}

#[test]
fn a_market_order_waits_for_size() {
    let ticks = [trade(0, "100", "0.0009"), trade(0, "100", "0.01")];
    check(
        None,
        &trade(0, "100", "0"),
        &ticket(Sell, "0.04"),
        &ticks,
        &[
            "open 0/0.04",
            "open 0/0.04",
            "filled 0.04/0.04 0.01@100:0.0005 0.01@100:0.0005 0.01@100:0.0005 0.01@100:0.0005",
        ],
    );
}

#[test]
fn a_limit_order_takes_no_further_than_its_price_and_rests() {
    let spread =
        Terms { slippage: "0.01".parse().unwrap(), half_spread: "0".parse().unwrap(), ..Terms::default() };
    let order = limit(Buy, "5", "101", Gtc);
    let ticks = [trade(0, "101.01", "9"), trade(0, "101", "0.5"), trade(0, "90", "0.3")];
    check(
        Some(spread),
        &trade(0, "100", "2"),
        &order,
        &ticks,
        &[
            "partially_filled 4/5 2@100:0.1 2@101:0.101",
            "partially_filled 4/5 2@100:0.1 2@101:0.101",
            "partially_filled 4.5/5 2@100:0.1 2@101:0.101 0.5@101:0.0101",
            "partially_filled 4.8/5 2@100:0.1 2@101:0.101 0.5@101:0.0101 0.3@101:0.00606",
        ],
    );
}

#[test]
fn a_resting_order_is_a_maker_at_its_own_price() {
    let ticks = [trade(0, "100.5", "1"), quote(0, "102", "0.5", "103", "9"), trade(0, "105", "9")];
    check(
        None,
        &trade(0, "100", "2"),
        &limit(Sell, "2", "101", PostOnly),
        &ticks,
        &[
            "open 0/2",
            "open 0/2",
            "partially_filled 0.5/2 0.5@101:0.0101",
            "filled 2/2 0.5@101:0.0101 1.5@101:0.0303",
        ],
    );
}

#[test]
fn what_an_ioc_order_cannot_take_is_cancelled() {
    let first = quote(0, "99", "3", "100", "1");
    check(
        None,
        &first,
        &limit(Buy, "7", "100", Ioc),
        &[],
        &["cancelled 5/7 1@100:0.05 1@100:0.05 1@100:0.05 1@100:0.05 1@100:0.05"],
    );
    check(None, &first, &limit(Buy, "7", "99.99", Ioc), &[trade(0, "1", "9")], &["cancelled 0/7"; 2]);
    check(None, &first, &limit(Sell, "3", "99", Ioc), &[], &["filled 3/3 3@99:0.1485"]);
}

#[test]
fn one_tick_s_size_is_given_out_once() {
    let mut exchange = exchange();
    play(&mut exchange, &trade(0, "100", "1"));
    let first = place(&mut exchange, &limit(Buy, "2", "99", Gtc)).unwrap();
    let second = place(&mut exchange, &limit(Buy, "2", "99.5", Gtc)).unwrap();
    play(&mut exchange, &trade(0, "98", "3"));
    let shown = |id| show(&exchange.order(id).unwrap());
    assert_eq!(shown(&first.order_id), "filled 2/2 2@99:0.0396");
    assert_eq!(shown(&second.order_id), "partially_filled 1/2 1@99.5:0.0199");
}

#[test]
fn long_and_short_are_marked_and_closed_to_the_cent() {
    let mut exchange = exchange();
    play(&mut exchange, &trade(0, "100", "10"));
    place(&mut exchange, &ticket(Sell, "10")).unwrap();
    play(&mut exchange, &trade(0, "90", "10"));
    let balance = exchange.balance();
    assert_eq!(balance.cash, "9999.5".parse().unwrap());
    assert_eq!(balance.equity, "10099.5".parse().unwrap());
    assert_eq!(exchange.positions()[0].quantity, "-10".parse().unwrap());
    assert_eq!(balance.marks, [(Symbol::new("BTC").unwrap(), "90".parse().unwrap())]);
    place(&mut exchange, &ticket(Buy, "15")).unwrap();
    let balance = exchange.balance();
    assert_eq!(balance.realized_pnl, Some("100".parse().unwrap()));
    assert_eq!(balance.fees, Some("1.175".parse().unwrap()));
    assert_eq!(balance.equity, "10098.825".parse().unwrap());
    assert_eq!(exchange.positions()[0].entry_price, Some("90".parse().unwrap()));
}

#[test]
fn a_cancelled_order_keeps_what_it_had_and_gets_no_more() {
    let mut exchange = exchange();
    play(&mut exchange, &trade(0, "100", "1"));
    let order = place(&mut exchange, &limit(Buy, "2", "99", Gtc)).unwrap().order_id;
    play(&mut exchange, &trade(0, "99", "0.5"));
    let cancelled = exchange.cancel(Time::from_millis(2_000), &order, &mut Vec::new()).unwrap();
    assert_eq!(show(&cancelled), "cancelled 0.5/2 0.5@99:0.0099");
    assert_eq!(play(&mut exchange, &trade(0, "50", "9")), []);
    assert_eq!(exchange.order(&order), Some(cancelled));
}

#[test]
fn an_order_of_a_thousand_fills_is_told_with_the_newest() {
    let mut exchange = exchange();
    play(&mut exchange, &quote(0, "99", "1", "101", "1"));
    place(&mut exchange, &limit(Buy, "1", "100", Gtc)).unwrap();
    let mut told = Vec::new();
    for _ in 0..1_000 {
        told = play(&mut exchange, &trade(0, "100", "0.001"));
    }
    let [report] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((report.fills.len(), report.filled), (20, Some("1".parse().unwrap())));
    assert_eq!(report.fills.last().map(|fill| fill.id.as_str()), Some("fil_1000"));
    assert_eq!(exchange.order(&report.order_id).as_ref(), Some(report));
    assert_eq!(exchange.fills(Some("f500"), 500).unwrap().items.len(), 500);
}
