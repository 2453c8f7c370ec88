//! The drills themselves: all pass, the same way twice, and none would without what it exists for.

use super::*;
use crate::config::Settings;

fn run(drill: &Drill) -> Verdict {
    run_virtual(drill, 1, &Settings::default(), &Fingerprints::default())
}

/// What failed, for the message of a test.
fn failures(verdict: &Verdict) -> Vec<String> {
    let mut found = Vec::new();
    for case in &verdict.cases {
        found.extend(case.broken.iter().chain(&case.fault).map(|why| format!("{}: {why}", case.case)));
        for judged in case.expectations.iter().filter(|judged| !judged.passed) {
            let (words, limit, measured) = (judged.words(), judged.limit, judged.measured);
            found.push(format!("{}: {words}: expected {limit}, measured {measured}", case.case));
        }
    }
    found
}

#[test]
fn every_drill_passes() {
    let failed: Vec<_> = Drill::catalogue()
        .unwrap()
        .iter()
        .map(run)
        .filter(|verdict| !verdict.passed)
        .map(|verdict| format!("{} ({}): {:#?}", verdict.drill, verdict.took, failures(&verdict)))
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
