//! Every fault that strikes requests, seen by the real client through the proxy, and what the venue
//! knows of it afterwards.

use std::num::NonZeroU32;

use soak::clock::Clock;
use soak::event::{Answer, Call, Outcome, Route};
use soak::fault::{Board, Schedule, Window};
use soak::model::{OrderKind, Side, Span, Time};
use soak::venue::{LoopbackResolver, Proxy, VenueClient, VenueSettings};

use crate::support::{World, limit, market_order, send, settings, tick, ticket};

/// How long the client waits for an answer.
const PATIENCE: Span = Span::from_millis(300);

/// A venue with a price, a proxy before it, and a client that finds it there.
pub(crate) struct Broken {
    pub(crate) world: World,
    pub(crate) board: Board,
    pub(crate) proxy: Proxy,
    client: VenueClient,
}

/// A schedule that has just one window, open from long ago.
pub(crate) fn schedule(toml: &str) -> Schedule {
    let window = format!("from = \"0s\"\nfor = \"365000d\"\n{toml}");
    let windows = if toml.is_empty() { Vec::new() } else { vec![toml::from_str::<Window>(&window).unwrap()] };
    Schedule::new(Time::EPOCH, windows)
}

impl Broken {
    pub(crate) async fn open() -> Self {
        let world = World::start();
        world.server.tick(&tick(0, "50000")).await;
        let (board, clock) = (Board::default(), Clock::start());
        let proxy = Proxy::start(world.handle.local_addr(), board.clone(), clock, 7).unwrap();
        let client = VenueClient::new(Self::settings(&proxy), clock).unwrap();
        Self { world, board, proxy, client }
    }

    pub(crate) fn settings(proxy: &Proxy) -> VenueSettings {
        settings(&format!("http://{}/api/v1", proxy.local_addr())).with_timeouts(PATIENCE, PATIENCE)
    }

    async fn call(&self, call: Call) -> String {
        show(&send(&self.client, call).await)
    }

    /// The market orders that the venue has executed.
    async fn fills(&self) -> usize {
        match self.world.call(Call::ListFills { cursor: None }).await {
            Outcome::Answered(Answer::Fills(page)) => page.items.len(),
            other => panic!("no fills: {other:?}"),
        }
    }

    /// Waits until the venue has executed `count`.
    async fn until_fills(&self, count: usize) {
        while self.fills().await < count {
            tokio::task::yield_now().await;
        }
    }
}

fn show(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Answered(Answer::Order(report)) => format!("order {:?}", report.status),
        Outcome::Answered(_) => "answered".into(),
        Outcome::RateLimited { retry_after: Some(span) } => format!("wait {span}"),
        Outcome::RateLimited { retry_after: None } => "wait".into(),
        Outcome::Refused { status, code, .. } => format!("refused {status} {code}"),
        Outcome::Failed { failure, .. } => failure.as_str().into(),
    }
}

/// An order while `fault` strikes ends as `expect`, and the venue has executed `fills` of it; once it is
/// over an order goes through on the first try.
async fn check(fault: &str, expect: &str, fills: usize) {
    let broken = Broken::open().await;
    assert_eq!(broken.call(Call::GetBalance).await, "answered", "before {fault}");
    broken.board.hang(schedule(&format!("fault = {fault}")));
    assert_eq!(broken.call(market_order("s-1", "0.01")).await, expect, "{fault}");
    broken.until_fills(fills).await;
    broken.board.hang(Schedule::default());
    assert_eq!(broken.fills().await, fills, "{fault}");
    assert_eq!(broken.call(market_order("s-2", "0.01")).await, "order Filled", "after {fault}");
    assert_eq!(broken.fills().await, fills + 1, "{fault}");
    let counts = broken.proxy.counts();
    assert_eq!((counts.posts["s-1"], counts.posts["s-2"]), (1, 1), "{fault}");
    assert_eq!(counts.requests[&Route::Order], 2);
    assert_eq!(counts.struck.values().sum::<u64>(), 1, "{fault}: {:?}", counts.struck);
}

