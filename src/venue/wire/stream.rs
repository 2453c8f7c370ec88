//! The messages of the stream.
//!
//! ```text
//! client ─► {"op":"subscribe","channels":["ticks:BTC","ticks:*","orders"]}   unsubscribe, ping
//! server ─► {"type":"subscribed","channels":[…]}      {"type":"pong"}
//!           {"type":"ticks","ticks":[…]}              {"type":"order","order":{…}}
//!           {"type":"dropped","ticks":17}             {"type":"error","error":"…","message":"…"}
//! ```

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{OrderAnswer, TickText};

/// What a client of the stream sends.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ClientMessage {
    /// `subscribe`, `unsubscribe` or `ping`.
    pub(crate) op: String,
    /// The channels it is about.
    #[serde(default)]
    pub(crate) channels: Vec<String>,
}

/// What the server sends beside ticks.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum ServerMessage {
    /// These channels are now delivered (all that this client has).
    Subscribed { channels: Vec<String> },
    /// These channels are left (all that this client still has).
    Unsubscribed { channels: Vec<String> },
    /// The answer to a ping.
    Pong,
    /// An order changed.
    Order { order: Box<OrderAnswer> },
    /// The client was too slow: this many of the oldest ticks were left out.
    Dropped { ticks: u64 },
    /// The client's message could not be followed.
    Error { error: &'static str, message: String },
}

/// What a client reads from one frame, borrowed from the frame.
#[derive(Debug, Deserialize)]
pub(crate) struct StreamFrame<'a> {
    #[serde(rename = "type")]
    pub(crate) kind: &'a str,
    /// `ticks`: the ticks, or how many were dropped.
    #[serde(borrow, default)]
    pub(crate) ticks: Option<&'a RawValue>,
    /// `order`.
    #[serde(borrow, default)]
    pub(crate) order: Option<&'a RawValue>,
}

impl<'a> StreamFrame<'a> {
    /// The ticks of a frame of ticks.
    pub(crate) fn read_ticks(&self) -> Option<Vec<TickText<'a>>> {
        serde_json::from_str(self.ticks?.get()).ok()
    }
}
