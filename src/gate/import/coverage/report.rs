//! A coverage report, whatever tool wrote it.

use serde::{Deserialize, Serialize};

use super::{cobertura, coverage_py, lcov};
use crate::gate::Finding;
use crate::gate::import::text::text;
use crate::gate::import::xml::Document;
use crate::gate::import::{Modules, ReportError};
use crate::model::Rate;

/// Modules named in a finding: a strategy with more weak ones needs no list.
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
    /// Its path as the tool wrote it, with `/`.
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

    /// Those of the strategy's `modules` with less than `least` of their lines covered, the weakest first.
    #[must_use]
    pub fn weak(&self, modules: &Modules, least: Rate) -> Vec<&FileCoverage> {
        let held = self.files.iter().filter(|file| modules.hold(&file.path));
        let mut weak: Vec<_> = held.filter(|file| file.is_below(least)).collect();
        weak.sort_by(|a, b| {
            let (left, right) =
                (u128::from(a.covered) * u128::from(b.lines), u128::from(b.covered) * u128::from(a.lines));
            left.cmp(&right).then_with(|| b.lines.cmp(&a.lines)).then_with(|| a.path.cmp(&b.path))
        });
        weak
    }

    /// What it found, at `commit`.
    ///
    /// # Errors
    /// No file of the report is one of `modules`.
    pub fn finding(
        &self,
        modules: &Modules,
        least: Rate,
        commit: Option<String>,
    ) -> Result<Finding, ReportError> {
        if !self.files.iter().any(|file| file.lines > 0 && modules.hold(&file.path)) {
            return Err(ReportError::Empty { cause: "it has no line of a file that --modules names" });
        }
        let weak = self.weak(modules, least);
        let row = |file: &&FileCoverage| (file.path.clone(), file.lines, file.covered);
        let weakest = weak.iter().take(WEAKEST_MAX).map(row).collect();
        Ok(Finding::Coverage { lines: self.lines(), covered: self.covered(), weakest, commit })
    }
}

impl FileCoverage {
    /// Whether less than `least` of its lines are covered; a file without lines is whole.
    fn is_below(&self, least: Rate) -> bool {
        let decimal = rust_decimal::Decimal::from;
        decimal(self.covered) < decimal(self.lines) * least.get()
    }
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
