//! Every fault that strikes the stream, seen by the real listener through the proxy.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use secrecy::ExposeSecret;
use soak::clock::Clock;
use soak::fault::Schedule;
use soak::model::Span;
use soak::venue::{StreamEvent, StreamSettings, VenueStream};
use tokio::sync::mpsc::{Receiver, channel};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::proxy::{Broken, schedule};
use crate::stream::next;
use crate::support::{World, limit, tick};

/// Long enough that whatever is not held back would have come.
const SILENCE: Duration = Duration::from_millis(100);

/// The next event that is not the price with which the venue began.
async fn news(events: &mut Receiver<StreamEvent>) -> StreamEvent {
    loop {
        let event = next(events).await;
        if event != StreamEvent::Tick(tick(0, "50000")) {
            return event;
        }
    }
}

async fn follow(broken: &Broken) -> Receiver<StreamEvent> {
    let (sender, mut events) = channel(64);
    let patient = StreamSettings { backoff_first: Span::from_millis(10), ..StreamSettings::default() };
    let settings = Broken::settings(&broken.proxy);
    let stream = VenueStream::new(settings, &World::markets(), patient, Clock::start()).unwrap();
    tokio::spawn(stream.run(sender));
    assert_eq!(next(&mut events).await, StreamEvent::Connected);
    events
}

#[tokio::test]
async fn a_silent_stream_answers_pings_and_tells_nothing() {
    let broken = Broken::open().await;
    let mut events = follow(&broken).await;
    broken.board.hang(schedule("fault = \"stream_silent\""));
    broken.world.server.tick(&tick(0, "50001")).await;
    while broken.proxy.counts().struck_by("stream_silent") == 0 {
        tokio::task::yield_now().await;
    }
    let url = format!("ws://{}/api/v1/stream", broken.proxy.local_addr());
    let mut request = url.into_client_request().unwrap();
    let key = secrecy::SecretString::from("Bearer paper");
    request.headers_mut().insert("authorization", key.expose_secret().parse().unwrap());
    let (mut socket, _) = tokio_tungstenite::connect_async(request).await.unwrap();
    socket.send(Message::Ping("are you there".into())).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), Message::Pong("are you there".into()));
    broken.board.hang(Schedule::default());
    broken.world.server.tick(&tick(0, "50002")).await;
    assert_eq!(news(&mut events).await, StreamEvent::Tick(tick(0, "50002")));
    assert_eq!(broken.proxy.counts().streams, 2);
}

#[tokio::test]
async fn a_stream_is_cut_again_and_again_until_the_window_is_over() {
    let broken = Broken::open().await;
    let mut events = follow(&broken).await;
    broken.board.hang(schedule("fault = \"stream_cut\""));
    for _ in 0..3 {
        let lost = loop {
            match news(&mut events).await {
                StreamEvent::Lost { reason } => break reason,
                StreamEvent::Connected => {}
                other => panic!("unexpected {other:?}"),
            }
        };
        assert!(!lost.is_empty());
    }
    broken.board.hang(Schedule::default());
    while news(&mut events).await != StreamEvent::Connected {}
    broken.world.server.tick(&tick(0, "50002")).await;
    while news(&mut events).await != StreamEvent::Tick(tick(0, "50002")) {}
}

#[tokio::test]
async fn what_is_told_twice_comes_twice() {
    let broken = Broken::open().await;
    let mut events = follow(&broken).await;
    broken.board.hang(schedule("fault = \"stream_duplicate\""));
    broken.world.server.tick(&tick(0, "50001")).await;
    for _ in 0..2 {
        assert_eq!(news(&mut events).await, StreamEvent::Tick(tick(0, "50001")));
    }
}

#[tokio::test]
async fn orders_that_are_told_late_are_overtaken_by_ticks() {
    let broken = Broken::open().await;
    let mut events = follow(&broken).await;
    let delay = "fault = { stream_delay = { min = \"50ms\", max = \"60ms\" } }\nsymbol = \"BTC\"";
    broken.board.hang(schedule(delay));
    broken.world.call(limit("s-1", "0.01", "40000")).await;
    broken.world.server.tick(&tick(0, "50001")).await;
    assert_eq!(news(&mut events).await, StreamEvent::Tick(tick(0, "50001")));
    assert!(matches!(news(&mut events).await, StreamEvent::Order(_)));
    broken.board.hang(schedule(&delay.replace("BTC", "ETH")));
    broken.world.call(limit("s-2", "0.01", "40000")).await;
    assert!(matches!(news(&mut events).await, StreamEvent::Order(_)));
    assert_eq!(broken.proxy.counts().struck_by("stream_delay"), 1);
}

#[tokio::test]
async fn behind_a_partition_the_stream_hangs_and_then_goes_on() {
    let broken = Broken::open().await;
    let mut events = follow(&broken).await;
    broken.board.hang(schedule("fault = \"partition\""));
    broken.world.server.tick(&tick(0, "50001")).await;
    assert!(tokio::time::timeout(SILENCE, news(&mut events)).await.is_err());
    broken.board.hang(Schedule::default());
    assert_eq!(news(&mut events).await, StreamEvent::Tick(tick(0, "50001")));
}
