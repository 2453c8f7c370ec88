//! Alerts: each has one identity, is raised once, stands until its cause is gone, and is cleared
//! once.
//!
//! Invariant: only the absence of the cause clears an alert; acknowledging it does not.

mod finding;
mod told;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use finding::Finding;
pub use told::{Owed, Tellings, Told};

use super::Effects;
use crate::event::{AlertRecord, Delivery, DeliveryOutcome, Effect, Record, Severity};
use crate::model::Time;

/// Alerts of one kind that may stand at the same time. More cannot be read by a person; further ones
/// are counted and shown as a number. Each kind has its own places, so that a flood of orphans does
/// not keep out the word that the breaker tripped.
const OPEN_OF_A_KIND_MAX: usize = 40;

/// What an alert is about. The names are part of the journal and the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// A close was sent and the position is not smaller after one interval and a second.
    StuckPosition,
    /// An order whose outcome no evidence has settled.
    UnknownOrder,
    /// The venue has a position that we do not have.
    GhostPosition,
    /// We have a position that the venue does not have.
    MissingPosition,
    /// Both have a position, of different sizes.
    SizeMismatch,
    /// The venue's cash is not ours.
    BalanceDrift,
    /// The venue has a working order that we do not have.
    OrphanOrder,
    /// More was filled than ordered.
    Overfill,
    /// Somebody else traded in the account.
    ExternalPosition,
    /// No complete answer of the venue for several intervals.
    Blind,
    /// A market, or the whole feed, has no fresh data.
    StaleData,
    /// The journal's disk does not take writes.
    Journal,
    /// The breaker is tripped.
    Breaker,
    /// A market moves so fast that market orders are held back.
    Crash,
    /// The venue limits our requests.
    RateLimited,
    /// A fault is being injected on purpose.
    GameDay,
    /// Raised by a person, to see whether it reaches one.
    Test,
    /// A way out of the box takes no alerts.
    Delivery,
    /// Memory, disk or clock are outside the bounds that were set.
    Resources,
}

impl AlertKind {
    /// The word in identities, tables and on screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::StuckPosition => "stuck_position",
            Self::UnknownOrder => "unknown_order",
            Self::GhostPosition => "ghost_position",
            Self::MissingPosition => "missing_position",
            Self::SizeMismatch => "size_mismatch",
            Self::BalanceDrift => "balance_drift",
            Self::OrphanOrder => "orphan_order",
            Self::Overfill => "overfill",
            Self::ExternalPosition => "external_position",
            Self::Blind => "blind",
            Self::StaleData => "stale_data",
            Self::Journal => "journal",
            Self::Breaker => "breaker",
            Self::Crash => "crash",
            Self::RateLimited => "rate_limited",
            Self::GameDay => "game_day",
            Self::Test => "test",
            Self::Delivery => "delivery",
            Self::Resources => "resources",
        }
    }

    /// How loud it is.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::Crash | Self::RateLimited | Self::GameDay => Severity::Note,
            Self::UnknownOrder | Self::StaleData | Self::Delivery | Self::Resources => Severity::Warn,
            _ => Severity::Page,
        }
    }
}

/// One standing alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// What it is about.
    pub kind: AlertKind,
    /// Whom it is about: a symbol, an order, `account`.
    pub subject: String,
    /// What was expected, what is so instead, and what is done about it.
    pub finding: Finding,
    /// When it was raised.
    pub raised_at: Time,
    /// When a person acknowledged it.
    pub acknowledged_at: Option<Time>,
    /// When it last left the box.
    pub delivered_at: Option<Time>,
}

impl Alert {
    /// Its identity, `kind:subject`.
    #[must_use]
    pub fn id(&self) -> String {
        id_of(self.kind, &self.subject)
    }

    fn record(&self, cleared_at: Option<Time>) -> Effect {
        Effect::Record(Box::new(Record::Alert(AlertRecord {
            id: self.id(),
            kind: self.kind.as_str().to_owned(),
            subject: self.subject.clone(),
            severity: self.kind.severity(),
            text: self.finding.text(),
            raised_at: self.raised_at,
            acknowledged_at: self.acknowledged_at,
            cleared_at,
        })))
    }
}

/// All standing alerts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alerts {
    open: BTreeMap<String, Alert>,
    raised_total: u64,
    dropped: u64,
    tellings: Box<Tellings>,
}

impl Alerts {
    /// Raises an alert, or brings the words of the standing one up to date.
    pub(super) fn raise(
        &mut self,
        kind: AlertKind,
        subject: &str,
        finding: Finding,
        at: Time,
        effects: &mut Effects,
    ) {
        self.raise_since(kind, subject, finding, at, at, effects);
    }

    /// The same for something that is so since `since`.
    pub(super) fn raise_since(
        &mut self,
        kind: AlertKind,
        subject: &str,
        finding: Finding,
        since: Time,
        at: Time,
        effects: &mut Effects,
    ) {
        let id = id_of(kind, subject);
        if let Some(standing) = self.open.get_mut(&id) {
            standing.finding = finding;
            return;
        }
        if self.of_kind(kind).count() >= OPEN_OF_A_KIND_MAX {
            self.dropped += 1;
            return;
        }
        self.raised_total += 1;
        let subject = subject.to_owned();
        let alert =
            Alert { kind, subject, finding, raised_at: at, acknowledged_at: None, delivered_at: None };
        effects.push(alert.record(None));
        self.tellings.raised(&id, &alert, since);
        self.open.insert(id, alert);
    }

    /// Brings the words of a standing alert up to date.
    pub(super) fn update(&mut self, kind: AlertKind, subject: &str, finding: Finding) {
        if let Some(standing) = self.open.get_mut(&id_of(kind, subject)) {
            standing.finding = finding;
        }
    }

