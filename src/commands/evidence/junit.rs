//! `soak evidence add junit`: a report of how the agent's tests went.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::super::failure::{Exit, Failure};
use super::super::output;
use super::{Common, Place, add, origin};
use crate::gate::import::TestReport;

/// Tests that failed, shown to a person; the rest is counted.
const FAILURES_SHOWN_MAX: usize = 10;

/// Arguments of `add junit`.
#[derive(Debug, Args)]
pub(in crate::commands) struct JunitArgs {
    /// The report
    file: PathBuf,
    /// The commit that the tests were run at
    #[arg(long, value_name = "ID")]
    commit: Option<String>,
    #[command(flatten)]
    common: Common,
}

pub(super) fn add(args: &JunitArgs) -> Result<Exit, Failure> {
    let place = Place::of(&args.common)?;
    let commit = add::commit(&place, args.commit.as_deref())?;
    let report =
        TestReport::read(&add::bytes(&args.file)?).map_err(|error| add::refused(&args.file, &error))?;
    let detail = json!({"commit": commit, "report": report});
    let kept =
        place.keep("junit", report.finding(), origin("soak evidence add junit", &args.file), &detail)?;
    if args.common.json {
        let evidence = kept.display().to_string();
        output::json(&json!({"report": report, "commit": commit, "evidence": evidence}))?;
    } else {
        output::line(&lines(&report).join("\n"))?;
    }
    output::words(&format!("evidence: {}", kept.display()));
    Ok(Exit::Fine)
}

fn lines(report: &TestReport) -> Vec<String> {
    let run = report.tests.saturating_sub(report.skipped);
    let mut told = vec![format!("{run} tests run, {} failed, {} left out", report.failed, report.skipped)];
    told.extend(report.failures.iter().take(FAILURES_SHOWN_MAX).map(|name| format!("  failed: {name}")));
    let more = report.failures.len().saturating_sub(FAILURES_SHOWN_MAX);
    if more > 0 {
        told.push(format!("  and {more} more"));
    }
    told
}
