//! All that can change the engine's state, and all that the engine can ask for.
//!
//! ```text
//!   Input ──stamp──► Envelope {seq, at, input} ──journal──► engine ──► Effect …
//!                                                                      ├─ Send(Request) ──► venue ──► Input::Reply
//!                                                                      ├─ WakeAt(Time) ──► clock ──► Input::Wake
//!                                                                      ├─ Latch ──► the breaker's own file
//!                                                                      └─ Record ──► the journal's tables, logs, event list
//! ```
//!
//! Invariant: an input holds everything that the engine may know; it asks nobody anything.

mod effect;
mod input;
mod intent;
mod operator;
mod record;
mod reply;
mod request;
mod watchman;

pub use effect::{Effect, Latch, Latched};
pub use input::{Envelope, FeedStatus, GameDay, Genesis, Input, JournalStatus};
pub use intent::{Intent, IntentOrigin, Purpose};
pub use operator::{Operator, OperatorAction, OperatorCommand};
pub use record::{
    AlertRecord, EquityRecord, FillRecord, OperatorRecord, OrderRecord, Record, RequestRecord, Severity,
};
pub use reply::{Answer, Failure, Outcome, Reply};
pub use request::{Call, Lane, OrderQuery, Request, Route};
pub use watchman::{Delivery, DeliveryOutcome, Resources};
