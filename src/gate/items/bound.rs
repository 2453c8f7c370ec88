//! What each kind of evidence is bound to, and whether it still holds: the one place that says so, for the items
//! and for whoever lists evidence.
//!
//! ```text
//!   coverage, regression, search for keys    the agent          (regression: and its sessions)
//!   imported tests, drills                   the agent, the configuration, the binary
//!   drills of the engine itself              the configuration, the binary, for a day
//!   load                                     nothing: its normal rate is held against that of the run
//! ```
//!
//! Invariant: what is not known to be the same is not the same.

use std::collections::BTreeMap;

use super::{breaker, regression, stuck};
use crate::engine::Part;
use crate::gate::fixtures::FixturesNow;
use crate::gate::{Evidence, Facts, Finding};
use crate::model::{Fingerprints, Plan, Span, Time};

/// How far ahead of the run's clock evidence may have been taken: both read clocks of one machine, and the
/// run's stands still between two inputs.
const AHEAD_MAX: Span = Span::from_secs(300);

/// What evidence is held against.
#[derive(Clone, Copy, Debug)]
pub struct Held<'a> {
    /// What runs now.
    pub fingerprints: &'a Fingerprints,
    /// What each folder of fixtures that evidence names is now.
    pub fixtures: &'a BTreeMap<String, FixturesNow>,
    /// The moment.
    pub at: Time,
    /// How long that holds which grows old.
    pub fresh_for: Span,
}

impl<'a> Held<'a> {
    /// What `facts` and `plan` say of now.
    pub(super) fn against(facts: &'a Facts, plan: &'a Plan) -> Self {
        let (fingerprints, fixtures) = (&plan.fingerprints, &facts.fixtures);
        Self { fingerprints, fixtures, at: facts.at, fresh_for: plan.gate.fresh_for }
    }

    /// Why `evidence` holds no more, in a few words; none where it holds. What the run itself shows, as its normal
    /// rate or its last start, is not asked here.
    #[must_use]
    pub fn lapse(&self, evidence: &Evidence) -> Option<String> {
        let (bounds, finding) = (Bounds::of(evidence), &evidence.finding);
        let moved = || match finding {
            Finding::Regression { fixtures, folder, .. } => {
                regression::moved(fixtures, folder.as_deref(), self.fixtures).map(str::to_owned)
            }
            _ => None,
        };
        let aged = || if bounds.ages { self.aged(evidence.taken_at) } else { None };
        self.changed(&evidence.fingerprints, bounds.parts).or_else(aged).or_else(moved)
    }

    /// Which of `parts` were others `then`, or are not known now.
    fn changed(&self, then: &Fingerprints, parts: &[Part]) -> Option<String> {
        let now = self.fingerprints;
        if let Some(part) = parts.iter().find(|part| of(now, **part).is_empty()) {
            return Some(format!("the {} has no fingerprint", part.as_str()));
        }
        let differs = parts.iter().filter(|part| of(now, **part) != of(then, **part));
        let names: Vec<_> = differs.map(|part| part.as_str()).collect();
        (!names.is_empty()).then(|| format!("{} changed", names.join(" and ")))
    }

    /// Why what was taken then is too old, or of no known age.
    fn aged(&self, taken_at: Time) -> Option<String> {
        let age = self.at.since(taken_at);
        if age > self.fresh_for {
            Some(format!("over {} old", self.fresh_for))
        } else if Span::ZERO - age > AHEAD_MAX {
            Some("its time is yet to come".to_owned())
        } else {
            None
        }
    }
}

/// What a kind of evidence is bound to.
struct Bounds {
    parts: &'static [Part],
    /// Whether it grows old.
    ages: bool,
}

impl Bounds {
    fn of(evidence: &Evidence) -> Self {
        use Part::{Agent, Binary, Configuration};
        match &evidence.finding {
            Finding::Coverage { .. } | Finding::Regression { .. } | Finding::KeyScan { .. } => {
                Self { parts: &[Agent], ages: false }
            }
            Finding::Load(_) => Self { parts: &[], ages: false },
            Finding::Drill { .. } if is_of_the_engine(&evidence.name) => {
                Self { parts: &[Configuration, Binary], ages: true }
            }
            Finding::Tests { .. } | Finding::Drill { .. } => {
                Self { parts: &[Agent, Configuration, Binary], ages: false }
            }
        }
    }
}

/// Whether a drill shows the engine itself, whichever agent trades.
fn is_of_the_engine(name: &str) -> bool {
    let drill = drill_of(name);
    stuck::DRILL.contains(&drill) || breaker::DRILL.contains(&drill)
}

/// The drill whose evidence is called `name`: the way in which it was run stands behind a dot.
pub(super) fn drill_of(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

fn of(fingerprints: &Fingerprints, part: Part) -> &str {
    match part {
        Part::Agent => &fingerprints.agent,
        Part::Configuration => &fingerprints.configuration,
        Part::Binary => &fingerprints.binary,
        Part::Limits | Part::Mode | Part::Stage => "",
    }
}
