//! What came of a session: each expectation with what was measured.

use serde::{Deserialize, Serialize};

use super::{Condition, Expectations, Fixture, Measure, Run, run};
use crate::config::Settings;
use crate::market::Recording;
use crate::model::{Decimal, Span};

/// What came of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionJudged {
    /// Its name.
    pub session: String,
    /// Whether it ran to its end, broke no law, and every expectation held.
    pub passed: bool,
    /// Why it could not be judged, if it could not.
    pub problem: Option<String>,
    /// Each expectation, in the order of its file.
    pub expectations: Vec<Judged>,
    /// Ticks that it went through.
    pub ticks: u64,
    /// The time that passed in it, in microseconds.
    pub length: Span,
    /// The fingerprint of its journal; none where it did not run to its end.
    pub journal: Option<String>,
}

/// An expectation with what was measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// What was measured.
    pub measure: Measure,
    /// What it has to be.
    pub expected: Condition,
    /// What it was; none where it never came to be.
    pub measured: Option<Decimal>,
    /// Whether it is so.
    pub held: bool,
}

impl Judged {
    /// What was measured, for people.
    #[must_use]
    pub fn shown(&self) -> String {
        self.measured.map_or_else(|| "none".to_owned(), |measured| self.measure.unit().show(measured))
    }
}

impl SessionJudged {
    /// Runs `fixture` with `settings` and holds it against its expectations.
    #[must_use]
    pub fn of(fixture: &Fixture, settings: &Settings) -> Self {
        Self::try_of(fixture, settings).unwrap_or_else(|problem| Self::failed(&fixture.name, problem))
    }

    /// A session that could not be judged, and why.
    #[must_use]
    pub fn failed(session: &str, problem: String) -> Self {
        Self { session: session.to_owned(), problem: Some(problem), ..Self::default() }
    }

    fn try_of(fixture: &Fixture, settings: &Settings) -> Result<Self, String> {
        let (file, expected) = fixture.files()?;
        let expectations = Expectations::read(expected).map_err(|error| error.to_string())?;
        let recording = Recording::open(file).map_err(|error| error.to_string())?;
        let ran = run(recording, settings, expectations.seed).map_err(|error| error.to_string())?;
        Ok(Self::judge(&fixture.name, &ran, &expectations))
    }

    /// Holds `ran` against `expectations`.
    #[must_use]
    pub fn judge(session: &str, ran: &Run, expectations: &Expectations) -> Self {
        let judged = expectations.all.iter().map(|expectation| {
            let measured = expectation.measure.of(ran);
            Judged {
                measure: expectation.measure,
                expected: expectation.condition,
                measured,
                held: expectation.condition.holds(measured),
            }
        });
        let expectations: Vec<_> = judged.collect();
        Self {
            session: session.to_owned(),
            passed: expectations.iter().all(|judged| judged.held),
            problem: None,
            expectations,
            ticks: ran.state.counters().ticks,
            length: ran.length(),
            journal: Some(ran.journal.clone()),
        }
    }
}
