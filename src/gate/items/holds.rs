//! What the drills of an item show: those that held, failed, hold no more, or were not run.

use super::bound::{Held, drill_of};
use crate::gate::{Evidence, Facts, Finding};
use crate::model::{Plan, Span, Time};

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
    /// What is known of `names`.
    pub(super) fn of(facts: &Facts, plan: &Plan, names: &[&'static str]) -> Self {
        let mut drills = Self::default();
        for name in names {
            drills.look_up(name, facts, &Held::against(facts, plan));
        }
        drills
    }

    fn look_up(&mut self, name: &'static str, facts: &Facts, now: &Held<'_>) {
        // One drill may have been run in two ways: in virtual time and over real sockets.
        let is_it = |evidence: &&Evidence| drill_of(&evidence.name) == name;
        let (mut held, mut failed, mut stale) = (Vec::new(), false, None);
        for evidence in facts.evidence.iter().filter(is_it) {
            let Finding::Drill { held: count, failed: broken, recovery, .. } = &evidence.finding else {
                continue;
            };
            match now.lapse(evidence) {
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
