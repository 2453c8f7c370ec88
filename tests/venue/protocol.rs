//! The server's side of the wire, as any client in any language meets it.

use reqwest::{Client, Method, Response, StatusCode};
use secrecy::SecretString;
use serde_json::{Value, json};
use soak::event::{Call, Outcome};
use soak::venue::{MemoryKeeper, ServerSettings};

use crate::support::{World, tick};

async fn ask(world: &World, method: Method, path: &str, body: &str) -> Response {
    let request = Client::new().request(method, world.url(path)).bearer_auth("any").body(body.to_owned());
    request.send().await.unwrap()
}

/// Asks and checks status and code; returns the body.
async fn check(world: &World, method: Method, path: &str, body: &str, expect: (u16, &str)) -> Value {
    let response = ask(world, method, path, body).await;
    let status = response.status().as_u16();
    let limit = response.headers().get("x-ratelimit-limit").map(|value| value.to_str().unwrap().to_owned());
    let text = response.text().await.unwrap();
    let body: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{path}: {text:?} is not JSON"));
    assert_eq!((status, body["error"].as_str().unwrap_or_default()), expect, "{path}: {body}");
    assert_eq!(limit.as_deref(), Some("100000"), "{path} bears the limit");
    body
}

#[tokio::test]
async fn the_founding_order_works_at_both_addresses() {
    let world = World::start();
    world.server.tick(&tick(0, "50000")).await;
    let order = r#"{"symbol":"BTC","side":"buy","amount":0.01,"mode":"paper","note":"ignored"}"#;
    for path in ["/trade/order", "/api/v1/trade/order"] {
        let body = check(&world, Method::POST, path, order, (200, "")).await;
        assert_eq!((&body["status"], &body["filled"]), (&json!("filled"), &json!("0.01")), "{body}");
        assert_eq!(body["mode"], json!("paper"));
        let id = body["order_id"].as_str().unwrap();
        check(&world, Method::GET, &format!("{path}/{id}"), "", (200, "")).await;
    }
    let body = check(&world, Method::GET, "/trade/orders?limit=1", "", (200, "")).await;
    assert_eq!(body["orders"].as_array().unwrap().len(), 1);
    let next = body["next_cursor"].as_str().unwrap();
    let body = check(&world, Method::GET, &format!("/trade/orders?cursor={next}"), "", (200, "")).await;
    assert_eq!((body["orders"].as_array().unwrap().len(), &body["next_cursor"]), (1, &Value::Null));
}

