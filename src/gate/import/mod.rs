//! Reports of other tools, read into findings: coverage of lines, and tests.
//!
//! ```text
//!   LCOV ───────────┐
//!   Cobertura XML ──┼─► CoverageReport (a row for each file) ─► Finding::Coverage
//!   coverage.py ────┘
//!   JUnit XML ────────► TestReport (a row for each suite) ────► Finding::Tests
//! ```
//!
//! What a file is, is told by what it holds, not by its name. Lines are counted here from what the report says
//! of each line; the sums that it gives of itself stand beside them.
//!
//! Invariant: whatever the bytes are, they are read to a report or an error; nothing that a document declares is
//! expanded or fetched; nothing of a report that is wrong in one place is used.

mod coverage;
mod error;
mod junit;
mod modules;
mod text;
mod xml;

pub use coverage::{Claim, CoverageReport, FileCoverage};
pub use error::ReportError;
pub use junit::{SuiteResult, TestReport};
pub use modules::{Modules, ModulesError};
pub use text::REPORT_BYTES_MAX;
