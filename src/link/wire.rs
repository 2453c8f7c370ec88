//! What is said over the control socket, version 2.
//!
//! ```text
//!   client: {"version":2,"terminal":"pts/3"}
//!   server: {"welcome":{"version":2,"pid":4711}}
//!   client: {"act":{"command":{"raise":"tripped"},"reason":"odd fills"}}
//!   server: {"done":{"text":"tripped"}}
//! ```
//!
//! A viewer asks once to watch, on a connection of its own, and from then on only listens:
//!
//! ```text
//!   client: {"watch":{"interval_ms":250}}
//!   server: {"history":{…}}        at once, and when a minute ended or something happened
//!   server: {"picture":{…}}        at once, and when there is a newer one, at most one per interval
//!   server: "still"                when nothing was said for a while
//!   server: {"ending":{"text":"…"}}
//! ```
//!
//! A later version may add requests and answers; a change of what is here bumps [`VERSION`].

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::event::OperatorCommand;
use crate::model::{OrderSeq, Time};
use crate::snapshot::{History, OrderLife, Past, Snapshot};

/// The protocol's version. Both sides must have the same.
pub const VERSION: u16 = 2;

/// Longest message of a client, in bytes: a reason of [`REASON_CHARS_MAX`] characters with room.
pub const REQUEST_BYTES_MAX: u64 = 16 * 1024;

/// Longest answer and broadcast, in bytes: the status of a thousand markets, or a moment of the past with
/// its curves and 500 events, with room.
pub const REPLY_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// Longest reason kept, in characters: a paragraph.
pub const REASON_CHARS_MAX: usize = 1_000;

/// Most clients served at once beside those that watch; further ones wait in the system's queue. Each
/// viewer may have a request under way.
pub const CLIENTS_MAX: usize = 64;

/// Most viewers at once; further ones are refused. They have places of their own, so that a wall of
/// forgotten terminals keeps nobody from acting.
pub const VIEWERS_MAX: usize = 64;

/// Shortest time between two pictures that a viewer gets: what an eye can follow.
pub const INTERVAL_MIN: Duration = Duration::from_millis(50);

/// Longest time between two pictures that a viewer gets.
pub const INTERVAL_MAX: Duration = Duration::from_secs(5);

/// After so much silence the server says that it is there.
pub const STILL_EVERY: Duration = Duration::from_secs(5);

/// After so much silence a viewer takes the link for lost: two missed signs of life, and time for a third.
pub const SILENCE_MAX: Duration = Duration::from_secs(15);

/// How long a viewer that takes nothing keeps its place: longer than a laptop's lid is closed by mistake.
pub const PROGRESS_TIMEOUT: Duration = Duration::from_secs(120);

/// How long the end of the soak waits for viewers to hear of it; those that read do within a millisecond.
pub const ENDING_GRACE: Duration = Duration::from_millis(500);

/// How long a new client may take to say hello: local processes do it within a millisecond.
pub const HELLO_TIMEOUT: Duration = Duration::from_secs(2);

/// How long a client may be silent between requests, so that forgotten ones free their place.
pub const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// How long an answer of the soak is waited for; it is ready within one turn of the crank.
pub const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a client waits for a message of the server: an answer's time and a hello's.
pub const CLIENT_TIMEOUT: Duration = Duration::from_secs(8);

/// What a client says first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The client's version of the protocol.
    pub version: u16,
    /// The terminal it was started at, or `none`.
    pub terminal: String,
}

/// What the server says first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Greeting {
    /// Go on.
    Welcome {
        /// The server's version of the protocol.
        version: u16,
        /// The process that runs the soak.
        pid: u32,
    },
    /// The connection ends here.
    Refused {
        /// Why.
        text: String,
    },
}

/// What a client asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ControlRequest {
    /// How the soak is.
    Status,
    /// A person acts.
    Act {
        /// What is done.
        command: OperatorCommand,
        /// Why; may be empty where no reason is asked for.
        reason: String,
    },
    /// From now on, send pictures. Nothing else can be asked over this connection afterwards.
    Watch {
        /// Time between two pictures at least, in milliseconds.
        interval_ms: u32,
    },
    /// What the gate judges by.
    Facts,
    /// What the journal knows; the soak's own work does not wait for it.
    Ask(Question),
}

/// What the journal is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// One order's life.
    Order {
        /// The order.
        order: OrderSeq,
    },
    /// A moment of the past.
    Past {
        /// Where the viewer is.
        from: Time,
        /// Where it wants to go from there.
        step: PastStep,
    },
}

/// What the journal answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// One order's life.
    Order(OrderLife),
    /// A moment of the past.
    Past(Past),
}

/// A move through the soak's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PastStep {
    /// To the last picture before.
    Back,
    /// To the next picture after.
    Forward,
    /// An hour back, or to the first picture.
    LeapBack,
    /// An hour on, or to the last picture.
    LeapForward,
    /// To the last picture at or before this very moment.
    Stay,
}

/// What a viewer hears.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Broadcast {
    /// The latest picture.
    Picture(Box<Snapshot>),
    /// What led to it, when that has changed.
    History(Box<History>),
    /// Nothing has changed; the soak is alive.
    Still,
    /// The soak ends; this connection closes.
    Ending {
        /// What is so, for people.
        text: String,
    },
    /// It cannot be watched.
    Refused {
        /// Why, for people.
        text: String,
    },
}

/// What the soak answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ControlReply {
    /// It was done.
    Done {
        /// What is so now, for people.
        text: String,
    },
    /// It was not done.
    Refused {
        /// Why, for people.
        text: String,
    },
    /// How the soak is: the object that `status --json` prints.
    Status(Value),
    /// What the journal answers.
    Told(Box<Told>),
    /// What the gate judges by: the facts as JSON.
    Facts(Value),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BreakerLevel;

    /// The wire's form is a promise: a change here needs a new [`VERSION`].
    #[test]
    fn messages_look_as_promised() {
        #[track_caller]
        fn check(message: &impl Serialize, expect: &str) {
            assert_eq!(serde_json::to_string(message).unwrap(), expect);
        }
        check(&Hello { version: 2, terminal: "pts/3".into() }, r#"{"version":2,"terminal":"pts/3"}"#);
        check(&Greeting::Welcome { version: 2, pid: 7 }, r#"{"welcome":{"version":2,"pid":7}}"#);
        check(&ControlRequest::Status, r#""status""#);
        let command = OperatorCommand::Raise(BreakerLevel::Tripped);
        let act = ControlRequest::Act { command, reason: "odd fills".into() };
        check(&act, r#"{"act":{"command":{"raise":"tripped"},"reason":"odd fills"}}"#);
        check(&ControlReply::Done { text: "tripped".into() }, r#"{"done":{"text":"tripped"}}"#);
        check(&ControlReply::Status(Value::Null), r#"{"status":null}"#);
        check(&ControlRequest::Watch { interval_ms: 250 }, r#"{"watch":{"interval_ms":250}}"#);
        let life = Question::Order { order: OrderSeq(7) };
        check(&ControlRequest::Ask(life), r#"{"ask":{"order":{"order":7}}}"#);
        let past = Question::Past { from: Time::from_micros(5), step: PastStep::LeapBack };
        check(&ControlRequest::Ask(past), r#"{"ask":{"past":{"from":5,"step":"leap_back"}}}"#);
        check(&ControlRequest::Facts, r#""facts""#);
        check(&ControlReply::Facts(Value::Null), r#"{"facts":null}"#);
        check(&Broadcast::Still, r#""still""#);
        check(&Broadcast::Ending { text: "bye".into() }, r#"{"ending":{"text":"bye"}}"#);
    }
}
