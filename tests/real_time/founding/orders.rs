//! What becomes of an order when its answer is not one: how often it is sent, and what settles it.

use std::time::Duration;

use soak::model::{Rules, Span};

use super::faults::{Fault, PLACE};
use super::soak_run::{End, Soak, rules};
use super::venue::Venue;

const LIMITED: Fault = Fault::Instead(429, r#"{"error":"rate_limited","retry_after":1}"#);

const BROKEN: &str = r#"{"error":"internal_error","message":"oops"}"#;

/// An order that is proven absent is dropped, and not sent again: the proof takes longer than its
/// time to live.
fn impatient() -> Rules {
    let mut rules = rules();
    rules.orders.intent_ttl = Span::from_millis(100);
    rules
}

/// What one order went through.
struct Told {
    end: End,
    /// Requests to place it.
    sent: usize,
    /// Requests about it, in order.
    about: Vec<String>,
}

/// One order of the agent at a venue that strikes it with `faults` and tells no news of orders, until
/// it is settled, with `trades` positions opened, and the books agree.
async fn order(rules: Rules, faults: &[Fault], trades: u64) -> Told {
    let venue = Venue::open();
    let soak = Soak::ready(venue.settings_without_news(), rules).await;
    order_of(&venue, soak, faults, trades).await
}

async fn order_of(venue: &Venue, soak: Soak, faults: &[Fault], trades: u64) -> Told {
    venue.faults.strike(PLACE, faults.iter().copied());
    venue.trend(1);
    let struck = |sent: usize| sent >= faults.len();
    soak.until("the order is settled", |now| {
        let settled = now.orders.is_empty() && now.pnl.trades == trades;
        settled && struck(venue.faults.seen(PLACE).len())
    })
    .await;
    let end = soak.stop().await;
    let sent = venue.faults.seen(PLACE);
    let mut keys: Vec<_> = sent.iter().map(|seen| seen.key.clone().unwrap()).collect();
    keys.dedup();
    assert_eq!(keys.len(), 1, "one order has one key: {keys:?}");
    assert_eq!(end.result.orders, 1, "one wish is one order");
    end.agrees();
    Told { end, sent: sent.len(), about: venue.faults.about_orders() }
}

#[track_caller]
fn check(told: &Told, sent: usize, fills: u64, unknowns: u64) {
    let counters = told.end.state.counters();
    assert_eq!(
        (told.sent, told.end.result.fills, counters.unknowns),
        (sent, fills, unknowns),
        "{:?}",
        told.about
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twice_rate_limited_is_one_order_in_three_calls() {
    let told = order(rules(), &[LIMITED, LIMITED], 1).await;
    check(&told, 3, 1, 0);
    assert_eq!(told.end.state.counters().rate_limited, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_500_after_the_effect_is_one_call_and_an_unknown_that_the_venue_settles() {
    check(&order(rules(), &[Fault::After(500, BROKEN)], 1).await, 1, 1, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_500_without_an_effect_is_one_call_and_an_unknown_that_is_proven_absent() {
    let told = order(impatient(), &[Fault::Instead(500, BROKEN)], 0).await;
    check(&told, 1, 0, 1);
    let reasons: Vec<_> = told.end.state.orders().recent().map(|order| order.reason.as_str()).collect();
    assert_eq!(reasons, ["proven absent, and too old to be sent again"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_order_is_sent_again_only_when_it_was_proven_absent_twice() {
    let told = order(rules(), &[Fault::Lost], 1).await;
    check(&told, 2, 1, 1);
    let asked_between = told.about.iter().skip_while(|route| *route != PLACE).skip(1);
    let asked =
        asked_between.take_while(|route| *route != PLACE).filter(|route| *route == "GET /trade/orders");
    assert_eq!(asked.count(), 2, "{:?}", told.about);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_time_out_after_the_effect_is_one_call() {
    let venue = Venue::open();
    let soak = Soak::ready(venue.settings_without_news(), rules()).await;
    // The list of fills would settle it before the answer is given up.
    venue.faults.strike("GET /trade/fills", [Fault::Instead(500, BROKEN); 3]);
    check(&order_of(&venue, soak, &[Fault::Silent], 1).await, 1, 1, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_that_is_cut_short_is_one_call() {
    check(&order(rules(), &[Fault::Cut], 1).await, 1, 1, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_takes_effect_after_its_proof_of_absence_is_one_order_all_the_same() {
    let late = Fault::Late(Duration::from_millis(2_200));
    let late = [late];
    let patient = order(rules(), &late, 1);
    // Given up here, done there: the fill is ours, and the books agree.
    let given_up = order(impatient(), &late, 1);
    let (patient, given_up) = tokio::join!(patient, given_up);
    check(&patient, 2, 1, 1);
    assert_eq!((given_up.sent, given_up.end.result.fills), (1, 1), "{:?}", given_up.about);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn news_of_the_stream_settles_an_order_whose_answer_never_comes() {
    let venue = Venue::open();
    let soak = Soak::ready(venue.settings(), rules()).await;
    let told = order_of(&venue, soak, &[Fault::Silent], 1).await;
    assert_eq!((told.sent, told.end.result.fills), (1, 1));
}
