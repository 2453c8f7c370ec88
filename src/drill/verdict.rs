//! What came of a drill: each expectation with its limit and what was measured.

use serde::{Deserialize, Serialize};

use super::{Family, Figure, Limit, Measure};
use crate::model::{Fingerprints, Span, Time};

/// What came of a drill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The drill.
    pub drill: String,
    /// What it belongs to.
    pub family: Family,
    /// In which kind of time it ran.
    pub mode: Mode,
    /// The seed of everything drawn by chance.
    pub seed: u64,
    /// Whether every case passed.
    pub passed: bool,
    /// What came of each case.
    pub cases: Vec<CaseVerdict>,
    /// When it began, by the clock of the machine.
    pub started_at: Time,
    /// How long it took there, in microseconds.
    pub took: Span,
    /// What it holds for.
    pub fingerprints: Fingerprints,
}

/// In which kind of time a drill ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// In the simulated world.
    Virtual,
    /// Over real sockets.
    RealTime,
}

impl Mode {
    /// The word in names of files and on screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Virtual => "virtual",
            Self::RealTime => "real_time",
        }
    }
}

/// What came of one case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseVerdict {
    /// The case.
    pub case: String,
    /// Whether it ran to its end, broke no law, and every expectation held.
    pub passed: bool,
    /// Each expectation, in the order of the drill.
    pub expectations: Vec<Judged>,
    /// The law that was broken, and how; the case ended there.
    pub broken: Option<String>,
    /// What kept it from running to its end, if anything but a law did.
    pub fault: Option<String>,
    /// The length of time that it went through, in microseconds.
    pub length: Span,
    /// The fingerprint of its journal; none where it kept none.
    pub journal: Option<String>,
    /// The fingerprint of the effective configuration.
    pub configuration: String,
}

/// An expectation with what was measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// What was measured.
    pub measure: Measure,
    /// Of what, if of something.
    pub of: Option<String>,
    /// What it is held against.
    pub limit: Limit,
    /// What was measured.
    pub measured: Figure,
    /// Whether it is within the limit.
    pub passed: bool,
}

impl Judged {
    /// What was measured, in words: `largest loss of marked equity`, `alerts left (blind)`.
    #[must_use]
    pub fn words(&self) -> String {
        self.measure.words_of(self.of.as_deref())
    }
}
