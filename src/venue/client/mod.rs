//! The client: one request in, exactly one outcome back.
//!
//! ```text
//!   event::Request ─► address (method, path, body) ─► transport (time-outs, size cap, no retries)
//!                                                          │ head, body or the lack of them
//!   event::Reply ◄──────────────────────────────────── classify (pure)
//! ```
//!
//! Invariant: nothing here sends a request twice, follows a redirect, or makes up an answer.

mod address;
mod classify;
mod dates;
mod markets;
mod quota;
mod read;
mod resolver;
mod settings;
mod transport;

pub use dates::{Ahead, VenueDates};
pub use quota::QuotaSeen;
pub use resolver::LoopbackResolver;
pub use settings::VenueSettings;
pub use transport::VenueClient;

pub(crate) use settings::LOOPBACK_NAMES;
pub(crate) use transport::{bearer, install_tls};