    /// Clears an alert if it stands.
    pub(super) fn clear(&mut self, kind: AlertKind, subject: &str, at: Time, effects: &mut Effects) {
        // Most of what is cleared does not stand: nothing is written to find that out.
        if !self.open.values().any(|alert| alert.kind == kind && alert.subject == subject) {
            return;
        }
        let id = id_of(kind, subject);
        if let Some(alert) = self.open.remove(&id) {
            self.tellings.cleared(&id, at);
            effects.push(alert.record(Some(at)));
        }
    }

    /// Clears every alert of a kind.
    pub(super) fn clear_kind(&mut self, kind: AlertKind, at: Time, effects: &mut Effects) {
        let tellings = &mut self.tellings;
        self.open.retain(|id, alert| {
            let stays = alert.kind != kind;
            if !stays {
                tellings.cleared(id, at);
                effects.push(alert.record(Some(at)));
            }
            stays
        });
    }

    /// Acknowledges one alert, or all; returns how many there were to acknowledge. A page that is over by
    /// itself still has to be, and a test is over with it.
    pub(super) fn acknowledge(&mut self, id: Option<&str>, at: Time, effects: &mut Effects) -> usize {
        let mut acknowledged = self.tellings.acknowledge_cleared(id, at, effects);
        for (alert_id, alert) in &mut self.open {
            let meant = id.is_none_or(|id| id == alert_id);
            if meant && alert.acknowledged_at.is_none() {
                alert.acknowledged_at = Some(at);
                effects.push(alert.record(None));
                self.tellings.acknowledged(alert_id, at);
                acknowledged += 1;
            }
        }
        let tests = self.of_kind(AlertKind::Test).filter(|alert| alert.acknowledged_at.is_some());
        for subject in tests.map(|alert| alert.subject.clone()).collect::<Vec<_>>() {
            self.clear(AlertKind::Test, &subject, at, effects);
        }
        acknowledged
    }

    /// Takes what became of telling a person of an alert.
    pub(super) fn on_delivery(&mut self, delivery: &Delivery, at: Time, effects: &mut Effects) {
        let Delivery { alert: id, raised_at, sink, outcome } = delivery;
        match outcome {
            DeliveryOutcome::Delivered => {
                self.clear(AlertKind::Delivery, sink, at, effects);
                self.tellings.delivered(id, *raised_at, at);
                let standing = self.open.get_mut(id).filter(|alert| alert.raised_at == *raised_at);
                if let Some(alert) = standing {
                    alert.delivered_at = Some(at);
                }
            }
            DeliveryOutcome::Failing { reason } => {
                self.raise(AlertKind::Delivery, sink, Finding::delivery(sink, reason), at, effects);
            }
            DeliveryOutcome::Removed | DeliveryOutcome::Well => {
                self.clear(AlertKind::Delivery, sink, at, effects);
            }
        }
    }

    /// What is known of pages that reached a person, or did not.
    #[must_use]
    pub fn tellings(&self) -> &Tellings {
        &self.tellings
    }

    /// Whether an alert of this kind stands for `subject`.
    #[must_use]
    pub fn stands(&self, kind: AlertKind, subject: &str) -> bool {
        !self.open.is_empty() && self.open.contains_key(&id_of(kind, subject))
    }

    /// The standing alerts of one kind.
    pub(super) fn of_kind(&self, kind: AlertKind) -> impl Iterator<Item = &Alert> {
        self.open.values().filter(move |alert| alert.kind == kind)
    }

    /// The standing alerts by identity.
    pub fn open(&self) -> impl Iterator<Item = &Alert> {
        self.open.values()
    }

    /// How many stand.
    #[must_use]
    pub fn open_count(&self) -> usize {
        self.open.len()
    }

    /// How many were raised since the start.
    #[must_use]
    pub fn raised_total(&self) -> u64 {
        self.raised_total
    }

    /// How many were not kept because too many stood.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped
    }
}

fn id_of(kind: AlertKind, subject: &str) -> String {
    format!("{}:{subject}", kind.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_identity_is_raised_once_and_cleared_once() {
        let (mut alerts, mut effects) = (Alerts::default(), Effects::new());
        let at = Time::EPOCH;
        alerts.raise(AlertKind::Blind, "venue", Finding::default(), at, &mut effects);
        alerts.raise(AlertKind::Blind, "venue", Finding::default(), at, &mut effects);
        assert_eq!((effects.len(), alerts.raised_total()), (1, 1));
        assert_eq!(alerts.acknowledge(None, at, &mut effects), 1);
        assert_eq!(alerts.acknowledge(None, at, &mut effects), 0);
        assert!(alerts.stands(AlertKind::Blind, "venue"));
        alerts.clear(AlertKind::Blind, "venue", at, &mut effects);
        alerts.clear(AlertKind::Blind, "venue", at, &mut effects);
        assert_eq!((effects.len(), alerts.open_count()), (3, 0));
    }

    #[test]
    fn a_flood_is_counted_and_not_kept() {
        let (mut alerts, mut effects) = (Alerts::default(), Effects::new());
        for n in 0..OPEN_OF_A_KIND_MAX + 7 {
            alerts.raise(
                AlertKind::OrphanOrder,
                &n.to_string(),
                Finding::default(),
                Time::EPOCH,
                &mut effects,
            );
        }
        assert_eq!((alerts.open_count(), alerts.dropped()), (OPEN_OF_A_KIND_MAX, 7));
        alerts.raise(AlertKind::Breaker, "account", Finding::default(), Time::EPOCH, &mut effects);
        assert!(alerts.stands(AlertKind::Breaker, "account"), "a flood drowns no other kind");
    }
}
