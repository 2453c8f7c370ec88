//! Reports of tests in `JUnit`'s XML (<https://github.com/testmoapp/junitxml>), as pytest, cargo-nextest, Surefire,
//! Gradle, Jest and `GoogleTest` write it.
//!
//! Tests are counted one by one. Where a suite says of itself that more of them failed or were left out than stand
//! in it, as after a crash of the runner, it is believed: what is worse counts.

use serde::{Deserialize, Serialize};

use super::ReportError;
use super::text::text;
use super::xml::{Document, Element, Piece};
use crate::gate::Finding;
use crate::model::neutralise;

/// Suites named in the detail: as many as a person may look through.
const SUITES_MAX: usize = 500;

/// Tests named in the detail that failed.
const FAILURES_MAX: usize = 200;

/// Longest name of a test or suite kept, in characters.
const NAME_MAX: usize = 160;

/// A report of tests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestReport {
    /// All tests, those left out among them.
    pub tests: u64,
    /// Tests that failed or ended by an error.
    pub failed: u64,
    /// Tests that were left out.
    pub skipped: u64,
    /// A row for each suite with tests of its own, 500 at most.
    pub suites: Vec<SuiteResult>,
    /// The tests that failed, 200 at most.
    pub failures: Vec<String>,
}

/// What became of a suite.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuiteResult {
    /// Its name.
    pub name: String,
    /// Its own tests, without those of suites in it.
    pub tests: u64,
    /// Those that failed or ended by an error.
    pub failed: u64,
    /// Those that were left out.
    pub skipped: u64,
}

/// A suite that is open.
struct Suite {
    depth: usize,
    result: SuiteResult,
    /// What it says of itself, the suites in it perhaps included.
    claimed: Claimed,
    /// The same of the suites in it, as it was counted.
    inner: Claimed,
}

/// What an element says is in it.
#[derive(Clone, Copy, Default)]
struct Claimed {
    /// Failures and errors.
    failed: u64,
    /// Tests left out.
    skipped: u64,
}

/// A test that is open.
struct Case {
    depth: usize,
    name: String,
    failed: bool,
    skipped: bool,
}

impl TestReport {
    /// Reads a report.
    ///
    /// # Errors
    /// It is no report of tests, is wrong in one place, or has no test in it.
    pub fn read(bytes: &[u8]) -> Result<Self, ReportError> {
        let text = text(bytes)?;
        if !text.trim_start().starts_with('<') {
            let cause = "it is no JUnit XML; with pytest: --junit-xml=FILE".to_owned();
            return Err(ReportError::Unknown { cause });
        }
        let mut document = Document::new(text);
        let root = document.root()?;
        let mut reading = Reading::default();
        match root.name() {
            "testsuites" => reading.claimed = claimed(&root)?,
            "testsuite" => reading.open_suite(&root)?,
            other => return Err(ReportError::Unknown { cause: instead(other) }),
        }
        while let Some(piece) = document.next()? {
            match piece {
                Piece::Open(element) => reading.open(&element)?,
                Piece::Close(depth) => reading.close(depth),
            }
        }
        let mut report = reading.report;
        let failed = reading.claimed.failed.saturating_sub(report.failed);
        let skipped = reading.claimed.skipped.saturating_sub(report.skipped);
        report.failed = report.failed.saturating_add(failed);
        report.skipped = report.skipped.saturating_add(skipped);
        report.tests = report.tests.saturating_add(failed).saturating_add(skipped);
        if report.tests == 0 {
            return Err(ReportError::Empty { cause: "there is no test in it; run the tests first" });
        }
        Ok(report)
    }

    /// What it found.
    #[must_use]
    pub fn finding(&self) -> Finding {
        let run = self.tests.saturating_sub(self.skipped);
        Finding::Tests { run, failed: self.failed, skipped: self.skipped }
    }
}

#[derive(Default)]
struct Reading {
    report: TestReport,
    suites: Vec<Suite>,
    case: Option<Case>,
    /// What the whole says of itself.
    claimed: Claimed,
}