#[tokio::test]
async fn orders_that_cannot_be_are_refused_by_name() {
    let world = World::start();
    world.server.tick(&tick(0, "50000")).await;
    for (body, code, part) in [
        (r#"{"symbol":"BTC","side":"buy","amount":"1","mode":"live"}"#, "live_not_supported", "paper"),
        (r#"{"symbol":"BTC","side":"buy","amount":"1","mode":"x"}"#, "invalid_mode", "\"x\""),
        (r#"{"symbol":"BTC","side":"long","amount":"1"}"#, "invalid_side", "\"long\""),
        (r#"{"symbol":"B C","side":"buy","amount":"1"}"#, "invalid_symbol", "B C"),
        (r#"{"symbol":"DOGE","side":"buy","amount":"1"}"#, "unknown_symbol", "DOGE"),
        (r#"{"symbol":"BTC","side":"buy","amount":"0"}"#, "bad_size", "0.001"),
        (r#"{"symbol":"BTC","side":"buy","amount":"ten"}"#, "invalid_request", "ten"),
        (r#"{"symbol":"BTC","side":"buy"}"#, "invalid_request", "amount"),
        (r#"{"symbol":"BTC","side":"buy","amount":1,}"#, "invalid_json", "column 41"),
        (r#"{"symbol":"BTC""#, "invalid_json", "line 1"),
        ("", "invalid_json", "line 1"),
        (r#"{"symbol":"BTC","side":"buy","amount":"1","type":"limit"}"#, "invalid_price", "needs"),
        (r#"{"symbol":"BTC","side":"buy","amount":"1","price":"5"}"#, "invalid_price", "market order"),
        (r#"{"symbol":"BTC","side":"buy","amount":"1","type":"stop"}"#, "invalid_type", "stop"),
        (
            r#"{"symbol":"BTC","side":"buy","amount":"1","time_in_force":"fok"}"#,
            "invalid_time_in_force",
            "fok",
        ),
        (
            r#"{"symbol":"BTC","side":"buy","amount":"1","time_in_force":"ioc"}"#,
            "invalid_time_in_force",
            "until it is filled",
        ),
        (
            r#"{"symbol":"BTC","side":"buy","amount":"1","client_order_id":"a\u0001"}"#,
            "invalid_idempotency_key",
            "cannot be shown",
        ),
        (
            r#"{"symbol":"BTC","side":"buy","amount":"1","client_order_id":""}"#,
            "invalid_idempotency_key",
            "empty",
        ),
    ] {
        let body = check(&world, Method::POST, "/trade/order", body, (400, code)).await;
        assert!(body["message"].as_str().unwrap().contains(part), "{body} does not say {part}");
    }
    let long =
        format!(r#"{{"symbol":"BTC","side":"buy","amount":1,"client_order_id":"{}"}}"#, "k".repeat(65));
    check(&world, Method::POST, "/trade/order", &long, (400, "invalid_idempotency_key")).await;
    let huge = format!(r#"{{"symbol":"{}"}}"#, "B".repeat(20_000));
    check(&world, Method::POST, "/trade/order", &huge, (413, "body_too_large")).await;
}

#[tokio::test]
async fn keys_in_header_and_body_must_agree() {
    let world = World::start();
    world.server.tick(&tick(0, "50000")).await;
    let order = r#"{"symbol":"BTC","side":"buy","amount":"0.01","client_order_id":"a"}"#;
    let request = Client::new().post(world.url("/trade/order")).bearer_auth("any").body(order);
    let response = request.header("Idempotency-Key", "b").send().await.unwrap();
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    let anonymous = r#"{"symbol":"BTC","side":"buy","amount":"0.01"}"#;
    let first = check(&world, Method::POST, "/trade/order", anonymous, (200, "")).await;
    let second = check(&world, Method::POST, "/trade/order", anonymous, (200, "")).await;
    assert_ne!(first["order_id"], second["order_id"], "without a key each order is a new one");
}

#[tokio::test]
async fn everything_else_is_answered_in_json_too() {
    let world = World::start();
    world.server.tick(&tick(0, "50000")).await;
    let get = Method::GET;
    check(&world, get.clone(), "/nowhere", "", (404, "route_not_found")).await;
    check(&world, get.clone(), "/api/v1/nowhere", "", (404, "route_not_found")).await;
    check(&world, Method::PUT, "/trade/order", "", (405, "method_not_allowed")).await;
    check(&world, Method::PUT, "/api/v1/trade/order", "", (405, "method_not_allowed")).await;
    check(&world, get.clone(), "/trade/orders?limit=many", "", (400, "invalid_query")).await;
    check(&world, get.clone(), "/trade/orders?status=odd", "", (400, "invalid_status")).await;
    check(&world, get.clone(), "/trade/order/%ff", "", (400, "invalid_order_id")).await;
    check(&world, get.clone(), "/trade/order/x", "", (404, "order_not_found")).await;
    check(&world, get.clone(), "/markets/DOGE", "", (404, "market_not_found")).await;
    check(&world, get.clone(), "/stream", "", (400, "websocket_expected")).await;
    let market = check(&world, get.clone(), "/markets/BTC", "", (200, "")).await;
    assert_eq!((&market["price_step"], &market["mark_price"]), (&json!("0.5"), &json!("50000")));
    let markets = check(&world, get.clone(), "/api/v1/markets", "", (200, "")).await;
    assert_eq!(markets["markets"][1]["mark_price"], Value::Null);
    let health = check(&world, get, "/health", "", (200, "")).await;
    assert_eq!((&health["status"], &health["execution"]), (&json!("ok"), &json!("paper")));
}

#[tokio::test]
async fn a_key_is_asked_for_and_checked() {
    let status = async |world: &World, path: &str, key: Option<&str>| {
        let request = Client::new().get(world.url(path));
        let request = if let Some(key) = key { request.bearer_auth(key) } else { request };
        request.send().await.unwrap().status().as_u16()
    };
    let open = World::start();
    assert_eq!(status(&open, "/wallet/balance", None).await, 401);
    assert_eq!(status(&open, "/wallet/balance", Some("any")).await, 200);
    assert_eq!(status(&open, "/api/v1/health", None).await, 200);
    let key = Some(SecretString::from("the one"));
    let locked = World::with(MemoryKeeper, ServerSettings { key, ..ServerSettings::default() });
    assert_eq!(status(&locked, "/wallet/balance", Some("another")).await, 401);
    assert_eq!(status(&locked, "/wallet/balance", Some("the one")).await, 200);
    assert!(!format!("{:?}", locked.server).contains("the one"));
}

#[tokio::test]
async fn the_limit_is_told_kept_and_understood_by_the_client() {
    let world =
        World::with(MemoryKeeper, ServerSettings { requests_per_minute: 3, ..ServerSettings::default() });
    let ask = |key| Client::new().get(world.url("/nowhere")).bearer_auth(key).send();
    for remaining in ["2", "1", "0"] {
        let response = ask("mine").await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "failed requests count too");
        assert_eq!(response.headers()["x-ratelimit-remaining"], remaining);
    }
    let response = ask("mine").await.unwrap();
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    let header: i64 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=61).contains(&header), "{header}");
    let body: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!((&body["error"], &body["retry_after"]), (&json!("rate_limited"), &json!(header)));
    assert_eq!(ask("yours").await.unwrap().status(), StatusCode::NOT_FOUND, "each key has its own");

    for _ in 0..3 {
        world.call(Call::GetBalance).await;
    }
    let outcome = world.call(Call::GetBalance).await;
    assert!(
        matches!(outcome, Outcome::RateLimited { retry_after: Some(wait) } if (1..=61).contains(&wait.as_secs())),
        "{outcome:?}"
    );
}
