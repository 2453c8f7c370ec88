//! A verdict in words for people and in JSON for programs.

use std::path::Path;

use serde_json::{Value, json};

use crate::commands::failure::Failure;
use crate::drill::{CaseVerdict, Drill, Mode, Verdict};
use crate::model::Span;

/// One drill: a line with its decisive figures, and below it what failed, with what was expected.
pub(super) fn text(drill: &Drill, verdict: &Verdict) -> String {
    let (glyph, word) = if verdict.passed { ("✓", "passed") } else { ("✗", "FAILED") };
    let decisive: Vec<_> = verdict.cases.iter().filter_map(decisive).collect();
    let mut text = format!("{glyph} {:<18} {word} in {}", drill.id, verdict.took);
    if verdict.passed {
        text.extend([": ", &shortened(&decisive)]);
        return text;
    }
    text.extend([": ", &drill.title]);
    for case in verdict.cases.iter().filter(|case| !case.passed) {
        for line in failures(case) {
            text.extend(["\n    ", &case.case, ": ", &line]);
        }
    }
    let real_time = if verdict.mode == Mode::RealTime { " --real-time" } else { "" };
    text + &format!("\n    again: soak drill {} --seed {}{real_time}", drill.id, verdict.seed)
}

/// The figure that its drill puts first: what the case is about.
fn decisive(case: &CaseVerdict) -> Option<String> {
    let judged = case.expectations.first()?;
    let limit = judged.limit.to_string();
    let measured = judged.measured.to_string();
    Some(if limit == measured {
        format!("{} {measured}", judged.words())
    } else {
        format!("{} {measured}, {limit} allowed", judged.words())
    })
}

/// The first two of `figures`, and how many more there are.
fn shortened(figures: &[String]) -> String {
    let shown: Vec<_> = figures.iter().take(2).map(String::as_str).collect();
    let more = figures.len().saturating_sub(shown.len());
    let rest = if more > 0 { format!("; {more} more cases") } else { String::new() };
    shown.join("; ") + &rest
}

fn failures(case: &CaseVerdict) -> Vec<String> {
    let broken = case.broken.iter().map(|law| format!("a law was broken: {law}"));
    let fault = case.fault.iter().map(|why| format!("it did not run to its end: {why}"));
    let off = case.expectations.iter().filter(|judged| !judged.passed);
    let off = off
        .map(|judged| format!("{}: expected {}, measured {}", judged.words(), judged.limit, judged.measured));
    broken.chain(fault).chain(off).collect()
}

/// The verdict as JSON.
///
/// # Errors
///
/// It cannot be written as JSON.
pub(super) fn json(verdict: &Verdict) -> Result<Value, Failure> {
    serde_json::to_value(verdict).map_err(|error| Failure::fault(format!("write a verdict as JSON: {error}")))
}

/// All of them, in a line.
pub(super) fn summary(verdicts: &[Verdict], took: Span, folder: &Path) -> String {
    let passed = verdicts.iter().filter(|verdict| verdict.passed).count();
    let drills = if verdicts.len() == 1 { "drill" } else { "drills" };
    format!(
        "{passed} of {} {drills} passed in {took}; the verdicts are in {}",
        verdicts.len(),
        folder.display()
    )
}

/// All of them, as JSON.
pub(super) fn summary_json(verdicts: &[Verdict], took: Span, folder: &Path) -> Value {
    let failed: Vec<_> =
        verdicts.iter().filter(|verdict| !verdict.passed).map(|verdict| verdict.drill.as_str()).collect();
    json!({
        "summary": {
            "drills": verdicts.len(),
            "passed": verdicts.len() - failed.len(),
            "failed": failed,
            "took_ms": took.as_millis(),
            "evidence": folder.display().to_string(),
        }
    })
}