impl Reading {
    fn open(&mut self, element: &Element<'_>) -> Result<(), ReportError> {
        match element.name() {
            "testsuite" if self.case.is_none() => self.open_suite(element)?,
            "testcase" if self.case.is_none() => {
                // GoogleTest says so in an attribute, and older versions of it in another.
                let status = element.attribute("status")?.unwrap_or_default();
                let result = element.attribute("result")?.unwrap_or_default();
                let left_out = |word: &str| matches!(word, "notrun" | "suppressed" | "skipped" | "disabled");
                let class = element.attribute("classname")?.unwrap_or_default();
                let name = element.attribute("name")?.unwrap_or_default();
                let name = if class.is_empty() { name } else { format!("{class}.{name}") };
                self.case = Some(Case {
                    depth: element.depth,
                    name: neutralise(&name, NAME_MAX),
                    failed: false,
                    skipped: left_out(&status) || left_out(&result),
                });
            }
            "testcase" | "testsuite" => {
                return Err(element.malformed(format!("<{}> stands in a <testcase>", element.name())));
            }
            "failure" | "error" => match (&mut self.case, self.suites.last_mut()) {
                (Some(case), _) if element.depth == case.depth + 1 => case.failed = true,
                // A suite that could not be set up.
                (None, Some(suite)) if element.depth == suite.depth + 1 => {
                    suite.result.failed += 1;
                    suite.result.tests += 1;
                    note(&mut self.report.failures, suite.result.name.clone());
                }
                _ => {}
            },
            "skipped" => {
                if let Some(case) = self.case.as_mut().filter(|case| element.depth == case.depth + 1) {
                    case.skipped = true;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn open_suite(&mut self, element: &Element<'_>) -> Result<(), ReportError> {
        let name = neutralise(&element.attribute("name")?.unwrap_or_default(), NAME_MAX);
        let result = SuiteResult { name, ..SuiteResult::default() };
        let (claimed, inner) = (claimed(element)?, Claimed::default());
        self.suites.push(Suite { depth: element.depth, result, claimed, inner });
        Ok(())
    }

    fn close(&mut self, depth: usize) {
        if self.case.as_ref().is_some_and(|case| case.depth == depth) {
            if let Some(case) = self.case.take() {
                self.count(case);
            }
        } else if self.suites.last().is_some_and(|suite| suite.depth == depth)
            && let Some(suite) = self.suites.pop()
        {
            self.close_suite(suite);
        }
    }

    fn count(&mut self, case: Case) {
        if case.failed {
            note(&mut self.report.failures, case.name);
        }
        let skipped = case.skipped && !case.failed;
        // Some tools put tests directly below the root.
        let Some(suite) = self.suites.last_mut() else {
            self.report.tests += 1;
            self.report.failed += u64::from(case.failed);
            self.report.skipped += u64::from(skipped);
            return;
        };
        suite.result.tests += 1;
        suite.result.failed += u64::from(case.failed);
        suite.result.skipped += u64::from(skipped);
    }

    fn close_suite(&mut self, mut suite: Suite) {
        let (claimed, inner, result) = (suite.claimed, suite.inner, &mut suite.result);
        let failed = claimed.failed.saturating_sub(result.failed.saturating_add(inner.failed));
        let skipped = claimed.skipped.saturating_sub(result.skipped.saturating_add(inner.skipped));
        result.failed = result.failed.saturating_add(failed);
        result.skipped = result.skipped.saturating_add(skipped);
        result.tests = result.tests.saturating_add(failed).saturating_add(skipped);
        if let Some(outer) = self.suites.last_mut() {
            let sum = |outer: u64, own: u64, inner: u64| outer.saturating_add(own).saturating_add(inner);
            outer.inner.failed = sum(outer.inner.failed, result.failed, inner.failed);
            outer.inner.skipped = sum(outer.inner.skipped, result.skipped, inner.skipped);
        }
        self.report.tests = self.report.tests.saturating_add(suite.result.tests);
        self.report.failed = self.report.failed.saturating_add(suite.result.failed);
        self.report.skipped = self.report.skipped.saturating_add(suite.result.skipped);
        if suite.result.tests > 0 && self.report.suites.len() < SUITES_MAX {
            self.report.suites.push(suite.result);
        }
    }
}

fn note(failures: &mut Vec<String>, name: String) {
    if failures.len() < FAILURES_MAX {
        failures.push(name);
    }
}

/// What an element says is in it.
fn claimed(element: &Element<'_>) -> Result<Claimed, ReportError> {
    let sum = |one: &str, two: &str| -> Result<u64, ReportError> {
        let (one, two) = (element.number(one)?, element.number(two)?);
        Ok(one.unwrap_or_default().saturating_add(two.unwrap_or_default()))
    };
    Ok(Claimed { failed: sum("failures", "errors")?, skipped: sum("skipped", "disabled")? })
}

fn instead(root: &str) -> String {
    match root {
        "coverage" => "it is a coverage report; soak evidence add coverage FILE takes it".to_owned(),
        other => format!("its root is <{}>, not <testsuites>", neutralise(other, 40)),
    }
}
