//! One subscriber's WebSocket: what it asks, and what it is sent.

use std::pin::pin;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::http::{Response, StatusCode};
use futures_util::future::select;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use serde::Serialize;

use super::answer::Refusal;
use super::floor::VenueServer;
use super::hub::{Hub, Subscriber, message};
use crate::model::{Markets, Tick, neutralise};
use crate::venue::wire::{ClientMessage, ServerMessage, TEXT_LENGTH_MAX, TickAnswer};

/// Largest message taken from a subscriber, in bytes: a subscription to every market by name.
const MESSAGE_BYTES_MAX: usize = 64 << 10;

/// How long a subscriber may take nothing at all before it is cut off.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);

/// `GET /stream`.
pub(super) async fn stream(
    State(server): State<VenueServer>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response<Body> {
    let Ok(upgrade) = upgrade else {
        return Refusal::bad_request("websocket_expected", "the stream is a WebSocket: connect with ws://")
            .answer();
    };
    let Some(subscriber) = server.hub.join() else {
        let message = "too many subscribers: close one";
        return Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "too_many_subscribers", message).answer();
    };
    let seat = Seat { server, subscriber };
    upgrade.max_message_size(MESSAGE_BYTES_MAX).on_upgrade(move |socket| seat.attend(socket))
}

/// A subscriber's place in the hub, given back when it is dropped, also if the upgrade never comes.
struct Seat {
    server: VenueServer,
    subscriber: std::sync::Arc<Subscriber>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.server.hub.leave(&self.subscriber);
    }
}

impl Seat {
    /// Reads and writes at the same time until either ends.
    async fn attend(self, socket: WebSocket) {
        let (sink, stream) = socket.split();
        let reading = pin!(read(stream, &self.server.hub, &self.subscriber));
        let writing = pin!(write(sink, &self.server.markets, &self.subscriber));
        select(reading, writing).await;
    }
}

async fn read(mut stream: SplitStream<WebSocket>, hub: &Hub, subscriber: &Subscriber) {
    while let Some(Ok(received)) = stream.next().await {
        let answer = match received {
            Message::Text(text) => follow(&text, hub, subscriber),
            Message::Binary(_) => error("text_expected", "messages are JSON texts"),
            Message::Ping(_) | Message::Pong(_) => continue,
            Message::Close(_) => return,
        };
        subscriber.queue.push_message(message(&answer));
    }
}

/// Does what a message asks.
fn follow(text: &str, hub: &Hub, subscriber: &Subscriber) -> ServerMessage {
    let asked: ClientMessage = match serde_json::from_str(text) {
        Ok(asked) => asked,
        Err(failure) => return error("invalid_message", &failure.to_string()),
    };
    let add = match asked.op.as_str() {
        "subscribe" => true,
        "unsubscribe" => false,
        "ping" => return ServerMessage::Pong,
        _ => return error("unknown_op", "op is subscribe, unsubscribe or ping"),
    };
    match hub.change(subscriber, &asked.channels, add) {
        Ok(channels) if add => ServerMessage::Subscribed { channels },
        Ok(channels) => ServerMessage::Unsubscribed { channels },
        Err(name) => {
            error("unknown_channel", &format!("{name:?} is no channel: ticks:SYMBOL, ticks:* or orders"))
        }
    }
}

fn error(error: &'static str, message: &str) -> ServerMessage {
    ServerMessage::Error { error, message: neutralise(message, TEXT_LENGTH_MAX) }
}

async fn write(mut sink: SplitSink<WebSocket, Message>, markets: &Markets, subscriber: &Subscriber) {
    loop {
        let batch = subscriber.queue.next().await;
        let mut frames: Vec<Message> = batch.messages.into_iter().map(Message::Text).collect();
        if batch.dropped > 0 {
            frames.push(Message::Text(message(&ServerMessage::Dropped { ticks: batch.dropped })));
        }
        frames.extend(ticks(&batch.ticks, markets));
        frames.extend(batch.closed.map(goodbye));
        for frame in frames {
            match tokio::time::timeout(WRITE_TIMEOUT, sink.send(frame)).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) | Err(_) => return,
            }
        }
        if batch.closed.is_some() {
            return;
        }
    }
}

fn goodbye(reason: &'static str) -> Message {
    Message::Close(Some(CloseFrame { code: close_code::AWAY, reason: reason.into() }))
}

/// A frame of ticks.
#[derive(Serialize)]
struct Ticks<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    ticks: Vec<TickAnswer<'a>>,
}

fn ticks(ticks: &[Tick], markets: &Markets) -> Option<Message> {
    if ticks.is_empty() {
        return None;
    }
    let ticks =
        ticks.iter().filter_map(|tick| Some(TickAnswer::new(&markets.get(tick.market)?.symbol, tick)));
    let frame = Ticks { kind: "ticks", ticks: ticks.collect() };
    serde_json::to_string(&frame).ok().map(|text| Message::Text(text.into()))
}
