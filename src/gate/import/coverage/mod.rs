//! Coverage of lines, from the reports of any language.

mod account;
mod cobertura;
mod coverage_py;
mod lcov;
mod lines;
mod report;

pub use report::{Claim, CoverageReport, FileCoverage};
