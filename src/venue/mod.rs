//! The outside world over HTTP and WebSocket: client, stream and server.

mod client;
mod error;
mod stream;
mod wire;

pub use client::{VenueClient, VenueSettings};
pub use error::VenueError;
pub use stream::{StreamCounters, StreamCounts, StreamEvent, StreamSettings, VenueStream};
