//! What can go wrong.

use serde::{Deserialize, Serialize};

use super::written;
use crate::model::{Quantity, Rate, Side, Span};

/// One kind of fault. In TOML: `"partition"`, or `{ delay = { min = "1s", max = "8s" } }`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// The venue's name is not resolved: nothing leaves.
    ResolverFails,
    /// The connection is refused: nothing leaves.
    ConnectionRefused,
    /// The request is lost; the venue never hears of it, and nothing is answered.
    RequestLost,
    /// The venue does what is asked, and nothing is answered.
    ReplyLost,
    /// The venue does what is asked, and the connection ends in the middle of the answer.
    ReplyCut,
    /// Something else is answered than the venue would.
    Answer {
        /// The HTTP status.
        status: u16,
        /// What stands in the body.
        #[serde(default)]
        body: Body,
        /// Whether the venue does what is asked.
        #[serde(default)]
        effect: Effect,
    },
    /// 429, and the venue does nothing.
    RateLimited {
        /// How it says when to come again.
        #[serde(default)]
        retry_after: RetryAfter,
    },
    /// The round trip takes longer by an evenly drawn time: half of it on the way there, half on the way
    /// back. Longer than the client's patience, it is a time-out whose request arrives all the same.
    Delay {
        /// The least.
        #[serde(with = "written::span")]
        min: Span,
        /// The most.
        #[serde(with = "written::span")]
        max: Span,
    },
    /// The request arrives twice.
    Duplicate,
    /// Nothing gets through in either direction; the stream is silent too.
    Partition,
    /// The stream's connection lives and answers pings, and nothing is told over it.
    StreamSilent,
    /// The stream's connection ends, again and again, until the window is over.
    StreamCut,
    /// What the stream tells of orders comes late, by an evenly drawn time: messages overtake each other.
    StreamDelay {
        /// The least.
        #[serde(with = "written::span")]
        min: Span,
        /// The most.
        #[serde(with = "written::span")]
        max: Span,
    },
    /// What the stream tells comes twice.
    StreamDuplicate,
    /// The price moves by this share from one tick to the next as the window opens, and stays there.
    /// `-0.4` is −40%. The window's `share` does not matter.
    PriceJump {
        /// The share.
        by: Rate,
    },
    /// The price moves by this share, evenly over the window, and stays there. The window's `share` does not
    /// matter.
    PriceSlide {
        /// The share.
        by: Rate,
    },
    /// Ticks come, each at the price before the window.
    PriceFrozen,
    /// No ticks come.
    PriceGap,
    /// Each tick offers at most this size, so that orders fill bit by bit.
    BookThin {
        /// Units of the asset.
        size: Quantity,
    },
    /// A close is taken and never worked on: it rests where the market never comes.
    CloseSwallowed,
    /// A cancel has no effect and is refused, as one of an order that is filled already.
    CancelRefused,
    /// Somebody else trades in the account, once, as the window opens.
    OutsideTrade {
        /// Bought or sold.
        side: Side,
        /// Units of the asset.
        quantity: Quantity,
    },
    /// The wall clock is set ahead (behind when negative) while the window lasts, and then set right. The
    /// venue stamps by the wall; a process that runs keeps its own time, and takes the wall's when it starts.
    ClockStep {
        /// By how much.
        #[serde(with = "written::span")]
        by: Span,
    },
    /// Each write takes this long.
    DiskSlow {
        /// How long.
        #[serde(with = "written::span")]
        by: Span,
    },
    /// Writes fail.
    DiskFails,
    /// The disk is full: writes fail for lack of room.
    DiskFull,
    /// The process is killed as the window opens, and started again as it closes. With a `share` below one
    /// it is killed at so many of its disk's writes instead, and started again two seconds after each.
    Crash,
}

/// Whether the venue does what is asked before the answer goes wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The venue never hears of it.
    #[default]
    Missing,
    /// The venue does it first.
    Done,
}

/// What stands in the body of a wrong answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// The venue's form of an error: `{"error":"…","message":"…"}`. With 2xx, an object of another kind.
    #[default]
    Json,
    /// An error whose code is known to be sent although the order was executed: `trade_failed`.
    TradeFailed,
    /// A page of HTML, as from a load balancer.
    Html,
    /// JSON that ends in the middle.
    CutJson,
    /// Nothing.
    Empty,
}

/// How a 429 says when to come again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryAfter {
    /// Not at all.
    #[default]
    Unsaid,
    /// `Retry-After` in seconds.
    Seconds(#[serde(with = "written::span")] Span),
    /// `Retry-After` as a date that far ahead.
    Date(#[serde(with = "written::span")] Span),
    /// `retry_after` in the body, in seconds.
    Body(#[serde(with = "written::span")] Span),
    /// A header that nobody can read.
    Unreadable,
}

/// Where a fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A request or its answer, on their way or at the venue.
    Request,
    /// What the venue tells without being asked.
    Stream,
    /// The prices.
    Market,
    /// The account at the venue.
    Account,
    /// The machine on which the soak runs.
    Machine,
}

impl Fault {
    /// Where it strikes. A partition strikes requests, and silences the stream beside.
    #[must_use]
    pub const fn place(&self) -> Place {
        match self {
            Self::ResolverFails
            | Self::ConnectionRefused
            | Self::RequestLost
            | Self::ReplyLost
            | Self::ReplyCut
            | Self::Answer { .. }
            | Self::RateLimited { .. }
            | Self::Delay { .. }
            | Self::Duplicate
            | Self::Partition
            | Self::CloseSwallowed
            | Self::CancelRefused => Place::Request,
            Self::StreamSilent | Self::StreamCut | Self::StreamDelay { .. } | Self::StreamDuplicate => {
                Place::Stream
            }
            Self::PriceJump { .. }
            | Self::PriceSlide { .. }
            | Self::PriceFrozen
            | Self::PriceGap
            | Self::BookThin { .. } => Place::Market,
            Self::OutsideTrade { .. } => Place::Account,
            Self::ClockStep { .. }
            | Self::DiskSlow { .. }
            | Self::DiskFails
            | Self::DiskFull
            | Self::Crash => Place::Machine,
        }
    }

    /// The word in configuration, journal and on screens.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::ResolverFails => "resolver_fails",
            Self::ConnectionRefused => "connection_refused",
            Self::RequestLost => "request_lost",
            Self::ReplyLost => "reply_lost",
            Self::ReplyCut => "reply_cut",
            Self::Answer { .. } => "answer",
            Self::RateLimited { .. } => "rate_limited",
            Self::Delay { .. } => "delay",
            Self::Duplicate => "duplicate",
            Self::Partition => "partition",
            Self::StreamSilent => "stream_silent",
            Self::StreamCut => "stream_cut",
            Self::StreamDelay { .. } => "stream_delay",
            Self::StreamDuplicate => "stream_duplicate",
            Self::PriceJump { .. } => "price_jump",
            Self::PriceSlide { .. } => "price_slide",
            Self::PriceFrozen => "price_frozen",
            Self::PriceGap => "price_gap",
            Self::BookThin { .. } => "book_thin",
            Self::CloseSwallowed => "close_swallowed",
            Self::CancelRefused => "cancel_refused",
            Self::OutsideTrade { .. } => "outside_trade",
            Self::ClockStep { .. } => "clock_step",
            Self::DiskSlow { .. } => "disk_slow",
            Self::DiskFails => "disk_fails",
            Self::DiskFull => "disk_full",
            Self::Crash => "crash",
        }
    }
}
