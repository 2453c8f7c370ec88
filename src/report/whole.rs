//! The report: all that there is to say of a soak, for every form that it is told in.

use serde::{Deserialize, Serialize};

use super::{BreakerMove, Followed, Moment, Rehearsed};
use crate::event::{AlertRecord, OperatorRecord};
use crate::gate::{Evidence, Facts, Judgement, judge};
use crate::model::{Plan, Span, Time};
use crate::snapshot::{GapView, Snapshot};

/// The version of the report's form in JSON.
const VERSION: u32 = 1;

/// All that there is to say of a soak.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SoakReport {
    /// The form's version.
    pub version: u32,
    /// The program and its version.
    pub made_by: String,
    /// The last picture.
    pub picture: Snapshot,
    /// The judgement of that moment.
    pub judgement: Judgement,
    /// What the run was set out to prove; none where it began without.
    pub plan: Option<Plan>,
    /// The newest evidence of each name.
    pub evidence: Vec<Evidence>,
    /// The effective configuration, if it is known.
    pub configuration: Option<String>,
    /// The journal that all of it was read from.
    pub journal: JournalRead,
    /// The first and the last moment.
    pub extent: (Time, Time),
    /// The length of a stretch of [`Self::course`].
    pub stretch: Span,
    /// Equity, drawdown, round trips and requests by stretches of one length.
    pub course: Vec<Moment>,
    /// Alerts as they ended, in the order in which they were raised.
    pub alerts: Vec<AlertRecord>,
    /// What people did.
    pub acts: Vec<OperatorRecord>,
    /// The breaker's moves.
    pub moves: Vec<BreakerMove>,
    /// Gaps in the soak clock.
    pub gaps: Vec<GapView>,
    /// When the process was started again.
    pub restarts: Vec<Time>,
    /// Faults that were injected on purpose.
    pub rehearsals: Vec<Rehearsed>,
}

/// The journal that a report was read from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalRead {
    /// Inputs.
    pub inputs: u64,
    /// Complete chunks, each with its fingerprint.
    pub chunks: u64,
    /// The fingerprint of all inputs; none where the journal is damaged.
    pub head: Option<String>,
    /// What is wrong with it.
    pub damages: Vec<String>,
}

impl SoakReport {
    /// The report of what was `followed` through the whole `journal`, at whose end the soak was as in `picture`.
    #[must_use]
    pub fn new(
        picture: Snapshot,
        facts: &Facts,
        followed: Followed,
        journal: JournalRead,
        configuration: Option<String>,
    ) -> Self {
        let mut alerts: Vec<_> = followed.alerts.into_values().collect();
        alerts.sort_by(|one, other| (one.raised_at, &one.id).cmp(&(other.raised_at, &other.id)));
        Self {
            version: VERSION,
            made_by: format!("papersoak {}", env!("CARGO_PKG_VERSION")),
            judgement: judge(facts),
            plan: facts.plan.clone(),
            evidence: facts.evidence.clone(),
            configuration,
            journal,
            extent: followed.course.extent().unwrap_or((picture.at, picture.at)),
            stretch: followed.course.width(),
            course: followed.course.moments(),
            alerts,
            acts: followed.acts,
            moves: followed.moves,
            gaps: followed.gaps,
            restarts: followed.restarts,
            rehearsals: followed.rehearsals,
            picture,
        }
    }
}
