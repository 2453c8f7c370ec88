//! The whole world in one thread under virtual time: engine, paper exchange, network, disk, clock.
//!
//! ```text
//!   feed ─tick─► exchange ─┬─stream, in order──────────► engine ─► effects
//!                          └─◄─requests── network ◄──────────────────┘
//!                             ──replies──► network ─► engine
//! ```
//!
//! The same engine and the same exchange as in real time; only the crank is another. Virtual time
//! jumps from event to event, so a week passes in seconds.
//!
//! What goes wrong is a `fault::Schedule` in the cast. It strikes requests on their way and at the venue, the
//! stream, the prices, the account, and (with a simulated disk) the disk, the process and the clock. A
//! witness looks on in every step and can stop the world with the law that it saw broken.
//!
//! Invariant: everything drawn by chance comes from one seed, so the same feed and the same seed
//! give the same journal, to the byte.

mod desk;
mod disk;
mod laws;
mod network;
mod site;
mod swarm;
mod trial;
mod witness;
mod world;

pub use desk::answer;
pub use disk::Disk;
pub use laws::{Broken, Law, Laws};
pub use network::Network;
pub use swarm::{FAULT_WORDS, LENGTH_MIN, Lot, QUIET, Strikes, StrikesError};
pub use trial::{Report, Trial};
pub use witness::{Unwatched, Witness};
pub use world::{Cast, PATIENCE, Step, World, WorldError};
#[cfg(test)]
pub(crate) use world::{already_filled, cut, limited, wrong_answer};
