//! Sessions: stretches of market data that were cut out of a soak's journal, or made for a test.
//!
//! Every tick of a soak is an input in its journal already, packed into some nine bytes, so the recording of a
//! soak *is* its journal. A second copy would double the writes of the busiest path and could disagree with
//! the first. A session is what is cut out of it to be kept, shared and run again.
//!
//! | form | what it is for | a tick takes |
//! |---|---|---|
//! | compact, `.soakrec` | fixtures and archives: columns in packed blocks, see [`read`] | some 5 bytes |
//! | JSON, `.json` | reading and editing by hand, and what others recorded, see [`json_read`] | some 90 bytes |
//!
//! Both bring back the same ticks to the last digit, and what no tick tells: the markets with their steps,
//! the length of the agent's bars, and the closes from before the first tick, so that an agent is as warm in
//! the replay as it was in the soak.
//!
//! Invariant: a session is read as a whole or refused; one wrong byte of a compact one is found.

mod block;
mod context;
mod fault;
mod head;
mod json_read;
mod json_tick;
mod json_write;
mod read;
mod sound;
#[cfg(test)]
mod tests;
mod varint;
mod write;

pub(super) use fault::SessionFault;
pub(super) use json_read::read_json;
pub(super) use read::SessionReader;

pub use head::SessionHead;
pub use write::{SessionForm, SessionWriter};
