//! A proxy between client and venue that breaks what passes through it: real faults on real sockets.
//!
//! ```text
//!   client ─► front (accepts, or truly refuses) ─► connection ─► passage ─► venue
//!                                                    │ verdict: what becomes of this request
//!                                                    └► stream: a WebSocket, frame by frame
//! ```
//!
//! It speaks HTTP/1.1 as far as the venue's client and server do: heads, bodies with a length, kept
//! connections, upgrades. It listens on the loopback address only.
//!
//! Invariant: outside of open windows every byte passes as it came.

mod answer;
mod connection;
mod counts;
mod frame;
mod front;
mod message;
mod passage;
mod shared;
mod stream;
mod swallow;
mod verdict;
mod weather;

pub use counts::ProxyCounts;
pub use front::Proxy;
