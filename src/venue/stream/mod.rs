//! The stream's client: ticks and order updates over a WebSocket, for as long as anybody listens.
//!
//! ```text
//!   socket ─► frame (parsed in place) ─► outbox ─► bounded queue ─► StreamEvent
//!      ▲                                   └ full? the newest tick of each market waits, the rest is counted
//!      └── back-off with jitter ◄── lost: closed, refused, or no data for too long
//! ```
//!
//! Invariant: a listener that is slow or gone never stalls the socket for ever, and never loses an
//! order update without being told that the connection was lost.

mod backoff;
mod connect;
mod counters;
mod directory;
mod follow;
mod frame;
mod outbox;
mod settings;

pub use counters::{StreamCounters, StreamCounts};
pub use follow::VenueStream;
pub use outbox::StreamEvent;
pub use settings::StreamSettings;
