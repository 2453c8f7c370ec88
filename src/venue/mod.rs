//! The outside world over HTTP and WebSocket: client, stream and server.

pub mod store;
