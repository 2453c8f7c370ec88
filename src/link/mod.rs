//! The control socket: how other processes find a running soak and talk to it.
//!
//! ```text
//!   soak trip NAME ──► client ──► control.sock ──► server ──ControlCall──► runtime's inbound queue
//!                        ▲                            │                          │
//!                        └────────── ControlReply ────┴───────── oneshot ◄───────┘
//! ```
//!
//! One line of JSON each way per message: a hello with the protocol's version, then requests, each
//! with one answer. The server is done with a client that says nothing for a while, sends nonsense
//! or is another user. Questions about the past go to the archive's thread and never to the soak, and
//! viewers look at a wall (`gallery`) that the soak hangs pictures on when it has a moment.
//!
//! Invariant: nothing that a client does or leaves undone can stop or slow the soak; a call waits in
//! a bounded queue, and its answer is waited for no longer than [`wire::ANSWER_TIMEOUT`].

mod client;
mod error;
mod frame;
mod gallery;
mod lock;
mod peer;
mod server;
mod services;
mod socket;
mod viewer;
mod watching;
pub mod wire;

#[cfg(test)]
mod tests;

pub use client::ControlClient;
pub use error::LinkError;
pub use gallery::{Gallery, Publisher, gallery};
pub use lock::{SoakLock, SoakState};
pub use peer::{own_terminal, user_name};
pub use server::ControlServer;
pub use services::{ArchiveCall, ControlCall, Errand, Services};
pub use viewer::{Viewer, ViewerNews};
pub use wire::{Broadcast, ControlReply, ControlRequest, PastStep, Question, Told};
