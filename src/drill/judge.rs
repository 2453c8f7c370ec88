//! From what was seen to a verdict.

use super::{Case, CaseVerdict, Drill, Judged, Mode, VenueTruth, Verdict, Watch};
use crate::engine::State;
use crate::model::{Fingerprints, Span, Time};

impl Case {
    /// Holds what `watch` saw of a run that ended in the state `engine`, and what the venue truly holds,
    /// against the case's expectations.
    #[must_use]
    pub fn judge(&self, watch: &Watch, engine: &State, truth: &VenueTruth) -> Vec<Judged> {
        let judged = self.expectations.iter().map(|expected| {
            let measured = watch.figure(expected.measure, expected.of.as_deref(), engine, truth);
            let passed = expected.limit.holds(&measured);
            let of = expected.of.clone();
            Judged { measure: expected.measure, of, limit: expected.limit, measured, passed }
        });
        judged.collect()
    }
}

impl Drill {
    /// The verdict over all `cases` that ran, begun at `started_at` by the machine's clock.
    #[must_use]
    pub fn verdict(
        &self,
        mode: Mode,
        seed: u64,
        cases: Vec<CaseVerdict>,
        (started_at, took): (Time, Span),
        fingerprints: Fingerprints,
    ) -> Verdict {
        Verdict {
            drill: self.id.clone(),
            family: self.family,
            mode,
            seed,
            passed: !cases.is_empty() && cases.iter().all(|case| case.passed),
            cases,
            started_at,
            took,
            fingerprints,
        }
    }
}
