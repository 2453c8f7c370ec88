//! Everything that a judgement is made from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Evidence;
use super::fixtures::FixturesNow;
use super::items::{
    alerts, breaker, drift, key, load, paper, ramp, reconciliation, resources, seven_days, unknown,
};
use crate::engine::{State, Told};
use crate::model::{Plan, Time};

/// Everything that a judgement is made from. It can be written as JSON and read back, so that another machine
/// comes to the same judgement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The moment of the judgement: the run's time while it runs, the later of its end and the machine's clock
    /// after that. What evidence and rehearsals are old by; what the run shows bears its own time.
    pub at: Time,
    /// What the run was set out to prove; none before it began.
    pub plan: Option<Plan>,
    /// What the run itself shows.
    pub run: RunFacts,
    /// Where it trades: `embedded`, or the venue's host.
    pub venue: String,
    /// The variable that the venue's key was taken from; none when the venue needs none.
    pub key_env: Option<String>,
    /// The newest evidence of each name.
    pub evidence: Vec<Evidence>,
    /// What each folder of fixtures that evidence names was at that moment.
    #[serde(default)]
    pub fixtures: BTreeMap<String, FixturesNow>,
}

/// What the run itself shows, a part for each item that is judged from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunFacts {
    pub(super) seven_days: seven_days::Facts,
    pub(super) load: load::Facts,
    pub(super) reconciliation: reconciliation::Facts,
    pub(super) breaker: breaker::Facts,
    pub(super) key: key::Facts,
    pub(super) ramp: ramp::Facts,
    pub(super) unknown: unknown::Facts,
    pub(super) drift: drift::Facts,
    pub(super) alerts: alerts::Facts,
    pub(super) resources: resources::Facts,
    pub(super) paper: paper::Facts,
}

impl Facts {
    /// The most requests in 60 seconds of normal running, which the load test has to double.
    #[must_use]
    pub const fn normal_rpm(&self) -> u32 {
        self.run.load.normal_rpm
    }
}

impl RunFacts {
    /// What `state` shows.
    #[must_use]
    pub fn of(state: &State) -> Self {
        Self {
            seven_days: state.into(),
            load: state.into(),
            reconciliation: state.into(),
            breaker: state.into(),
            key: state.into(),
            ramp: state.into(),
            unknown: state.into(),
            drift: state.into(),
            alerts: state.into(),
            resources: state.into(),
            paper: state.into(),
        }
    }
}

impl RunFacts {
    /// The last test of the alerts.
    #[must_use]
    pub fn last_test(&self) -> Option<&Told> {
        self.reconciliation.test.as_ref()
    }
}

#[cfg(test)]
impl RunFacts {
    /// What a run shows that has not begun.
    pub(crate) fn of_nothing() -> Self {
        Self::of(&State::new())
    }
}
