//! The go/no-go decision: facts and evidence in, a judgement of fifteen items out.
//!
//! ```text
//!   engine's state ─► RunFacts ─┐
//!   evidence on disk ─► Store ──┼─► Facts ─► judge ─► Judgement (each Item: GO, WAIT or NO-GO) ─► Verdict
//!   the plan of the run ────────┘
//! ```
//!
//! Ten items are those of the founding document's checklist, five are what experience adds. A judgement is a
//! pure function of its facts, so that the screen, `soak gate` and whoever checks a bundle on another machine
//! come to the same one.
//!
//! Invariant: what cannot be judged is never green; evidence that is too old, or holds for something else, is
//! no evidence. One item that is not green, and the verdict is NO-GO.
//! Invariant: evidence holds no ages, which change by themselves; its time stands beside it.

mod evidence;
mod facts;
mod finding;
pub mod fixtures;
mod gathered;
pub mod import;
mod item;
mod items;
mod judge;
mod judged;
mod promotion;
pub mod scan;
mod source;
mod store;

pub use evidence::Evidence;
pub use facts::{Facts, RunFacts};
pub use finding::{Finding, LoadFinding};
pub use gathered::Gathered;
pub use item::Item;
pub use items::bound::Held;
pub use judge::{ItemJudged, Judgement, Verdict, judge};
pub use judged::{ChecklistStatus, Judged};
pub use promotion::{Refusal, Start, refusals};
pub use source::{AgentSource, SourceError};
pub use store::{Store, StoreError};
