//! A verdict in words for people and in JSON for programs.

use std::path::Path;

use serde_json::{Value, json};

use crate::commands::failure::Failure;
use crate::drill::{CaseVerdict, Drill, Limit, Mode, Verdict};
use crate::model::Span;

/// Figures in the line of a drill that passed: what its first case is about.
const FIGURES_SHOWN: usize = 2;

/// One drill: a line with its decisive figures, and below it what failed, with what was expected.
pub(super) fn text(drill: &Drill, verdict: &Verdict) -> String {
    let (glyph, word) = if verdict.passed { ("✓", "passed") } else { ("✗", "FAILED") };
    let mut text = format!("{glyph} {:<18} {word} in {}", drill.id, verdict.took);
    if verdict.passed {
        text.extend([": ", &decisive(&verdict.cases)]);
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

/// The figures that the drill puts first, those of its first case, and how many more cases there are.
fn decisive(cases: &[CaseVerdict]) -> String {
    let first = cases.iter().take(1).flat_map(|case| case.expectations.iter().take(FIGURES_SHOWN));
    let figures = first.map(|judged| match judged.limit {
        Limit::Equals(_) => format!("{} {}", judged.words(), judged.measured),
        limit => format!("{} {} ({limit})", judged.words(), judged.measured),
    });
    let more = match cases.len() {
        0 | 1 => String::new(),
        2 => "; and 1 more case".to_owned(),
        count => format!("; and {} more cases", count - 1),
    };
    figures.collect::<Vec<_>>().join(", ") + &more
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
