//! Reconciliation: each difference of the venue's books has its alert, and only a full report
//! clears it.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::Rig;
use super::rig::{report, symbol, venue_id};
use crate::engine::reconcile::{Difference, OurBooks, VenueBooks, compare};
use crate::event::{Answer, Call, Failure, Outcome, Purpose, Route};
use crate::model::{
    BalanceReport, ClientOrderId, Fill, FillId, Liquidity, Money, OrderSeq, Page, Quantity, Rules, Side,
    SoakId, Span, Time,
};

/// Runs cycles for a quarter of a minute, so that what differs is old enough.
fn settle(rig: &mut Rig) {
    for _ in 0..3 {
        rig.after(Span::from_secs(5));
        rig.cycle();
    }
}

#[track_caller]
fn check(change: impl FnOnce(&mut Rig), mend: impl FnOnce(&mut Rig), alert: &str) {
    let mut rig = Rig::trading();
    rig.hold_one();
    change(&mut rig);
    rig.after(Span::from_secs(5));
    rig.cycle();
    assert_eq!(rig.alerts(), Vec::<String>::new(), "a young difference waits");
    settle(&mut rig);
    assert!(rig.alerts().contains(&alert.to_owned()), "{:?}", rig.alerts());
    mend(&mut rig);
    rig.after(Span::from_secs(5));
    rig.cycle();
    assert_eq!(rig.alerts(), Vec::<String>::new(), "one full report clears it");
}

#[test]
fn each_difference_has_its_alert() {
    let set = |text: &'static str| move |rig: &mut Rig| rig.venue.position = text.parse().unwrap();
    check(set("0"), set("1"), "missing_position:BTC");
    check(set("1.5"), set("1"), "size_mismatch:BTC");
    let cash = |text: &'static str| move |rig: &mut Rig| rig.venue.cash = text.parse().unwrap();
    check(cash("9999.99"), cash("10000"), "balance_drift:account");
    let orphan = |rig: &mut Rig| {
        rig.intent(Purpose::Exit, Side::Sell, Some("0.1"));
        let order = rig.take(Route::Order);
        let mut stranger = report(&order);
        stranger.client_order_id = Some(ClientOrderId::new("somebody-else"));
        stranger.order_id = venue_id(&ClientOrderId::new("else"));
        let filled = rig.fill_at_venue(&order, "0.1", "100");
        rig.input(crate::event::Input::OrderUpdate(Box::new(filled)));
        rig.venue.open = vec![stranger];
    };
    check(orphan, |rig| rig.venue.open.clear(), "orphan_order:v-else");
}

#[test]
fn a_position_out_of_nowhere_is_a_ghost_and_quarantines_its_market() {
    let mut rig = Rig::trading();
    rig.venue.position = "0.5".parse().unwrap();
    settle(&mut rig);
    assert_eq!(rig.alerts(), ["ghost_position:BTC"]);
    rig.tick("100");
    rig.intent(Purpose::Entry, Side::Buy, Some("0.1"));
    assert_eq!(rig.count(Route::Order), 0);
}

#[test]
fn somebody_elses_fill_is_booked_and_alerted_until_flat() {
    let mut rig = Rig::trading();
    let stranger = |side, rig: &mut Rig| {
        let number = rig.venue.fills.len() + 1;
        rig.venue.fills.push(Fill {
            id: FillId::new(&format!("x{number}")),
            order_id: venue_id(&ClientOrderId::new("x")),
            client_order_id: None,
            symbol: symbol(),
            side,
            price: "100".parse().unwrap(),
            quantity: "0.3".parse().unwrap(),
            fee: Money::ZERO,
            liquidity: Liquidity::Taker,
            at: rig.now,
        });
        rig.venue.position += side.signed("0.3".parse::<Quantity>().unwrap());
        rig.after(Span::from_secs(5));
        rig.cycle();
    };
    stranger(Side::Buy, &mut rig);
    assert_eq!((rig.held().as_str(), rig.alerts()), ("0.3", vec!["external_position:BTC".to_owned()]));
    stranger(Side::Sell, &mut rig);
    assert_eq!((rig.held().as_str(), rig.alerts().len()), ("0.0", 0));
}

