//! The paper exchange behind the venue's wire: HTTP for calls, a WebSocket for ticks and orders.
//!
//! ```text
//!   HTTP ─► gate (limit, key) ─► route ─► floor: one thread owns exchange and keeper ─► answer
//!                                          │  1 apply   2 save   3 answer and publish
//!   feed ─► VenueServer::ticks ────────────┘
//!                                          └► hub ─► a bounded queue for each subscriber ─► WebSocket
//! ```
//!
//! Served at the root and under `/api/v1`. Invariant: nothing that a client is told can be lost: an
//! answer or an order update leaves only after its changes are saved.

mod account;
mod answer;
mod floor;
mod gate;
mod hub;
mod keeper;
mod key;
mod limit;
mod list;
mod order;
mod queue;
mod routes;
mod serve;
mod settings;
mod socket;
mod ticket;

pub use floor::VenueServer;
pub use keeper::{Keeper, MemoryKeeper, StoreKeeper};
pub use serve::{ServeHandle, serve, serve_with};
pub use settings::ServerSettings;
