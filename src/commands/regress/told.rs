//! What came of sessions, as a table for people and as JSON.

use std::path::Path;

use serde_json::{Value, json};

use crate::commands::output;
use crate::model::Span;
use crate::regress::SessionJudged;

/// The rows of all sessions: expected against measured.
pub(in crate::commands) fn table(judged: &[SessionJudged]) -> Vec<String> {
    let mut rows = vec![["SESSION", "MEASURE", "EXPECTED", "MEASURED", ""].map(str::to_owned)];
    for session in judged {
        let name = session.session.clone();
        if let Some(problem) = &session.problem {
            rows.push([name, "-".to_owned(), "-".to_owned(), "-".to_owned(), format!("FAILED: {problem}")]);
            continue;
        }
        for one in &session.expectations {
            let verdict = if one.held { "ok" } else { "FAILED" };
            let (measure, expected) = (one.measure.to_string(), one.expected.to_string());
            rows.push([name.clone(), measure, expected, one.shown(), verdict.to_owned()]);
        }
    }
    output::aligned(&rows)
}

/// How many passed, and where that is kept.
pub(super) fn summary(judged: &[SessionJudged], took: Span, kept: &Path) -> String {
    let failed: Vec<&str> = judged.iter().filter(|one| !one.passed).map(|one| one.session.as_str()).collect();
    let (all, kept) = (judged.len(), kept.display());
    let sessions = if all == 1 { "session" } else { "sessions" };
    if failed.is_empty() {
        format!("{all} {sessions} passed in {took}; kept as evidence in {kept}")
    } else {
        let (count, names) = (failed.len(), failed.join(", "));
        format!("{count} of {all} {sessions} FAILED in {took}: {names}; kept as evidence in {kept}")
    }
}

/// All of it as one object.
pub(super) fn json(judged: &[SessionJudged], fixtures: &str, took: Span) -> Value {
    let sessions: Vec<Value> = judged.iter().map(session_json).collect();
    let passed = judged.iter().all(|one| one.passed);
    json!({ "passed": passed, "sessions": sessions, "fixtures": fixtures, "took_ms": took.as_millis() })
}

/// One session as an object; conditions are texts, as people write them.
pub(in crate::commands) fn session_json(session: &SessionJudged) -> Value {
    let expectations: Vec<Value> = session
        .expectations
        .iter()
        .map(|one| {
            json!({
                "measure": one.measure,
                "expected": one.expected.to_string(),
                "measured": one.measured,
                "unit": one.measure.unit(),
                "held": one.held,
            })
        })
        .collect();
    json!({
        "session": session.session,
        "passed": session.passed,
        "problem": session.problem,
        "expectations": expectations,
        "ticks": session.ticks,
        "length_s": session.length.as_secs(),
        "journal_sha256": session.journal,
    })
}
