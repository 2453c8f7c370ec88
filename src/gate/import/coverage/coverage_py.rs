//! The JSON of coverage.py (<https://coverage.readthedocs.io/en/latest/commands/cmd_json.html>), formats 1 to 3.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Claim, CoverageReport, FileCoverage};
use crate::gate::import::ReportError;
use crate::gate::import::text::path;

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
}

#[derive(Deserialize)]
struct Summary {
    num_statements: u64,
    covered_lines: u64,
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
    let files = whole.files.into_iter().map(|(name, File { summary })| row(&name, &summary));
    Ok(CoverageReport {
        format: format!("coverage.py {}", crate::model::neutralise(&whole.meta.version, 20)),
        files: files.collect::<Result<_, _>>()?,
        claim: Some(Claim { lines: whole.totals.num_statements, covered: whole.totals.covered_lines }),
    })
}

fn row(name: &str, summary: &Summary) -> Result<FileCoverage, ReportError> {
    let path = path(name);
    if summary.covered_lines > summary.num_statements {
        let cause = format!("{path} has more covered lines than lines");
        return Err(ReportError::Unknown { cause });
    }
    Ok(FileCoverage {
        path,
        lines: summary.num_statements,
        covered: summary.covered_lines,
        branches: summary.num_branches,
        taken: summary.covered_branches.min(summary.num_branches),
    })
}
