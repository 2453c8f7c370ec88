//! The simulated pager: whatever is loud enough arrives a moment later.
//!
//! It never fails; ways that do are rehearsed with real ones. What a person does about a page is a person's to
//! do: nothing here acknowledges.
//!
//! Invariant: an alert arrives at most once in a life of the process, and in the order in which it was raised.

use std::collections::VecDeque;

use crate::engine::{Alert, State};
use crate::event::{AlertRecord, Delivery, DeliveryOutcome, Severity};
use crate::model::{Span, Time};

/// What the engine, the journal and the screens call it.
const NAME: &str = "simulated pager";

/// How long a page takes: a message over a network of telephones.
const TAKES: Span = Span::from_secs(2);

/// Pages on their way: as many as alerts can stand at once. Further ones do not arrive in this life.
const WAITING_MAX: usize = 800;

/// The pager, with what is on its way.
#[derive(Debug, Default)]
pub(in crate::sim) struct Pager {
    waiting: VecDeque<(Time, Delivery)>,
}

impl Pager {
    /// A pager beside `engine`, of whose alerts those are sent at `now` that did not arrive before.
    pub(super) fn beside(engine: &State, now: Time) -> Self {
        let alerts = engine.alerts();
        let standing = alerts.open().filter(|alert| alert.delivered_at.is_none());
        // A page that is over is owed all the same.
        let over = alerts.tellings().undelivered().filter(|owed| owed.cleared_at.is_some());
        let mut lacking: Vec<&Alert> = standing.chain(over.map(|owed| &owed.alert)).collect();
        lacking.sort_by_key(|alert| alert.raised_at);
        let mut pager = Self::default();
        for alert in lacking {
            pager.send(alert.kind.severity(), alert.id(), alert.raised_at, now);
        }
        pager
    }

    /// Sends what `alert` says, if it says that something was raised; whether it did.
    pub(in crate::sim) fn heed(&mut self, alert: &AlertRecord, now: Time) -> bool {
        let raised = alert.acknowledged_at.is_none() && alert.cleared_at.is_none();
        raised && self.send(alert.severity, alert.id.clone(), alert.raised_at, now)
    }

    fn send(&mut self, severity: Severity, alert: String, raised_at: Time, now: Time) -> bool {
        let is_loud = severity > Severity::Note;
        let goes = is_loud && self.waiting.len() < WAITING_MAX;
        if goes {
            let (sink, outcome) = (NAME.to_owned(), DeliveryOutcome::Delivered);
            self.waiting.push_back((now + TAKES, Delivery { alert, raised_at, sink, outcome }));
        }
        goes
    }

    /// When the next page arrives.
    pub(super) fn next_at(&self) -> Option<Time> {
        self.waiting.front().map(|(at, _)| *at)
    }

    /// Takes out a page that has arrived at `now`.
    pub(super) fn take_due(&mut self, now: Time) -> Option<Delivery> {
        let is_due = self.next_at().is_some_and(|at| at <= now);
        is_due.then(|| self.waiting.pop_front()).flatten().map(|(_, delivery)| delivery)
    }

    /// Takes out the next page on its way, whenever it would arrive.
    pub(in crate::sim) fn take_next(&mut self) -> Option<Delivery> {
        self.waiting.pop_front().map(|(_, delivery)| delivery)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alert(id: &str, severity: Severity) -> AlertRecord {
        AlertRecord {
            id: id.to_owned(),
            kind: "test".to_owned(),
            subject: "x".to_owned(),
            severity,
            text: String::new(),
            raised_at: Time::from_millis(5),
            acknowledged_at: None,
            cleared_at: None,
        }
    }

    #[test]
    fn what_is_loud_arrives_once_two_seconds_later() {
        let (mut pager, now) = (Pager::default(), Time::from_millis(1_000));
        assert!(pager.heed(&alert("one", Severity::Page), now));
        assert!(pager.heed(&alert("two", Severity::Warn), now));
        assert!(!pager.heed(&alert("three", Severity::Note), now));
        let over = AlertRecord { cleared_at: Some(now), ..alert("one", Severity::Page) };
        let seen = AlertRecord { acknowledged_at: Some(now), ..alert("one", Severity::Page) };
        assert!(!pager.heed(&over, now) && !pager.heed(&seen, now));
        assert_eq!(pager.take_due(now + Span::from_millis(1_999)), None);
        let later = now + Span::from_secs(2);
        assert_eq!(pager.next_at(), Some(later));
        let arrived: Vec<_> = std::iter::from_fn(|| pager.take_due(later)).collect();
        assert_eq!(arrived.iter().map(|one| one.alert.as_str()).collect::<Vec<_>>(), ["one", "two"]);
        assert!(arrived.iter().all(|one| one.outcome == DeliveryOutcome::Delivered));
        assert_eq!((pager.next_at(), pager.take_next()), (None, None));
    }

    #[test]
    fn a_flood_ends_at_the_limit() {
        let mut pager = Pager::default();
        let sent = (0..WAITING_MAX + 3).filter(|_| pager.heed(&alert("one", Severity::Page), Time::EPOCH));
        assert_eq!(sent.count(), WAITING_MAX);
    }
}
