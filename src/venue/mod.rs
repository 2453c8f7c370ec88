//! The outside world over HTTP and WebSocket: client, stream and server.
//!
//! ```text
//!   client ── one request, one outcome ──►┐             ┌► server ─► paper exchange
//!                                         ├─ the wire ──┤
//!   stream ◄─ ticks, order updates ───────┘             └► or a venue elsewhere
//! ```

mod chance;
mod client;
mod error;
mod proxy;
mod server;
pub mod store;
mod stream;
mod wire;

pub use client::{Ahead, LoopbackResolver, QuotaSeen, VenueClient, VenueDates, VenueSettings};
pub use error::VenueError;
pub use proxy::{Proxy, ProxyCounts};
pub use server::{
    Keeper, MemoryKeeper, ServeHandle, ServerSettings, StoreKeeper, VenueServer, serve, serve_with,
};
pub use stream::{StreamCounters, StreamCounts, StreamEvent, StreamSettings, VenueStream};
