//! `soak evidence add coverage`: a report of how many lines the agent's tests cover.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use serde_json::json;

use super::super::failure::{Exit, Failure};
use super::super::output;
use super::{Common, Place, add, origin};
use crate::gate::import::{Claim, CoverageReport, FileCoverage, Modules};
use crate::model::Rate;

/// Files kept in the detail, the weakest modules first: what fits a file of evidence whatever their names.
const FILES_KEPT_MAX: usize = 4_000;

/// Weak modules shown to a person; the rest is counted.
const WEAK_SHOWN_MAX: usize = 10;

/// Arguments of `add coverage`.
#[derive(Debug, Args)]
pub(in crate::commands) struct CoverageArgs {
    /// The report
    file: PathBuf,
    /// A module of the strategy: a path, the beginning of one, or with * ** ?; repeat it; every file if left out
    #[arg(long, value_name = "PATTERN")]
    modules: Vec<String>,
    /// The commit that the report was made at
    #[arg(long, value_name = "ID")]
    commit: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// What is kept for people.
#[derive(Serialize)]
struct Detail<'a> {
    format: &'a str,
    least_pct: String,
    modules: &'a [String],
    weak_modules: usize,
    files: usize,
    claim: Option<Claim>,
    weakest: Vec<&'a FileCoverage>,
    rows: Vec<&'a FileCoverage>,
}

pub(super) fn add(args: &CoverageArgs) -> Result<Exit, Failure> {
    let modules = Modules::of(&args.modules).map_err(|error| Failure::usage(error.to_string()))?;
    let place = Place::of(&args.common)?;
    let commit = add::commit(&place, args.commit.as_deref())?;
    let refused = |error| add::refused(&args.file, &error);
    let report = CoverageReport::read(&add::bytes(&args.file)?).map_err(refused)?;
    let least = place.settings.gate.coverage_min;
    let finding = report.finding(&modules, commit.clone()).map_err(refused)?;
    let weakest = report.weakest(&modules);
    let weak: Vec<_> = weakest.iter().copied().filter(|file| file.is_below(least)).collect();
    let detail = Detail {
        format: &report.format,
        least_pct: least.percent().normalize().to_string(),
        modules: &args.modules,
        weak_modules: weak.len(),
        files: report.files.len(),
        claim: report.claim,
        weakest: weakest.iter().take(WEAK_SHOWN_MAX).copied().collect(),
        rows: report.files.iter().take(FILES_KEPT_MAX).collect(),
    };
    let kept = place.keep("coverage", finding, origin("soak evidence add coverage", &args.file), &detail)?;
    if args.common.json {
        output::json(&json!({"report": detail, "commit": commit, "evidence": kept.display().to_string()}))?;
    } else {
        output::line(&lines(&report, &weak, least, commit.as_deref()).join("\n"))?;
    }
    if let Some(claim) = contradicted(&report) {
        output::words(&format!(
            "warning: the report says {} of {} lines of itself, and {} of {} stand in it; the worse counts",
            claim.covered,
            claim.lines,
            report.covered(),
            report.lines(),
        ));
    }
    if report.files.len() > FILES_KEPT_MAX {
        output::words(&format!("warning: the detail keeps {FILES_KEPT_MAX} of {} files", report.files.len()));
    }
    output::words(&format!("evidence: {}", kept.display()));
    Ok(Exit::Fine)
}

/// What the report says of itself, where that is not what stands in it.
fn contradicted(report: &CoverageReport) -> Option<Claim> {
    let counted = Claim { lines: report.lines(), covered: report.covered() };
    report.claim.filter(|claim| *claim != counted)
}

fn lines(report: &CoverageReport, weak: &[&FileCoverage], least: Rate, commit: Option<&str>) -> Vec<String> {
    let Claim { lines, covered } = report.whole();
    let commit = commit.map_or_else(String::new, |id| format!(", commit {}", id.get(..12).unwrap_or(id)));
    let files = report.files.len();
    let whole = format!(
        "{}: {} of {lines} lines covered ({}%) in {files} files{commit}",
        report.format,
        covered,
        percent(lines, covered),
    );
    let least = least.percent().normalize();
    let mut told = vec![whole];
    if weak.is_empty() {
        told.push(format!("every module has {least}% or more"));
        return told;
    }
    told.push(format!("{} modules have less than {least}%:", weak.len()));
    told.extend(weak.iter().take(WEAK_SHOWN_MAX).map(|file| {
        let share = percent(file.lines, file.covered);
        format!("  {share:>5}%  {} ({} of {})", file.shown(), file.covered, file.lines)
    }));
    if weak.len() > WEAK_SHOWN_MAX {
        told.push(format!("  and {} more", weak.len() - WEAK_SHOWN_MAX));
    }
    told
}

/// A share with one digit, cut and not rounded, so that 89.96% is never shown as the 90 that it is not.
fn percent(lines: u64, covered: u64) -> String {
    let tenths = (u128::from(covered) * 1_000).checked_div(u128::from(lines)).unwrap_or(1_000);
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_cut_and_not_rounded() {
        assert_eq!(percent(10_000, 8_999), "89.9");
        assert_eq!(percent(3, 3), "100.0");
        assert_eq!(percent(0, 0), "100.0");
        assert_eq!(percent(u64::MAX, u64::MAX), "100.0");
    }
}
