//! The client against venues that misbehave: one outcome, one request, whatever happens.

use soak::event::{Answer, Call, Failure, Outcome};
use soak::model::Span;
use soak::venue::{VenueClient, VenueSettings};

use crate::support::{FaultyVenue, Play, client, http, market_order, send, settings};

/// Sends `call` to a venue that does `play`; the outcome in a few words, after checking that exactly
/// one request was made.
async fn outcome(call: Call, play: Play) -> String {
    let venue = FaultyVenue::start(vec![play]);
    let short = settings(&venue.url()).with_timeouts(Span::from_millis(200), Span::from_millis(200));
    let client = VenueClient::new(short, soak::clock::Clock::start()).unwrap();
    let outcome = send(&client, call).await;
    assert_eq!(venue.requests().len(), 1, "a request is made exactly once");
    show(&outcome)
}

fn show(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Answered(Answer::Order(report)) => format!("order {}", report.order_id),
        Outcome::Answered(_) => "answered".into(),
        Outcome::RateLimited { retry_after } => format!("wait {}", retry_after.unwrap_or(Span::FOREVER)),
        Outcome::Refused { status, code, message } => format!("refused {status} {code} {message}"),
        Outcome::Failed { failure, .. } => failure.as_str().into(),
    }
}

#[track_caller]
fn check(got: &str, expect: &str) {
    assert_eq!(got, expect);
}

async fn order(bytes: Vec<u8>) -> String {
    outcome(market_order("s-1", "0.1"), Play::Send(bytes)).await
}

async fn balance(bytes: Vec<u8>) -> String {
    outcome(Call::GetBalance, Play::SendAndClose(bytes)).await
}

