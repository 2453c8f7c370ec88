//! The outside world over HTTP and WebSocket: client, stream and server.

mod client;
mod error;
mod wire;

pub use client::{VenueClient, VenueSettings};
pub use error::VenueError;
