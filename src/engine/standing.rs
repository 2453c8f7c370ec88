//! What differs from the venue's books: kept with its age, acted on, alerted when it is old.
//!
//! Invariant: a difference is gone when a complete picture does not hold it any more, and not before.

use std::collections::BTreeMap;

use super::alerts::{AlertKind, Finding};
use super::cycle::Standing;
use super::reconcile::{Difference, VenueBooks};
use super::{Effects, State};
use crate::model::{OrderSeq, Time};

/// Differences kept at once: more than all markets and orders of a soak can give.
const STANDING_MAX: usize = 2_048;

impl State {
    /// Keeps what differs with its age, acts on what can be asked about, alerts on what is old,
    /// and clears what is gone: this was a complete picture.
    pub(super) fn stand(
        &mut self,
        differences: Vec<Difference>,
        venue: &VenueBooks,
        at: Time,
        effects: &mut Effects,
    ) {
        let before = std::mem::take(&mut self.reconciler.standing);
        let grace = self.reconciler.grace();
        let mut now = BTreeMap::new();
        for difference in differences {
            let (key, finding, symbol) = match difference {
                Difference::OrderNotListed(seq) => {
                    self.ask_about(seq, at);
                    continue;
                }
                Difference::OrderStillOpen(seq) => {
                    self.take_back(seq, venue, at, effects);
                    ((AlertKind::OrphanOrder, seq.to_string()), Finding::still_open(seq), None)
                }
                Difference::Fact { kind, subject, finding, symbol } => ((kind, subject), finding, symbol),
            };
            let since = before.get(&key).map_or(at, |standing| standing.since);
            if at.since(since) >= grace {
                self.alerts.raise(key.0, &key.1, finding.clone(), at, effects);
            } else {
                self.due_by(since + grace);
            }
            if now.len() < STANDING_MAX {
                now.insert(key, Standing { since, finding, symbol });
            }
        }
        for (kind, subject) in before.keys().filter(|key| !now.contains_key(key)) {
            self.alerts.clear(*kind, subject, at, effects);
        }
        self.reconciler.standing = now;
        self.quarantine();
    }

    /// An order that we thought done is open at the venue: it is ours again, and is cancelled.
    fn take_back(&mut self, seq: OrderSeq, venue: &VenueBooks, at: Time, effects: &mut Effects) {
        let soak = self.soak.clone();
        let report = venue.open_orders.iter().find(|report| {
            let key = report.client_order_id.as_ref();
            key.zip(soak.as_ref()).is_some_and(|(key, soak)| key.order_of(soak) == Some(seq))
        });
        let Some(report) = report else { return };
        if self.orders.get(seq).is_none() && !self.revive_order(seq, at) {
            return;
        }
        self.adopt_report(seq, report, at, effects);
        self.cancel_order(seq, "the venue still works on an order that was given up", at, effects);
    }

    fn quarantine(&mut self) {
        let standing = &self.reconciler.standing;
        for (id, market) in self.markets.iter() {
            if let Some(desk) = self.desks.get_mut(id.index()) {
                desk.quarantined = desk.external
                    || standing.values().any(|standing| standing.symbol.as_ref() == Some(&market.symbol));
            }
        }
    }
}
