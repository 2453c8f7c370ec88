//! The outside world over HTTP and WebSocket: client, stream and server.
//!
//! ```text
//!   client ── one request, one outcome ──►┐             ┌► server ─► paper exchange
//!                                         ├─ the wire ──┤
//!   stream ◄─ ticks, order updates ───────┘             └► or a venue elsewhere
//! ```

mod client;
mod error;
mod server;
pub mod store;
mod stream;
mod wire;

pub use client::{QuotaSeen, VenueClient, VenueSettings};
pub use error::VenueError;
pub use server::{
    Keeper, MemoryKeeper, ServeHandle, ServerSettings, StoreKeeper, VenueServer, serve, serve_with,
};
pub use stream::{StreamCounters, StreamCounts, StreamEvent, StreamSettings, VenueStream};