#[tokio::test]
async fn what_is_lost_on_the_way_there_never_happens() {
    check("\"request_lost\"", "timed_out", 0).await;
    check("\"partition\"", "timed_out", 0).await;
}

#[tokio::test]
async fn what_is_lost_on_the_way_back_has_happened() {
    check("\"reply_lost\"", "timed_out", 1).await;
    check("\"reply_cut\"", "malformed", 1).await;
}

#[tokio::test]
async fn other_answers_come_before_or_after_the_effect() {
    check("{ answer = { status = 500 } }", "server_error", 0).await;
    check("{ answer = { status = 502, body = \"html\", effect = \"done\" } }", "server_error", 1).await;
    let lie = "{ answer = { status = 400, body = \"trade_failed\", effect = \"done\" } }";
    check(lie, "refused 400 trade_failed", 1).await;
    check("{ answer = { status = 200, effect = \"done\" } }", "malformed", 1).await;
    for body in ["html", "cut_json", "empty"] {
        let answer = format!("{{ answer = {{ status = 200, body = \"{body}\" }} }}");
        check(&answer, "malformed", 0).await;
    }
}

#[tokio::test]
async fn a_429_says_when_to_come_again_in_every_form() {
    check("{ rate_limited = {} }", "wait", 0).await;
    check("{ rate_limited = { retry_after = { seconds = \"2s\" } } }", "wait 2s", 0).await;
    check("{ rate_limited = { retry_after = { date = \"3s\" } } }", "wait 3s", 0).await;
    check("{ rate_limited = { retry_after = { body = \"4500ms\" } } }", "wait 4.5s", 0).await;
    check("{ rate_limited = { retry_after = \"unreadable\" } }", "wait", 0).await;
}

#[tokio::test]
async fn what_is_late_arrives_although_nobody_waits_any_more() {
    check("{ delay = { min = \"700ms\", max = \"700ms\" } }", "timed_out", 1).await;
    check("{ delay = { min = \"20ms\", max = \"40ms\" } }", "order Filled", 1).await;
}

#[tokio::test]
async fn what_arrives_twice_under_one_key_happens_once() {
    let broken = Broken::open().await;
    broken.board.hang(schedule("fault = \"duplicate\""));
    assert_eq!(broken.call(market_order("s-1", "0.01")).await, "order Filled");
    let counts = broken.proxy.counts();
    assert_eq!((counts.posts["s-1"], counts.arrived["s-1"], broken.fills().await), (1, 2, 1));
}

#[tokio::test]
async fn a_refused_connection_is_refused_by_the_system_and_nothing_is_sent() {
    let broken = Broken::open().await;
    assert_eq!(broken.call(Call::GetBalance).await, "answered");
    broken.board.hang(schedule("fault = \"connection_refused\""));
    // The connection that was kept is ended, and another is not to be had.
    while broken.call(Call::GetBalance).await != "not_sent" {
        tokio::task::yield_now().await;
    }
    assert_eq!(broken.call(market_order("s-1", "0.01")).await, "not_sent");
    broken.board.hang(Schedule::default());
    while tokio::net::TcpStream::connect(broken.proxy.local_addr()).await.is_err() {
        tokio::task::yield_now().await;
    }
    assert_eq!(broken.call(market_order("s-2", "0.01")).await, "order Filled");
    assert_eq!(broken.fills().await, 1);
}

#[tokio::test]
async fn a_swallowed_close_rests_at_the_venue_whatever_it_closes() {
    for (key, entry, close) in [("long", Side::Buy, Side::Sell), ("short", Side::Sell, Side::Buy)] {
        let broken = Broken::open().await;
        let open = Call::PlaceOrder(ticket(key, "BTC", entry, "0.01", OrderKind::Market));
        assert_eq!(broken.call(open).await, "order Filled");
        broken.board.hang(schedule("fault = \"close_swallowed\""));
        let mut close = ticket("close", "BTC", close, "0.01", OrderKind::Market);
        close.reduce_only = true;
        assert_eq!(broken.call(Call::PlaceOrder(close.clone())).await, "order Open");
        broken.board.hang(Schedule::default());
        assert_eq!(broken.call(Call::PlaceOrder(close)).await, "order Open", "the same order again");
        let open = broken.world.call(Call::ListOpenOrders { cursor: None }).await;
        let Outcome::Answered(Answer::Orders(page)) = open else { panic!("no orders: {open:?}") };
        assert_eq!(page.items.len(), 1);
        let cancel = Call::CancelOrder(page.items[0].order_id.clone());
        assert_eq!(broken.call(cancel).await, "order Cancelled");
    }
}

