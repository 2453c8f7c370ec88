//! Whether evidence still holds: for what it was taken with, and for how long.
//!
//! Invariant: what is not known to be the same is not the same.

use crate::engine::Part;
use crate::gate::{Evidence, Facts, Finding};
use crate::model::{Fingerprints, Plan, Span, Time};

/// How far ahead of the run's clock evidence may have been taken: both read clocks of one machine, and the
/// run's stands still between two inputs.
const AHEAD_MAX: Span = Span::from_secs(300);

/// All that evidence can hold for.
pub(super) const WHOLE: [Part; 3] = [Part::Agent, Part::Configuration, Part::Binary];

/// What evidence about the engine itself holds for, whichever agent trades.
pub(super) const ENGINE: [Part; 2] = [Part::Configuration, Part::Binary];

/// Why `evidence` does not hold for `parts` of what `plan` runs with; none where it does.
pub(super) fn changed(evidence: &Evidence, plan: &Plan, parts: &[Part]) -> Option<String> {
    let (then, now) = (&evidence.fingerprints, &plan.fingerprints);
    let of = |fingerprints: &Fingerprints, part: Part| match part {
        Part::Agent => fingerprints.agent.clone(),
        Part::Configuration => fingerprints.configuration.clone(),
        Part::Binary => fingerprints.binary.clone(),
        Part::Limits | Part::Mode | Part::Stage => String::new(),
    };
    if let Some(part) = parts.iter().find(|part| of(now, **part).is_empty()) {
        return Some(format!("the {} has no fingerprint", part.as_str()));
    }
    let differs = parts.iter().filter(|part| of(now, **part) != of(then, **part));
    let names: Vec<_> = differs.map(|part| part.as_str()).collect();
    (!names.is_empty()).then(|| format!("{} changed", names.join(" and ")))
}

/// Why `evidence` is too old at `at`, or of no known age; none where it is neither.
pub(super) fn aged(evidence: &Evidence, at: Time, fresh_for: Span) -> Option<String> {
    let age = at.since(evidence.taken_at);
    if age > fresh_for {
        Some(format!("over {fresh_for} old"))
    } else if Span::ZERO - age > AHEAD_MAX {
        Some("its time is yet to come".to_owned())
    } else {
        None
    }
}

/// What the drills of an item show.
#[derive(Debug, Default)]
pub(super) struct Drills {
    /// Those that held, with their recovery.
    pub(super) held: Vec<(&'static str, Option<Span>)>,
    /// Those that did not.
    pub(super) failed: Vec<&'static str>,
    /// Those whose evidence does not hold any more, and why.
    pub(super) stale: Vec<(&'static str, String)>,
    /// Those that were not run.
    pub(super) missing: Vec<&'static str>,
    /// When the oldest that held was taken.
    pub(super) at: Option<Time>,
}

impl Drills {
    /// What is known of `names`, each held against `parts` and, where there is one, an age.
    pub(super) fn of(
        facts: &Facts,
        plan: &Plan,
        names: &[&'static str],
        parts: &[Part],
        fresh_for: Option<Span>,
    ) -> Self {
        let mut drills = Self::default();
        for name in names {
            drills.look_up(name, facts, plan, parts, fresh_for);
        }
        drills
    }

    fn look_up(
        &mut self,
        name: &'static str,
        facts: &Facts,
        plan: &Plan,
        parts: &[Part],
        fresh_for: Option<Span>,
    ) {
        // One drill may have been run in two ways: in virtual time and over real sockets.
        let is_it = |evidence: &&Evidence| drill_of(&evidence.name) == name;
        let (mut held, mut failed, mut stale) = (Vec::new(), false, None);
        for evidence in facts.evidence.iter().filter(is_it) {
            let Finding::Drill { held: count, failed: broken, recovery, .. } = &evidence.finding else {
                continue;
            };
            let old = fresh_for.and_then(|fresh_for| aged(evidence, facts.at, fresh_for));
            match changed(evidence, plan, parts).or(old) {
                Some(why) => stale = Some(why),
                None if *broken > 0 || *count == 0 => failed = true,
                None => held.push((evidence.taken_at, *recovery)),
            }
        }
        if failed {
            self.failed.push(name);
        } else if let Some(taken_at) = held.iter().map(|(at, _)| *at).max() {
            self.held.push((name, held.iter().filter_map(|(_, recovery)| *recovery).max()));
            self.at = Some(self.at.map_or(taken_at, |oldest| oldest.min(taken_at)));
        } else if let Some(why) = stale {
            self.stale.push((name, why));
        } else {
            self.missing.push(name);
        }
    }

    /// Those that did not hold, in a few words; none where there are none.
    pub(super) fn failure(&self) -> Option<String> {
        let (first, more) = self.failed.split_first()?;
        Some(match more.len() {
            0 => format!("{first} failed"),
            more => format!("{first} and {more} more failed"),
        })
    }

    /// What is missing, in a few words; none where nothing is.
    pub(super) fn lack(&self) -> Option<String> {
        let lacking = self.stale.len() + self.missing.len();
        let more = if lacking > 1 { format!(", and {} more", lacking - 1) } else { String::new() };
        if let Some((name, why)) = self.stale.first() {
            return Some(format!("{name} is stale: {why}{more}"));
        }
        self.missing.first().map(|name| format!("{name} not drilled{more}"))
    }

    /// The command that brings what is missing or failed, where it is about one drill.
    pub(super) fn next(&self, whole: &str) -> String {
        let stale = self.stale.iter().map(|(name, _)| *name);
        let wanted: Vec<_> =
            self.failed.iter().copied().chain(stale).chain(self.missing.iter().copied()).collect();
        match wanted.as_slice() {
            [one] => format!("soak drill {one}"),
            _ => whole.to_owned(),
        }
    }
}

/// The drill whose evidence is called `name`: the way in which it was run stands behind a dot.
fn drill_of(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}
