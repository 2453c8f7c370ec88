//! What a load test stays away from, and what ends it at once.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use soak::clock::Clock;
use soak::drill::load::{LoadError, LoadReport, run};
use soak::model::Span;
use soak::venue::VenueSettings;
use tokio::sync::watch;

use crate::stage::{failed, plan};

const MARKETS: &str = r#"{"markets":[{"symbol":"BTC","price_step":"0.01","amount_step":"0.00001","amount_min":"0.00001","mark_price":"92491.35"}]}"#;
const PAPER: &str = r#"{"status":"ok","execution":"paper"}"#;
const EMPTY: &str = r#"{"orders":[],"positions":[],"fills":[],"next_cursor":null}"#;
const BALANCE: &str = r#"{"cash":"10000","equity":"10000"}"#;
const FILLED: &str = r#"{"order_id":"a","status":"filled","mode":"paper"}"#;

/// Runs a load test at a venue that answers from a script, and gives what it was asked. The script gets the
/// route and how many orders came before.
async fn at(
    answer: impl Fn(&str, usize) -> String + Clone + Send + Sync + 'static,
) -> (Result<LoadReport, LoadError>, Vec<String>) {
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = Arc::clone(&asked);
    let router = Router::new().fallback(move |request: Request| {
        let route = format!("{} {}", request.method(), request.uri().path());
        let orders = {
            let mut log = log.lock().unwrap();
            let before = log.iter().filter(|route| route.starts_with("POST")).count();
            log.push(route.clone());
            before
        };
        let body = answer(&route, orders);
        let status = if body.is_empty() { 404 } else { 200 };
        let built = Response::builder().status(status).body(Body::from(body)).unwrap();
        async move { built }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let (_keep, stop) = watch::channel(false);
    let settings = VenueSettings::new(&url).unwrap();
    let plan = plan(600, Span::from_secs(60));
    let ended = run(&plan, settings, Clock::start(), stop, &mut |_| {}).await;
    serving.abort();
    let asked = asked.lock().unwrap().clone();
    (ended, asked)
}

/// A venue that is paper.
fn usual(route: &str) -> String {
    match route {
        "GET /health" => PAPER,
        "GET /markets" => MARKETS,
        "GET /wallet/balance" => BALANCE,
        "POST /trade/order" => FILLED,
        _ => EMPTY,
    }
    .to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_venue_that_is_real_or_does_not_say_gets_the_question_and_nothing_else() {
    for health in [r#"{"status":"ok","execution":"real"}"#, r#"{"status":"ok","execution":"live"}"#, "<html>"]
    {
        let (ended, asked) = at(move |_, _| health.to_owned()).await;
        assert!(matches!(ended, Err(LoadError::NotPaper { .. })), "{health}: {ended:?}");
        assert_eq!(asked, ["GET /health"], "{health}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_in_use_gets_no_order() {
    let used = [
        ("GET /trade/positions", r#"{"positions":[{"symbol":"BTC","amount":"0.5"}]}"#),
        ("GET /trade/positions", ""),
        ("GET /trade/orders", r#"{"orders":[{"order_id":"a","status":"open"}]}"#),
    ];
    for (where_seen, body) in used {
        let script = move |route: &str, _| if route == where_seen { body.to_owned() } else { usual(route) };
        let (ended, asked) = at(script).await;
        assert!(matches!(ended, Err(LoadError::InUse { .. })), "{body}: {ended:?}");
        assert!(asked.iter().all(|route| route.starts_with("GET")), "{asked:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_was_executed_for_real_ends_it() {
    let live = FILLED.replace("paper", "live");
    let script = move |route: &str, orders: usize| match route {
        "POST /trade/order" if orders >= 4 => live.clone(),
        _ => usual(route),
    };
    let (ended, asked) = at(script).await;
    let report = ended.unwrap();
    assert!(report.cut_short.unwrap().contains("paper is in doubt"), "{report:#?}");
    assert!(report.counts.not_due > 0 && !report.passed, "{:?}", report.counts);
    assert!(failed(&report).contains(&"errors"));
    let orders = asked.iter().filter(|route| route.starts_with("POST")).count();
    assert!(orders < usize::try_from(report.mix["order"]).unwrap(), "{orders} orders left");
}