#[test]
fn more_filled_than_ordered_is_an_overfill() {
    let mut rig = Rig::trading();
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    let order = rig.take(Route::Order);
    rig.fill_at_venue(&order, "1", "100");
    rig.fill_at_venue(&order, "0.5", "100");
    rig.reply(&order, Outcome::Answered(crate::event::Answer::Order(Box::new(report(&order)))));
    rig.after(Span::from_secs(5));
    rig.cycle();
    assert!(rig.alerts().contains(&"overfill:1".to_owned()), "{:?}", rig.alerts());
}

#[test]
fn a_failed_query_means_nothing_and_three_intervals_of_it_are_blindness() {
    let mut rig = Rig::trading();
    rig.hold_one();
    rig.venue.position = Quantity::ZERO;
    settle(&mut rig);
    assert_eq!(rig.alerts(), ["missing_position:BTC"]);
    for _ in 0..6 {
        rig.after(Span::from_secs(5));
        rig.tick("100");
        while let Some(request) = rig.requests.pop() {
            rig.fail(&request, Failure::TimedOut);
        }
    }
    assert_eq!(rig.alerts(), ["blind:venue", "missing_position:BTC"]);
    assert_eq!(rig.state.entries_block(), Some("the venue does not answer"));
    rig.venue.position = "1".parse().unwrap();
    rig.after(Span::from_secs(40));
    rig.cycle();
    assert_eq!(rig.alerts(), Vec::<String>::new());
}

#[test]
fn an_order_that_we_gave_up_and_the_venue_works_on_is_ours_again_and_cancelled() {
    let mut rig = Rig::trading();
    rig.intent(Purpose::Entry, Side::Buy, Some("1"));
    let order = rig.take(Route::Order);
    rig.fail(&order, Failure::TimedOut);
    rig.now = rig.now + Span::from_secs(20);
    for _ in 0..4 {
        rig.after(Span::from_secs(5));
        rig.cycle();
    }
    assert_eq!(rig.state.orders().active().count(), 0, "proven absent");
    rig.venue.open = vec![report(&order)];
    rig.after(Span::from_secs(5));
    rig.cycle();
    assert_eq!((rig.state.orders().active().count(), rig.count(Route::Cancel)), (1, 1));
}

/// A comparison a second is more than the budget of normal running holds: it goes as often as that lets
/// it, and a venue that answers everything is not called blind.
#[test]
fn comparing_as_often_as_the_budget_allows_is_not_blindness() {
    let mut rules = Rules::default();
    rules.reconcile.every = Span::from_secs(1);
    let mut rig = Rig::trading_with(rules);
    let cycles = rig.state.reconciler().cycles_total();
    for _ in 0..1_800 {
        rig.after(Span::from_millis(100));
        rig.cycle();
        assert_eq!(rig.alerts().iter().find(|id| id.starts_with("blind")), None, "at {}", rig.now);
    }
    let cycles = rig.state.reconciler().cycles_total() - cycles;
    assert!((125..=136).contains(&cycles), "{cycles} in three minutes, of 135 that the budget holds");
}

proptest! {
    /// Reports of the same three partial fills in any order, doubled or lost, end in the same books
    /// once one full cycle arrives.
    #[test]
    fn any_permutation_of_reports_converges(news in prop::collection::vec(0_usize..3, 0..12)) {
        let mut rig = Rig::trading();
        rig.intent(Purpose::Entry, Side::Buy, Some("1"));
        let order = rig.take(Route::Order);
        let mut told = Quantity::ZERO;
        let mut reports = Vec::new();
        for (size, price) in [("0.2", "100"), ("0.3", "101"), ("0.5", "99")] {
            let mut report = rig.fill_at_venue(&order, size, price);
            told += size.parse().unwrap();
            report.filled = Some(told);
            report.status = if told == "1".parse().unwrap() {
                crate::model::VenueOrderStatus::Filled
            } else {
                crate::model::VenueOrderStatus::PartiallyFilled
            };
            reports.push(report);
        }
        for index in news {
            rig.input(crate::event::Input::OrderUpdate(Box::new(reports[index].clone())));
        }
        rig.fail(&order, Failure::TimedOut);
        while rig.count(Route::OrderQuery) > 0 {
            let question = rig.take(Route::OrderQuery);
            let found = crate::event::Answer::OrderFound(Some(Box::new(reports[2].clone())));
            rig.reply(&question, Outcome::Answered(found));
        }
        rig.cycle();
        rig.after(Span::from_secs(5));
        rig.cycle();
        prop_assert_eq!(rig.held(), "1.0");
        prop_assert_eq!(rig.state.orders().active().count(), 0);
        prop_assert_eq!(rig.alerts(), Vec::<String>::new());
        prop_assert_eq!(rig.state.drift_unexplained(), Money::ZERO);
    }
}

