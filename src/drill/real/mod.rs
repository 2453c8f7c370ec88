//! Drills in real time: the real runtime over real sockets, with real faults between it and its venue.
//!
//! ```text
//!   ScriptedFeed ─► Disturbed ─► venue ◄─► proxy ◄─► run_live ─► journal in a folder of its own
//!                                  ▲         ▲          ▲                │ at the end
//!              someone outside ────┘   Board ┘   script ┘                ▼
//!                                  └── what it truly holds ───► Watch ─► judge ─► Verdict
//! ```
//!
//! Everything counts from one beginning, by one clock: windows, acts and prices. The journal is replayed
//! through the same measures that look on in virtual time.
//!
//! Invariant: nothing leaves this machine. Every socket is on the loopback address, and names are looked
//! up by a resolver that knows no other.

mod case;
mod folder;
mod inside;
mod machine;
mod outside;
mod own_disk;
mod progress;
mod replayed;
mod run;
mod script;
mod stage;
#[cfg(test)]
mod tests;

pub use folder::Place;
pub use inside::{own_disk, run_inside};
pub use progress::{Progress, Step};
pub use run::{cannot, run};
