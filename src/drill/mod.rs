//! Rehearsed failures: each a world in, a verdict out.
//!
//! ```text
//!   assets/drills/*.toml ──► Drill ─┬─ run_virtual ─► sim::World ─┐
//!                                   └─ real::run ──► sockets ─────┴─► Watch ─► judge ─► Verdict
//! ```
//!
//! A drill is data: a market, what goes wrong and when, what the agent and the operator do, and what has
//! to hold. The same data runs in virtual time in milliseconds and over real sockets.
//!
//! Invariant: a drill brings its own venue and its own journal, and never touches those of a soak.

mod act;
mod case;
mod catalogue;
mod evidence;
mod expectation;
mod feed;
mod figure;
mod judge;
pub mod load;
mod measure;
mod overlay;
mod path;
mod plan;
mod read;
pub mod real;
#[cfg(test)]
mod tests;
mod truth;
mod verdict;
mod virtual_run;
mod watch;
mod written;

pub use act::{Act, Deed, Trade};
pub use case::{Case, RealTime};
pub use expectation::{Expectation, Limit};
pub use feed::ScriptedFeed;
pub use figure::{Figure, Unit};
pub use measure::{Measure, Subject};
pub use path::{MarketPath, Point};
pub use plan::{Drill, Family};
pub use read::DrillError;
pub use truth::VenueTruth;
pub use verdict::{CaseVerdict, Judged, Mode, Verdict};
pub use virtual_run::run_virtual;
pub use watch::Watch;
