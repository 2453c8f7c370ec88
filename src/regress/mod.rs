//! Recorded sessions against what is expected of them: has the agent got worse?
//!
//! ```text
//!   a soak's journal ─ cut ─► bull.soakrec ─┐
//!                             bull.toml ────┼─► run, in virtual time, under every law ─► judged ─► evidence
//!                             … of a folder ┘
//! ```
//!
//! A session is what a market did, its expectations say what the agent should have made of it: `trades = "< 20"`.
//! The same world turns it as turns a simulated soak, so a session gives the same figures on every machine.
//!
//! Invariant: a session that cannot be read, has no expectations, or does not run to its end has failed.
//! Invariant: figures are exact decimals; no float takes part in a judgement.

mod condition;
mod cut;
mod expectations;
mod judged;
mod measure;
mod run;
mod tally;
#[cfg(test)]
mod tests;

pub use crate::gate::fixtures::{Fixture, FolderError, expectations_beside, fixtures, fixtures_in};
pub use condition::Condition;
pub use cut::{Cut, CutError, Window, cut};
pub use expectations::{Expectation, Expectations, ExpectationsError, Slip};
pub use judged::{Judged, SessionJudged};
pub use measure::{Measure, Unit};
pub use run::{Run, RunError, run};
