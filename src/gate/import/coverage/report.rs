//! A coverage report, whatever tool wrote it.

use serde::{Deserialize, Serialize, Serializer};

use super::account::Account;
use super::{cobertura, coverage_py, lcov};
use crate::gate::Finding;
use crate::gate::import::text::{shown, text};
use crate::gate::import::xml::Document;
use crate::gate::import::{Modules, ReportError};
use crate::model::Rate;

/// Modules named in a finding, the weakest: if none of them is too weak, none of the others is.
const WEAKEST_MAX: usize = 50;

/// A coverage report, whatever tool wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageReport {
    /// Whose form it has.
    pub format: String,
    /// A row for each file, in the order of their names.
    pub files: Vec<FileCoverage>,
    /// What the report says of the whole, where it does.
    pub claim: Option<Claim>,
}

/// Lines and branches of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileCoverage {
    /// Its whole path as the tool wrote it, with `/`. It is text from outside: [`Self::shown`] is for people, and
    /// for files.
    #[serde(serialize_with = "as_shown")]
    pub path: String,
    /// Lines that could be covered.
    pub lines: u64,
    /// Those that were.
    pub covered: u64,
    /// Branches that could be taken; zero where the tool does not measure them.
    pub branches: u64,
    /// Those that were.
    pub taken: u64,
}

/// What a report says of the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Lines that could be covered.
    pub lines: u64,
    /// Those that were.
    pub covered: u64,
}

impl CoverageReport {
    /// Reads LCOV, Cobertura's XML or the JSON of coverage.py.
    ///
    /// # Errors
    /// It is none of them, is wrong in one place, or has no line in it.
    pub fn read(bytes: &[u8]) -> Result<Self, ReportError> {
        let text = text(bytes)?;
        let begins = text.trim_start();
        let report = if begins.starts_with('{') {
            coverage_py::read(text)?
        } else if begins.starts_with('<') {
            let mut document = Document::new(text);
            let root = document.root()?;
            match root.name() {
                "coverage" => cobertura::read(document, &root)?,
                other => return Err(ReportError::Unknown { cause: instead(other) }),
            }
        } else if text.lines().any(|line| line.starts_with("SF:")) {
            lcov::read(text)?
        } else {
            let cause = "it is neither LCOV nor Cobertura XML nor the JSON of coverage.py".to_owned();
            return Err(ReportError::Unknown { cause });
        };
        if report.lines() == 0 {
            return Err(ReportError::Empty {
                cause: "it has no line that could be covered; run the tests first",
            });
        }
        Ok(report)
    }

    /// Lines that could be covered.
    #[must_use]
    pub fn lines(&self) -> u64 {
        self.files.iter().fold(0, |sum, file| sum.saturating_add(file.lines))
    }

    /// Those that were.
    #[must_use]
    pub fn covered(&self) -> u64 {
        self.files.iter().fold(0, |sum, file| sum.saturating_add(file.covered))
    }

    /// What counts for the whole: the lines of its files, or what it says of itself where that is worse.
    #[must_use]
    pub fn whole(&self) -> Claim {
        let counted = Account { lines: self.lines(), covered: self.covered() };
        let claimed = self.claim.map(|Claim { lines, covered }| Account { lines, covered });
        let Account { lines, covered } = counted.or_worse(claimed.unwrap_or_default());
        Claim { lines, covered }
    }

    /// Those of the strategy's `modules` that have lines, the weakest first.
    #[must_use]
    pub fn weakest(&self, modules: &Modules) -> Vec<&FileCoverage> {
        let held = self.files.iter().filter(|file| file.lines > 0 && modules.hold(&file.path));
        let mut weakest: Vec<_> = held.collect();
        weakest.sort_by(|a, b| {
            let (left, right) =
                (u128::from(a.covered) * u128::from(b.lines), u128::from(b.covered) * u128::from(a.lines));
            left.cmp(&right).then_with(|| b.lines.cmp(&a.lines)).then_with(|| a.path.cmp(&b.path))
        });
        weakest
    }

    /// What it found, at `commit`. Which modules are too weak is the judge's to say.
    ///
    /// # Errors
    /// No file of the report is one of `modules`.
    pub fn finding(&self, modules: &Modules, commit: Option<String>) -> Result<Finding, ReportError> {
        let all = self.weakest(modules);
        if all.is_empty() {
            return Err(ReportError::Empty { cause: "it has no line of a file that --modules names" });
        }
        let row = |file: &&FileCoverage| (file.shown(), file.lines, file.covered);
        let weakest = all.iter().take(WEAKEST_MAX).map(row).collect();
        let Claim { lines, covered } = self.whole();
        Ok(Finding::Coverage { lines, covered, modules: all.len() as u64, weakest, commit })
    }
}

impl FileCoverage {
    /// Its path for people, at most 160 characters of it.
    #[must_use]
    pub fn shown(&self) -> String {
        shown(&self.path)
    }

    /// Whether less than `least` of its lines are covered; a file without lines is whole.
    #[must_use]
    pub fn is_below(&self, least: Rate) -> bool {
        let decimal = rust_decimal::Decimal::from;
        decimal(self.covered) < decimal(self.lines) * least.get()
    }
}

fn as_shown<S: Serializer>(path: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&shown(path))
}

fn instead(root: &str) -> String {
    match root {
        "testsuites" | "testsuite" => {
            "it is a report of tests, not of coverage; soak evidence add junit FILE takes it".to_owned()
        }
        "report" => "it is JaCoCo's own XML; have it converted to Cobertura's".to_owned(),
        "CoverageSession" => "it is OpenCover's XML; have it converted to Cobertura's".to_owned(),
        other => format!("its root is <{}>, not <coverage>", crate::model::neutralise(other, 40)),
    }
}