#[tokio::test]
async fn the_founding_answer_is_enough() {
    check(&order(http(200, "", r#"{"order_id":"abc123","status":"filled"}"#)).await, "order abc123");
}

#[tokio::test]
async fn every_form_of_429_is_a_wait() {
    check(&order(http(429, "", r#"{"error":"rate_limited","retry_after":1}"#)).await, "wait 1s");
    check(&order(http(429, "Retry-After: 2\r\n", "slow down")).await, "wait 2s");
    let dates = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nRetry-After: Sun, 06 Nov 1994 08:49:40 GMT\r\n";
    check(&order(http(429, dates, "")).await, "wait 3s");
    check(
        &order(http(429, "", r#"{"error":"rate_limit_exceeded","retry_after_seconds":4}"#)).await,
        "wait 4s",
    );
    let clock_header = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
    check(&order(http(429, clock_header, r#"{"reset_at":"1994-11-06T08:49:42Z"}"#)).await, "wait 5s");
    check(&order(http(429, "", r#"{"error":"rate_limited"}"#)).await, &format!("wait {}", Span::FOREVER));
}

#[tokio::test]
async fn errors_of_the_server_leave_an_order_unknown_and_are_not_repeated() {
    check(&order(http(500, "", r#"{"error":"internal_error"}"#)).await, "server_error");
    check(&order(http(503, "Retry-After: 1\r\n", "")).await, "server_error");
    check(&order(http(408, "", "")).await, "server_error");
}

#[tokio::test]
async fn a_complete_answer_that_says_nothing_is_malformed() {
    check(&balance(http(200, "Content-Type: text/html\r\n", "<html>Maintenance</html>")).await, "malformed");
    check(&balance(http(200, "", r#"{"cash":"1"}"#)).await, "malformed");
    check(&balance(http(200, "", "")).await, "malformed");
    check(
        &order(http(200, "", r#"{"order_id":"a","status":"filled","client_order_id":"s-2"}"#)).await,
        "malformed",
    );
}

#[tokio::test]
async fn a_body_that_is_cut_short_is_malformed_and_one_that_stalls_times_out() {
    let cut = b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"cash\":\"1\",\"equity\":\"1\"}".to_vec();
    check(&balance(cut.clone()).await, "malformed");
    check(&outcome(Call::GetBalance, Play::Send(cut)).await, "timed_out");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_not_read() {
    let announced = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n[".to_vec();
    check(&balance(announced).await, "malformed");
    let chunk = format!("100000\r\n{}\r\n", " ".repeat(1 << 20));
    let unannounced = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{}", chunk.repeat(6));
    check(&balance(unannounced.into_bytes()).await, "malformed");
}

#[tokio::test]
async fn a_connection_that_ends_without_an_answer_leaves_the_outcome_open() {
    check(&outcome(market_order("s-1", "1"), Play::SendAndClose(Vec::new())).await, "disconnected");
    check(&outcome(market_order("s-1", "1"), Play::Hang).await, "timed_out");
    check(
        &outcome(market_order("s-1", "1"), Play::SendAndClose(b"garbage\r\n\r\n".to_vec())).await,
        "disconnected",
    );
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere =
        FaultyVenue::start(vec![Play::Send(http(200, "", r#"{"order_id":"a","status":"filled"}"#))]);
    for status in [301, 302, 307, 308] {
        let location = format!("Location: {}/trade/order\r\n", elsewhere.url());
        check(&order(http(status, &location, "")).await, "malformed");
    }
    assert_eq!(elsewhere.requests(), [""; 0]);
}

#[tokio::test]
async fn nothing_is_sent_where_nobody_listens() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let outcome = send(&client(&format!("http://{free}")), market_order("s-1", "1")).await;
    check(&show(&outcome), "not_sent");
}

#[tokio::test]
async fn an_order_on_a_connection_that_dies_is_sent_once() {
    let alive = http(200, "", r#"{"execution":"paper"}"#);
    let venue = FaultyVenue::start(vec![Play::Send(alive), Play::SendAndClose(Vec::new())]);
    let client = client(&venue.url());
    send(&client, Call::GetHealth).await;
    check(&show(&send(&client, market_order("s-1", "1")).await), "disconnected");
    assert_eq!(venue.requests().len(), 2);
}

#[tokio::test]
async fn text_of_the_venue_is_neutralised_and_cut() {
    let body = format!(r#"{{"error":"bad\u001b[2J","message":"{}\u202e"}}"#, "x".repeat(1_000));
    let shown = order(http(400, "", &body)).await;
    assert!(shown.starts_with("refused 400 bad\u{fffd}[2J xxx"), "{shown}");
    assert!(shown.chars().count() < 400 && !shown.contains(['\u{1b}', '\u{202e}']), "{shown}");
    let venue = FaultyVenue::start(vec![Play::Send(http(200, "", "<html>\u{1b}[31m"))]);
    let Outcome::Failed { failure: Failure::Malformed, detail } =
        send(&client(&venue.url()), Call::GetBalance).await
    else {
        panic!("a page is no balance");
    };
    assert!(detail.contains("<html>\u{fffd}[31m"), "{detail}");
}

#[tokio::test]
async fn an_order_carries_its_key_and_its_mode() {
    let venue = FaultyVenue::start(vec![Play::Send(http(200, "", r#"{"order_id":"a","status":"filled"}"#))]);
    send(&client(&venue.url()), market_order("s-1", "0.100")).await;
    let request = venue.requests().remove(0);
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let head = head.to_ascii_lowercase();
    assert!(head.starts_with("post /trade/order http/1.1"), "{head}");
    assert!(head.contains("idempotency-key: s-1") && head.contains("authorization: bearer pf_live_hunter2"));
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(
        body,
        serde_json::json!({"symbol": "BTC", "side": "buy", "amount": "0.100", "mode": "paper", "type": "market",
            "reduce_only": false, "client_order_id": "s-1"})
    );
}

#[tokio::test]
async fn the_key_is_shown_nowhere() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = client(&format!("http://{free}"));
    let outcome = send(&client, Call::GetBalance).await;
    let wrong = VenueSettings::new("http://127.0.0.1:1").unwrap().with_key("hunter2\n".into());
    let error = VenueClient::new(wrong.clone(), soak::clock::Clock::start()).unwrap_err();
    let shown = format!("{client:?} {outcome:?} {wrong:?} {error} {error:?} {:?}", client.settings());
    assert!(!shown.contains("hunter2"), "{shown}");
}