#[test]
fn a_venue_that_does_not_answer_is_asked_less_and_less_often_and_never_given_up() {
    let mut rig = Rig::trading();
    rig.after(Span::from_secs(5));
    let mut waits = Vec::new();
    for _ in 0..6 {
        let question = rig.take(Route::Orders);
        rig.fail(&question, Failure::TimedOut);
        let mut waited = 0;
        while rig.count(Route::Orders) == 0 {
            rig.after(Span::from_secs(1));
            waited += 1;
        }
        waits.push(waited);
    }
    assert_eq!(waits, [5, 10, 20, 30, 30, 30]);
}

/// Our books with seven fills and 10,000 in cash, and a venue's that says so much.
fn books(cash: &str, fills_total: Option<u64>) -> (OurBooks, VenueBooks) {
    let ours = OurBooks {
        soak: SoakId::new("s1"),
        working: BTreeMap::new(),
        pending: BTreeSet::new(),
        positions: BTreeMap::new(),
        cash: "10000".parse().unwrap(),
        fills_total: 7,
        every: Span::from_secs(5),
    };
    let cash: Money = cash.parse().unwrap();
    let (equity, realized_pnl, fees) = (cash, None, None);
    let balance = BalanceReport { cash, equity, realized_pnl, fees, marks: Vec::new(), fills_total };
    let (open_orders, positions) = (Vec::new(), Vec::new());
    (ours, VenueBooks { asked_at: Time::from_millis(10), open_orders, positions, balance })
}

#[test]
fn cash_and_the_count_of_fills_are_each_compared() {
    #[track_caller]
    fn check(cash: &str, fills_total: Option<u64>, differs: bool) {
        let (ours, venue) = books(cash, fills_total);
        assert_eq!(!compare(&ours, &venue).is_empty(), differs);
    }
    check("10000", Some(7), false);
    check("10000", None, false);
    check("10000", Some(8), true);
    check("10000", Some(6), true);
    check("9999.99", Some(7), true);
    check("9999.99", None, true);
}

/// Where it says how a list goes on, but at its end not where to ask later, the last page is asked for.
#[test]
fn a_list_of_fills_goes_on_at_its_last_page() {
    let mut rig = Rig::trading();
    rig.after(Span::from_secs(5));
    let orders = rig.take(Route::Orders);
    rig.reply(&orders, rig.answer(&orders));
    for next in [Some("a"), Some("b"), None] {
        let fills = rig.take(Route::Fills);
        let page = Page { items: Vec::new(), next: next.map(str::to_owned), resume: None };
        rig.reply(&fills, Outcome::Answered(Answer::Fills(page)));
    }
    rig.requests.retain(|request| request.route() == Route::Positions);
    for route in [Route::Positions, Route::Balance] {
        let question = rig.take(route);
        rig.reply(&question, rig.answer(&question));
    }
    rig.after(Span::from_secs(5));
    let orders = rig.take(Route::Orders);
    rig.reply(&orders, rig.answer(&orders));
    assert_eq!(rig.take(Route::Fills).call, Call::ListFills { cursor: Some("b".to_owned()) });
}

#[test]
fn an_order_is_missed_in_a_list_only_when_it_was_there_before_the_question() {
    #[track_caller]
    fn check(changed_at: i64, expect: &[Difference]) {
        let (mut ours, venue) = books("10000", Some(7));
        ours.working.insert(OrderSeq(1), Time::from_millis(changed_at));
        assert_eq!(compare(&ours, &venue), expect);
    }
    check(9, &[Difference::OrderNotListed(OrderSeq(1))]);
    check(10, &[]);
    check(11, &[]);
}
