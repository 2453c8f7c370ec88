//! Which pages reached a person: left the box, and were acknowledged.
//!
//! A page is owed until both have happened, also when its cause is gone by itself in the meantime: somebody
//! has to have seen that it was there. The last page of a few kinds is kept after that, because the gate asks
//! for it.
//!
//! Invariant: one entry for an identity, with the time at which it was first owed; at most [`OWED_MAX`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Alert, AlertKind};
use crate::engine::Effects;
use crate::event::Severity;
use crate::model::{Span, Time};

/// Pages that may be owed at once: more than all kinds have places. What comes beyond counts as late.
const OWED_MAX: usize = 512;

/// How long a page may take to reach a person: the founding document's day.
const REACHES_WITHIN: Span = Span::from_secs(86_400);

/// Kinds of which the last page is kept.
const KEPT: [AlertKind; 3] = [AlertKind::StuckPosition, AlertKind::Breaker, AlertKind::Test];

/// The last page of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Its identity.
    pub alert: String,
    /// Since when it is so what it tells: when the close was made that came to nothing.
    pub since: Time,
    /// When it was raised.
    pub raised_at: Time,
    /// When it first left the box.
    pub delivered_at: Option<Time>,
    /// When a person acknowledged it.
    pub acknowledged_at: Option<Time>,
}

/// A page that has not reached a person yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// The alert as it was last raised.
    pub alert: Alert,
    /// Since when it is owed: the first time that it was raised and nobody was reached.
    pub since: Time,
    /// When its cause was gone.
    pub cleared_at: Option<Time>,
}

/// Which pages reached a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tellings {
    owed: BTreeMap<String, Owed>,
    last: BTreeMap<AlertKind, Told>,
    reached: u64,
    late: u64,
    late_at: Option<Time>,
}

impl Tellings {
    /// Pages that reached a person in time.
    #[must_use]
    pub const fn reached(&self) -> u64 {
        self.reached
    }

    /// Pages that reached one too late, or were too many to follow.
    #[must_use]
    pub const fn late(&self) -> u64 {
        self.late
    }

    /// When the last of those came to be.
    #[must_use]
    pub const fn late_at(&self) -> Option<Time> {
        self.late_at
    }

    /// The page that is owed for the longest time, and for how many more a person has to do something.
    #[must_use]
    pub fn oldest_owed(&self) -> Option<(&Owed, usize)> {
        let oldest = self.owed.values().min_by_key(|owed| owed.since)?;
        Some((oldest, self.owed.len() - 1))
    }

    /// The pages that have not left the box.
    pub fn undelivered(&self) -> impl Iterator<Item = &Owed> {
        self.owed.values().filter(|owed| owed.alert.delivered_at.is_none())
    }

    /// The last page of `kind`, where it is one of those that are kept.
    #[must_use]
    pub fn last(&self, kind: AlertKind) -> Option<&Told> {
        self.last.get(&kind)
    }

    pub(super) fn raised(&mut self, id: &str, alert: &Alert, since: Time) {
        if alert.kind.severity() != Severity::Page {
            return;
        }
        let raised_at = alert.raised_at;
        if KEPT.contains(&alert.kind) {
            let (delivered_at, acknowledged_at) = (None, None);
            let told = Told { alert: id.to_owned(), since, raised_at, delivered_at, acknowledged_at };
            self.last.insert(alert.kind, told);
        }
        let full = self.owed.len() >= OWED_MAX;
        match self.owed.get_mut(id) {
            Some(owed) => (owed.alert, owed.cleared_at) = (alert.clone(), None),
            None if full => self.count_late(raised_at),
            None => {
                let owed = Owed { alert: alert.clone(), since: raised_at, cleared_at: None };
                self.owed.insert(id.to_owned(), owed);
            }
        }
    }

    pub(super) fn cleared(&mut self, id: &str, at: Time) {
        if let Some(owed) = self.owed.get_mut(id) {
            owed.cleared_at = Some(at);
        }
    }

    pub(super) fn delivered(&mut self, id: &str, raised_at: Time, at: Time) {
        let last = self.last.values_mut().find(|told| told.alert == id && told.raised_at == raised_at);
        if let Some(told) = last {
            told.delivered_at.get_or_insert(at);
        }
        if let Some(owed) = self.owed.get_mut(id).filter(|owed| owed.alert.raised_at == raised_at) {
            owed.alert.delivered_at.get_or_insert(at);
        }
        self.settle(id, at);
    }

    pub(super) fn acknowledged(&mut self, id: &str, at: Time) {
        if let Some(told) = self.last.values_mut().find(|told| told.alert == id) {
            told.acknowledged_at.get_or_insert(at);
        }
        if let Some(owed) = self.owed.get_mut(id) {
            owed.alert.acknowledged_at.get_or_insert(at);
        }
        self.settle(id, at);
    }

    /// Acknowledges what is owed and over by itself; returns how many there were.
    pub(super) fn acknowledge_cleared(&mut self, id: Option<&str>, at: Time, effects: &mut Effects) -> usize {
        let meant = |owed_id: &str| id.is_none_or(|id| id == owed_id);
        let of_those = self.owed.iter().filter(|(owed_id, owed)| {
            meant(owed_id) && owed.cleared_at.is_some() && owed.alert.acknowledged_at.is_none()
        });
        let ids: Vec<_> = of_those.map(|(owed_id, _)| owed_id.clone()).collect();
        for owed_id in &ids {
            if let Some(owed) = self.owed.get(owed_id) {
                let acknowledged_at = Some(at);
                effects.push(Alert { acknowledged_at, ..owed.alert.clone() }.record(owed.cleared_at));
            }
            self.acknowledged(owed_id, at);
        }
        ids.len()
    }

    /// Ends what is owed no more, and counts whether it was in time.
    fn settle(&mut self, id: &str, at: Time) {
        let reached = |owed: &Owed| owed.alert.delivered_at.is_some() && owed.alert.acknowledged_at.is_some();
        if !self.owed.get(id).is_some_and(reached) {
            return;
        }
        if let Some(owed) = self.owed.remove(id) {
            if at.since(owed.since) > REACHES_WITHIN {
                self.count_late(at);
            } else {
                self.reached += 1;
            }
        }
    }

    fn count_late(&mut self, at: Time) {
        self.late += 1;
        self.late_at = Some(at);
    }
}
