//! The JSON of coverage.py (<https://coverage.readthedocs.io/en/latest/commands/cmd_json.html>), formats 1 to 3.
//!
//! A file's summary counts, unless more of its lines are listed as missing.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Claim, CoverageReport, FileCoverage};
use crate::gate::import::ReportError;
use crate::gate::import::text::{long_path, path, shown};

#[derive(Deserialize)]
struct Whole {
    meta: Meta,
    files: BTreeMap<String, File>,
    totals: Summary,
}

#[derive(Deserialize)]
struct Meta {
    version: String,
}

#[derive(Deserialize)]
struct File {
    summary: Summary,
    #[serde(default)]
    missing_lines: Vec<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Summary {
    num_statements: u64,
    covered_lines: u64,
    #[serde(default)]
    missing_lines: u64,
    #[serde(default)]
    num_branches: u64,
    #[serde(default)]
    covered_branches: u64,
}

/// Reads a report.
pub(super) fn read(text: &str) -> Result<CoverageReport, ReportError> {
    let whole: Whole = serde_json::from_str(text).map_err(|error| {
        if error.is_data() {
            let cause = format!("it is JSON, but not that of coverage json ({error})");
            ReportError::Unknown { cause }
        } else {
            let cause = error.classify();
            ReportError::Malformed {
                line: error.line(),
                column: error.column(),
                cause: format!("it is no JSON ({cause:?})").to_lowercase(),
            }
        }
    })?;
    let files = whole.files.into_iter().map(|(name, file)| row(&name, &file));
    let covered = covered(&whole.totals, 0);
    Ok(CoverageReport {
        format: format!("coverage.py {}", crate::model::neutralise(&whole.meta.version, 20)),
        files: files.collect::<Result<_, _>>()?,
        claim: Some(Claim { lines: whole.totals.num_statements, covered }),
    })
}

fn row(name: &str, file: &File) -> Result<FileCoverage, ReportError> {
    let path = path(name).ok_or_else(|| ReportError::Unknown { cause: long_path() })?;
    let summary = &file.summary;
    if summary.covered_lines > summary.num_statements {
        let cause = format!("{} has more covered lines than lines", shown(&path));
        return Err(ReportError::Unknown { cause });
    }
    Ok(FileCoverage {
        path,
        lines: summary.num_statements,
        covered: covered(summary, file.missing_lines.len() as u64),
        branches: summary.num_branches,
        taken: summary.covered_branches.min(summary.num_branches),
    })
}

/// Covered lines of a summary beside which `listed` lines are named as missing: the fewest that any number leaves.
fn covered(summary: &Summary, listed: u64) -> u64 {
    let missing = summary.missing_lines.max(listed);
    summary.covered_lines.min(summary.num_statements.saturating_sub(missing))
}
