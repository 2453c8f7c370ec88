//! The stream's client against venues that misbehave.

use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use soak::clock::Clock;
use soak::model::Span;
use soak::venue::{StreamCounters, StreamEvent, StreamSettings, VenueStream};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{Receiver, channel};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, accept_async};

use crate::stream::next;
use crate::support::{World, settings, tick};

const TICK: &str =
    r#"{"type":"ticks","ticks":[{"symbol":"BTC","price":"50000","size":"1000","timestamp":1763810680250}]}"#;

/// A place where a venue can stand, and our client following it.
async fn place() -> (TcpListener, Receiver<StreamEvent>, StreamCounters) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (events, counters) = follow(listener.local_addr().unwrap());
    (listener, events, counters)
}

fn follow(address: SocketAddr) -> (Receiver<StreamEvent>, StreamCounters) {
    let rules = StreamSettings {
        stale_after: Span::from_millis(200),
        backoff_first: Span::from_millis(10),
        backoff_max: Span::from_millis(50),
        ..StreamSettings::default()
    };
    let (sender, events) = channel(64);
    let settings = settings(&format!("http://{address}"));
    let stream = VenueStream::new(settings, &World::markets(), rules, Clock::start()).unwrap();
    let counters = stream.counters();
    tokio::spawn(stream.run(sender));
    (events, counters)
}

/// Takes the next connection, with its subscription.
async fn accept(listener: &TcpListener) -> WebSocketStream<TcpStream> {
    let (stream, _) = listener.accept().await.unwrap();
    let mut socket = accept_async(stream).await.unwrap();
    let asked = socket.next().await.unwrap().unwrap();
    assert_eq!(
        asked.to_text().unwrap(),
        r#"{"op":"subscribe","channels":["ticks:BTC","ticks:ETH","orders"]}"#
    );
    socket
}

async fn lost(events: &mut Receiver<StreamEvent>) -> String {
    match next(events).await {
        StreamEvent::Lost { reason } => reason,
        other => panic!("expected the loss, got {other:?}"),
    }
}

#[tokio::test]
async fn a_lost_connection_is_made_again_and_subscribed_again() {
    let (listener, mut events, counters) = place().await;
    for connection in 1..=3 {
        let mut socket = accept(&listener).await;
        socket.send(Message::text(TICK)).await.unwrap();
        assert_eq!(next(&mut events).await, StreamEvent::Connected);
        assert_eq!(next(&mut events).await, StreamEvent::Tick(tick(0, "50000")));
        drop(socket);
        lost(&mut events).await;
        assert_eq!(counters.read().connections, connection);
    }
}

#[tokio::test]
async fn a_zombie_that_answers_pings_but_brings_no_data_is_dropped() {
    let (listener, mut events, _) = place().await;
    let mut zombie = accept(&listener).await;
    let undead = tokio::spawn(async move {
        // Pongs, pings and confirmations keep coming; data does not.
        let mut beat = tokio::time::interval(std::time::Duration::from_millis(10));
        loop {
            beat.tick().await;
            for message in
                [Message::Pong("".into()), Message::Ping("".into()), Message::text(r#"{"type":"pong"}"#)]
            {
                if zombie.send(message).await.is_err() {
                    return;
                }
            }
        }
    });
    assert_eq!(next(&mut events).await, StreamEvent::Connected);
    assert!(lost(&mut events).await.contains("no data for 200ms"));
    accept(&listener).await;
    undead.await.unwrap();
}

#[tokio::test]
async fn garbage_is_counted_and_survived_but_keeps_nothing_fresh() {
    let (listener, mut events, counters) = place().await;
    let mut socket = accept(&listener).await;
    let stranger = TICK.replace("BTC", "DOGE");
    for garbage in [
        Message::text("garbage"),
        Message::text(r#"{"type":"ticks","ticks":"none"}"#),
        Message::text("[1,2"),
        Message::binary(vec![0, 159, 146, 150]),
        Message::text(stranger),
    ] {
        socket.send(garbage).await.unwrap();
    }
    socket.send(Message::text(TICK)).await.unwrap();
    assert_eq!(next(&mut events).await, StreamEvent::Connected);
    assert_eq!(next(&mut events).await, StreamEvent::Tick(tick(0, "50000")));
    let counts = counters.read();
    assert_eq!((counts.malformed, counts.unknown_markets, counts.ticks), (4, 1, 1));
    let noise = tokio::spawn(async move { while socket.send(Message::text("garbage")).await.is_ok() {} });
    assert!(lost(&mut events).await.contains("no data"));
    noise.await.unwrap();
}

#[tokio::test]
async fn what_the_venue_dropped_is_told_on() {
    let (listener, mut events, counters) = place().await;
    let mut socket = accept(&listener).await;
    socket.send(Message::text(r#"{"type":"dropped","ticks":17}"#)).await.unwrap();
    assert_eq!(next(&mut events).await, StreamEvent::Connected);
    assert_eq!(next(&mut events).await, StreamEvent::Conflated { ticks: 17 });
    assert_eq!(counters.read().conflated, 17);
}

#[tokio::test]
async fn frames_that_are_too_large_or_refuse_us_end_the_connection() {
    let (listener, mut events, _) = place().await;
    let mut socket = accept(&listener).await;
    // The client hangs up in the middle of it.
    let _ = socket.send(Message::text("x".repeat(3 << 20))).await;
    assert!(lost(&mut events).await.contains("too long"));
    let mut socket = accept(&listener).await;
    let refusal = r#"{"type":"error","error":"unknown_channel","message":"\u001b[2J"}"#;
    socket.send(Message::text(refusal)).await.unwrap();
    let reason = lost(&mut events).await;
    assert!(reason.contains("unknown_channel: \u{fffd}[2J"), "{reason}");
}

#[tokio::test]
async fn nobody_there_is_told_and_tried_again() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (mut events, counters) = follow(free);
    for _ in 0..3 {
        lost(&mut events).await;
    }
    assert_eq!(counters.read().connections, 0);
}
