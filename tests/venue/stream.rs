//! The stream between our client and our server.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use soak::clock::Clock;
use soak::event::{Answer, Outcome};
use soak::model::VenueOrderStatus;
use soak::venue::{StreamEvent, StreamSettings, VenueStream};
use tokio::sync::mpsc::{Receiver, channel};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::support::{World, limit, settings, tick};

/// The next event; a test that waits longer has failed.
pub(crate) async fn next(events: &mut Receiver<StreamEvent>) -> StreamEvent {
    tokio::time::timeout(Duration::from_secs(20), events.recv())
        .await
        .expect("an event in time")
        .expect("a stream")
}

fn follow(world: &World, room: usize) -> (Receiver<StreamEvent>, soak::venue::StreamCounters) {
    let (sender, events) = channel(room);
    let url = world.url("/api/v1");
    let stream =
        VenueStream::new(settings(&url), &World::markets(), StreamSettings::default(), Clock::start())
            .unwrap();
    let counters = stream.counters();
    tokio::spawn(stream.run(sender));
    (events, counters)
}

#[tokio::test]
async fn ticks_and_orders_arrive_as_they_were() {
    let world = World::start();
    let (mut events, counters) = follow(&world, 64);
    assert_eq!(next(&mut events).await, StreamEvent::Connected);
    for (market, price) in [(0, "50000"), (1, "3000.5"), (0, "50001")] {
        world.server.tick(&tick(market, price)).await;
        assert_eq!(next(&mut events).await, StreamEvent::Tick(tick(market, price)));
    }
    let Outcome::Answered(Answer::Order(placed)) = world.call(limit("s-1", "0.1", "40000")).await else {
        panic!("expected an order")
    };
    assert_eq!(next(&mut events).await, StreamEvent::Order(placed.clone()));
    world.server.tick(&tick(0, "39000")).await;
    let (one, other) = (next(&mut events).await, next(&mut events).await);
    let Some(StreamEvent::Order(filled)) =
        [one, other].into_iter().find(|e| matches!(e, StreamEvent::Order(_)))
    else {
        panic!("expected the order's fill")
    };
    assert_eq!((filled.status, filled.order_id), (VenueOrderStatus::Filled, placed.order_id));
    let counts = counters.read();
    assert_eq!((counts.ticks, counts.malformed, counts.connections), (4, 0, 1));
}

#[tokio::test]
async fn a_listener_that_is_slow_gets_the_newest_and_is_told_what_it_missed() {
    let world = World::start();
    let (mut events, counters) = follow(&world, 4);
    assert_eq!(next(&mut events).await, StreamEvent::Connected);
    let prices = (1..=1_000).map(|price| tick(0, &price.to_string()));
    world.server.ticks(prices.collect()).await;
    while counters.read().ticks < 1_000 {
        tokio::task::yield_now().await;
    }
    let (mut ticks, mut left_out, mut last) = (0, 0, None);
    while ticks + left_out < 1_000 {
        match next(&mut events).await {
            StreamEvent::Tick(tick) => {
                ticks += 1;
                last = Some(tick);
            }
            StreamEvent::Conflated { ticks } => left_out += ticks,
            other => panic!("unexpected {other:?}"),
        }
    }
    assert_eq!(last, Some(tick(0, "1000")));
    assert!(left_out > 900, "{left_out} were left out");
    assert_eq!(counters.read().conflated, left_out);
}

#[tokio::test]
async fn any_client_can_subscribe_and_is_told_what_is_wrong() {
    let world = World::start();
    let mut request = world.url("/stream").replace("http", "ws").into_client_request().unwrap();
    request.headers_mut().insert("authorization", "Bearer any".parse().unwrap());
    let (mut socket, _) = tokio_tungstenite::connect_async(request).await.unwrap();
    for (say, expect) in [
        (r#"{"op":"ping"}"#, json!({"type": "pong"})),
        (
            r#"{"op":"subscribe","channels":["ticks:BTC","orders"]}"#,
            json!({"type": "subscribed", "channels": ["ticks:BTC", "orders"]}),
        ),
        (
            r#"{"op":"subscribe","channels":["ticks:*"]}"#,
            json!({"type": "subscribed", "channels": ["ticks:*", "ticks:BTC", "orders"]}),
        ),
        (
            r#"{"op":"unsubscribe","channels":["ticks:BTC","ticks:*"]}"#,
            json!({"type": "unsubscribed", "channels": ["orders"]}),
        ),
    ] {
        assert_eq!(talk(&mut socket, say).await, expect);
    }
    for (say, code) in [
        ("garbage", "invalid_message"),
        (r#"{"op":"sing"}"#, "unknown_op"),
        (r#"{"op":"subscribe","channels":["ticks:DOGE"]}"#, "unknown_channel"),
    ] {
        assert_eq!(talk(&mut socket, say).await["error"], json!(code));
    }
}

async fn talk(
    socket: &mut (
             impl SinkExt<Message, Error: std::fmt::Debug>
             + StreamExt<Item = Result<Message, impl std::fmt::Debug>>
             + Unpin
         ),
    say: &str,
) -> Value {
    socket.send(Message::text(say)).await.unwrap();
    let answer = socket.next().await.unwrap().unwrap();
    serde_json::from_str(answer.to_text().unwrap()).unwrap()
}

#[tokio::test]
async fn a_server_that_shuts_down_ends_its_streams() {
    let world = World::start();
    let (mut events, _) = follow(&world, 64);
    assert_eq!(next(&mut events).await, StreamEvent::Connected);
    world.handle.shutdown().await;
    let StreamEvent::Lost { reason } = next(&mut events).await else { panic!("expected the loss") };
    assert!(reason.contains("closes"), "{reason}");
}