#[tokio::test]
async fn a_cancel_that_is_refused_has_no_effect() {
    let broken = Broken::open().await;
    let resting = send(&broken.client, limit("s-1", "0.01", "40000")).await;
    let Outcome::Answered(Answer::Order(report)) = resting else { panic!("no order: {resting:?}") };
    broken.board.hang(schedule("fault = \"cancel_refused\""));
    let cancel = || broken.call(Call::CancelOrder(report.order_id.clone()));
    assert_eq!(cancel().await, "refused 409 already_filled");
    broken.board.hang(Schedule::default());
    assert_eq!(cancel().await, "order Cancelled");
}

#[tokio::test]
async fn a_share_of_the_routes_named_is_struck() {
    let broken = Broken::open().await;
    broken
        .board
        .hang(schedule("fault = { answer = { status = 500 } }\nroutes = [\"balance\"]\nshare = \"0.5\""));
    let mut failed = 0_u64;
    for _ in 0..60 {
        failed += u64::from(broken.call(Call::GetBalance).await == "server_error");
        assert_eq!(broken.call(Call::GetHealth).await, "answered");
    }
    assert!((15..=45).contains(&failed), "{failed} of 60");
    assert_eq!(broken.proxy.counts().struck_by("answer"), failed);
}

#[tokio::test]
async fn a_name_that_is_not_resolved_stops_everything_before_it_leaves() {
    let broken = Broken::open().await;
    let resolver = LoopbackResolver::new("venue.invalid", broken.board.clone(), Clock::start(), 7);
    let url = format!("http://venue.invalid:{}/api/v1", broken.proxy.local_addr().port());
    let named = settings(&url).with_resolver(resolver);
    let client = VenueClient::new(named.clone(), Clock::start()).unwrap();
    assert_eq!(show(&send(&client, Call::GetBalance).await), "answered");
    broken.board.hang(schedule("fault = \"resolver_fails\""));
    // A connection that is kept needs no name; the proxy ends it.
    while show(&send(&client, Call::GetBalance).await) != "not_sent" {
        tokio::task::yield_now().await;
    }
    assert_eq!(show(&send(&client, market_order("s-1", "0.01")).await), "not_sent");
    broken.board.hang(Schedule::default());
    assert_eq!(show(&send(&client, market_order("s-2", "0.01")).await), "order Filled");
    assert_eq!(broken.fills().await, 1);
    let elsewhere = url.replace("venue.invalid", "elsewhere.invalid");
    let other = LoopbackResolver::new("venue.invalid", Board::default(), Clock::start(), 7);
    let lost = VenueClient::new(settings(&elsewhere).with_resolver(other), Clock::start()).unwrap();
    assert_eq!(show(&send(&lost, Call::GetBalance).await), "not_sent");
}

#[tokio::test]
async fn a_narrow_line_carries_answers_slowly_or_not_in_time() {
    let broken = Broken::open().await;
    broken.proxy.limit_bandwidth(NonZeroU32::new(200));
    assert_eq!(broken.call(Call::GetBalance).await, "timed_out");
    broken.proxy.limit_bandwidth(None);
    assert_eq!(broken.call(Call::GetBalance).await, "answered");
}

#[tokio::test]
async fn a_proxy_that_shuts_down_leaves_its_port() {
    let broken = Broken::open().await;
    let address = broken.proxy.local_addr();
    assert_eq!(broken.call(Call::GetBalance).await, "answered");
    broken.proxy.shutdown().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
