//! The load test: many times the soak's own requests, and what becomes of them.
//!
//! ```text
//!   normal ─► plan ─► schedule ─► pacer (a thread) ─► one task a request ─► tally ─► verdict ─► report
//!   (journal,         (seeded)      │ due                 │ ended
//!    or rules)                      └── never waits ──────┘
//! ```
//!
//! **Open model**: requests leave when they are due, whatever became of those before them. A sender that
//! waits for answers slows down with a slow venue and hides what its users would have felt (coordinated
//! omission). So a latency counts from when its request was *due*, and how late the sender itself was is
//! told apart.
//!
//! **When they are due**: the arrivals of a Poisson process, given how many there are. Evenly spaced requests
//! never meet each other, and a queue that only clumps can build would stay hidden; a fixed number keeps the
//! rate exact and makes two runs of one seed the same.
//!
//! Invariant: nothing but the question what it is goes to a venue before it has proven to be paper.
//! Invariant: requests, time and requests under way are bounded; what is beyond is dropped and counted.

mod asker;
mod closing;
mod desk;
mod embedded;
mod error;
mod evidence;
mod figures;
mod headroom;
mod mix;
mod normal;
mod pacer;
mod plan;
mod ports;
mod progress;
mod proof;
mod report;
mod run;
mod schedule;
mod sending;
mod tally;
mod verdict;
mod words;

pub use embedded::EmbeddedVenue;
pub use error::LoadError;
pub use figures::Figures;
pub use headroom::Headroom;
pub use mix::Mix;
pub use normal::{NormalRate, RateSource};
pub use plan::{LoadPlan, Rate};
pub use ports::listens_at;
pub use progress::Progress;
pub use report::{Closed, Counts, LoadReport};
pub use run::run;
pub use schedule::{Due, Schedule};
pub use verdict::{Check, Limits};
pub use words::lines;
