//! Collecting the checks and printing them.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::super::cli::DoctorArgs;
use super::super::failure::{Exit, Failure};
use super::super::{config, output};
use super::{checks, disk};
use crate::config::DataRoot;

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// Nothing to do.
    Good,
    /// It will run; something may surprise.
    Warn,
    /// It will not run, or not be sound.
    Fail,
}

/// What one check found.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    /// What was looked at.
    pub(super) subject: &'static str,
    /// How it came out.
    pub(super) verdict: Verdict,
    /// What was found.
    pub(super) found: String,
    /// What to do; empty when there is nothing to do.
    pub(super) advice: &'static str,
}

impl Finding {
    /// A finding with nothing to do about it.
    pub(super) fn good(subject: &'static str, found: impl Into<String>) -> Self {
        Self { subject, verdict: Verdict::Good, found: found.into(), advice: "" }
    }

    /// A finding with something to do about it.
    pub(super) fn bad(
        subject: &'static str,
        verdict: Verdict,
        found: impl Into<String>,
        advice: &'static str,
    ) -> Self {
        Self { subject, verdict, found: found.into(), advice }
    }

    fn word(&self) -> &'static str {
        match self.verdict {
            Verdict::Good => "ok",
            Verdict::Warn => "warn",
            Verdict::Fail => "fail",
        }
    }
}

/// Looks at everything and prints it; a fail is a no.
///
/// # Errors
///
/// The configuration is refused, or standard output cannot be written.
pub(in crate::commands) fn doctor(args: &DoctorArgs) -> Result<Exit, Failure> {
    let settings = config::load(args.config.as_deref())?;
    let chosen = args.data.folder.clone().or_else(|| settings.soak.data.as_ref().map(PathBuf::from));
    let root = DataRoot::resolve(chosen.as_deref())?;
    let mut findings = disk::all(&root);
    findings.extend(checks::all(&settings));
    if args.json {
        output::json(&as_json(&findings))?;
    } else {
        output::table(&rows(&findings))?;
    }
    let worst = findings.iter().map(|finding| finding.verdict).max();
    Ok(if worst == Some(Verdict::Fail) { Exit::No } else { Exit::Fine })
}

fn rows(findings: &[Finding]) -> Vec<[String; 3]> {
    let row = |finding: &Finding| {
        let told = match finding.advice {
            "" => finding.found.clone(),
            advice => format!("{}; {advice}", finding.found),
        };
        [finding.word().to_owned(), finding.subject.to_owned(), told]
    };
    findings.iter().map(row).collect()
}

fn as_json(findings: &[Finding]) -> Value {
    let one = |finding: &Finding| {
        let advice = Some(finding.advice).filter(|advice| !advice.is_empty());
        json!({"check": finding.subject, "verdict": finding.word(), "found": finding.found, "advice": advice})
    };
    let fine = findings.iter().all(|finding| finding.verdict != Verdict::Fail);
    json!({"fine": fine, "checks": findings.iter().map(one).collect::<Vec<_>>()})
}
