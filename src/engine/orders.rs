//! All our orders, and what the venue's answers do to them.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::alerts::{AlertKind, Finding};
use super::budget::Urgency;
use super::order::{CancelState, Ending, Order, OrderState};
use super::{Effects, State};
use crate::event::{Call, Lane, OrderQuery, Route};
use crate::model::{
    ClientOrderId, OrderReport, OrderSeq, Quantity, Span, Time, VenueOrderId, VenueOrderStatus,
};

/// Settled orders kept for the screen and for late news: a week of the busiest built-in agent has
/// fewer a day.
const RECENT_MAX: usize = 256;

/// Orders counted for the abnormal rate; the breaker trips far below.
const RATE_COUNTED_MAX: usize = 1_024;

/// Orders that may have left while the disk failed: more than there are closes in an outage of days. A
/// venue that tells of a later number makes it up.
const FORGOTTEN_MAX: u64 = 4_096;

/// All our orders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Orders {
    last: OrderSeq,
    active: BTreeMap<OrderSeq, Order>,
    recent: VecDeque<Order>,
    made_at: VecDeque<Time>,
}

impl Orders {
    /// The number of the next order.
    pub(super) fn next_seq(&mut self) -> OrderSeq {
        self.last = self.last.next();
        self.last
    }

    /// Keeps a new order; returns how many were made in the 60 seconds up to `at`.
    pub(super) fn insert(&mut self, order: Order, at: Time) -> usize {
        self.active.insert(order.seq, order);
        self.made_at.push_back(at);
        while self.made_at.len() > RATE_COUNTED_MAX
            || self.made_at.front().is_some_and(|made| at.since(*made) >= Span::from_secs(60))
        {
            self.made_at.pop_front();
        }
        self.made_at.len()
    }

    /// An order that is not settled.
    #[must_use]
    pub fn get(&self, seq: OrderSeq) -> Option<&Order> {
        self.active.get(&seq)
    }

    pub(super) fn get_mut(&mut self, seq: OrderSeq) -> Option<&mut Order> {
        self.active.get_mut(&seq)
    }

    /// Gives an order another number and key.
    pub(super) fn renumber(&mut self, seq: OrderSeq, number: OrderSeq, key: ClientOrderId) {
        if let Some(order) = self.active.remove(&seq) {
            self.active.insert(number, Order { seq: number, key, ..order });
        }
    }

    /// Brings a settled order back, because the venue knows better.
    pub(super) fn revive(&mut self, seq: OrderSeq) -> bool {
        let Some(index) = self.recent.iter().position(|order| order.seq == seq) else { return false };
        let Some(order) = self.recent.remove(index) else { return false };
        self.active.insert(seq, order);
        true
    }

    /// Puts a settled order among the recent ones.
    pub(super) fn retire(&mut self, seq: OrderSeq) -> bool {
        let Some(order) = self.active.remove(&seq) else { return false };
        self.recent.push_back(order);
        if self.recent.len() > RECENT_MAX {
            self.recent.pop_front();
        }
        true
    }

    /// The order with this id of the venue, if it is not settled.
    pub(super) fn by_venue_id(&self, id: &VenueOrderId) -> Option<OrderSeq> {
        self.active.values().find(|order| order.venue_id.as_ref() == Some(id)).map(|order| order.seq)
    }

    /// Orders that are not settled, oldest first.
    #[must_use]
    pub fn active(&self) -> impl DoubleEndedIterator<Item = &Order> {
        self.active.values()
    }

    pub(super) fn active_seqs(&self) -> Vec<OrderSeq> {
        self.active.keys().copied().collect()
    }

    /// Orders that were settled lately, oldest first.
    #[must_use]
    pub fn recent(&self) -> impl DoubleEndedIterator<Item = &Order> {
        self.recent.iter()
    }

    /// The order, settled lately or not at all.
    pub(super) fn find(&self, seq: OrderSeq) -> Option<&Order> {
        self.get(seq).or_else(|| self.recent.iter().rev().find(|order| order.seq == seq))
    }

    /// Orders made since the start.
    #[must_use]
    pub fn made_total(&self) -> u64 {
        self.last.0
    }

    /// Orders whose outcome is not known.
    #[must_use]
    pub fn unknown_count(&self) -> usize {
        self.active.values().filter(|order| order.is_unknown()).count()
    }

    /// Orders that wait, are on their way, unknown, or lack fills.
    #[must_use]
    pub fn pending_count(&self) -> usize {
        self.active.values().filter(|order| !matches!(order.state, OrderState::Working)).count()
    }
}

impl State {
    /// Passes over the number of an order of ours that the venue has and the journal has not: it left
    /// while the disk failed, and the process was killed then. Its key is not used a second time.
    pub(super) fn pass_over(&mut self, key: Option<&ClientOrderId>) {
        let used = key.zip(self.soak.as_ref()).and_then(|(key, soak)| key.order_of(soak));
        let last = self.orders.last;
        if let Some(used) = used.filter(|used| *used > last && used.0 - last.0 <= FORGOTTEN_MAX) {
            self.orders.last = used;
        }
    }

    /// Whether this key is one of this soak's, and of which order.
    pub(super) fn order_of(&self, key: Option<&ClientOrderId>) -> Option<OrderSeq> {
        let seq = key?.order_of(self.soak.as_ref()?)?;
        (seq <= self.orders.last).then_some(seq)
    }

    /// Takes over what the venue says of one of our orders.
    ///
    /// Reports can be old, doubled and out of order: filled amounts only grow, and what was seen
    /// ended stays ended.
    pub(super) fn adopt_report(
        &mut self,
        seq: OrderSeq,
        report: &OrderReport,
        at: Time,
        effects: &mut Effects,
    ) {
        let filled_before = self.orders.find(seq).map(|order| order.filled).unwrap_or_default();
        for fill in &report.fills {
            self.book_fill(fill, Some(seq), at, effects);
        }
        let Some(order) = self.orders.get_mut(seq) else {
            // It had ended and lacked only these fills.
            let settled = self.orders.find(seq).filter(|order| order.filled != filled_before);
            effects.extend(settled.map(|order| order.row(at)));
            return;
        };
        order.venue_id.get_or_insert_with(|| report.order_id.clone());
        order.absent_since = None;
        if order.state == OrderState::Waiting {
            self.outbox.forget_order(seq);
        }
        let told = Order::state_for(report.status);
        let filled = match (report.filled, told) {
            (None, OrderState::Done(Ending::Filled)) => Some(order.quantity),
            (filled, _) => filled,
        };
        order.filled_at_venue = order.filled_at_venue.max(filled);
        let too_much = filled.filter(|filled| *filled > order.quantity);
        let ended = matches!(order.state, OrderState::Done(Ending::Filled | Ending::Cancelled));
        let changes = !ended && order.state != told;
        if changes {
            if order.is_unknown() || report.status == VenueOrderStatus::Rejected {
                order.reason = format!("the venue says that it is {}", report.status.as_str());
            }
            order.state = told;
            order.changed_at = at;
            if report.status.is_final() {
                order.cancel = CancelState::None;
            } else if order.cancel == CancelState::Refused {
                order.cancel = CancelState::Wanted;
            }
        } else if order.cancel == CancelState::Refused && told == OrderState::Working {
            order.cancel = CancelState::Wanted;
        }
        if changes || order.filled != filled_before {
            effects.push(order.row(at));
        }
        let settles_it = order.state == OrderState::Working;
        if let Some(filled) = too_much {
            self.alert_overfill(seq, filled, at, effects);
        }
        if settles_it {
            self.alerts.clear(AlertKind::UnknownOrder, &seq.to_string(), at, effects);
        }
        self.settle_if_complete(seq, at, effects);
    }

    /// Retires the order when nothing more can happen to it; fetches its fills when some lack.
    pub(super) fn settle_if_complete(&mut self, seq: OrderSeq, at: Time, effects: &mut Effects) {
        let Some(order) = self.orders.get(seq) else { return };
        let (market, adds) = (order.market, order.purpose.adds_exposure());
        if order.is_settled() {
            self.outbox.forget_order(seq);
            if !adds {
                // What it was to close may still be held, and the next try waits for nothing else.
                self.due_by(at);
            }
            if self.orders.retire(seq)
                && let Some(desk) = self.desk_mut(market)
            {
                desk.orders_active = desk.orders_active.saturating_sub(1);
            }
            self.alerts.clear(AlertKind::UnknownOrder, &seq.to_string(), at, effects);
        } else if order.is_done() || order.filled < order.filled_at_venue.unwrap_or_default() {
            self.reconcile_now(at);
        }
    }

    /// Ends an order that the venue never got, or that it was proven not to have.
    pub(super) fn drop_order(&mut self, seq: OrderSeq, why: &str, at: Time, effects: &mut Effects) {
        self.end_order(seq, Ending::Dropped, why, at, effects);
    }

    pub(super) fn end_order(
        &mut self,
        seq: OrderSeq,
        ending: Ending,
        why: &str,
        at: Time,
        effects: &mut Effects,
    ) {
        let Some(order) = self.orders.get_mut(seq) else { return };
        order.state = OrderState::Done(ending);
        order.changed_at = at;
        why.clone_into(&mut order.reason);
        effects.push(order.row(at));
        self.settle_if_complete(seq, at, effects);
    }

    /// Asks the venue about one order, unless a question is on its way.
    pub(super) fn ask_about(&mut self, seq: OrderSeq, at: Time) {
        let asked =
            self.outbox.waits(seq, Route::OrderQuery) || self.outbox.is_under_way(seq, Route::OrderQuery);
        let Some(order) = self.orders.get_mut(seq) else { return };
        if asked {
            return;
        }
        order.asked_at = Some(at);
        let query = match &order.venue_id {
            Some(id) => OrderQuery::Venue(id.clone()),
            None => OrderQuery::Client(order.key.clone()),
        };
        self.ask(Lane::Protect, Urgency::Urgent, Call::QueryOrder(query), Some(seq), at);
    }

    /// Worth of entries that may still be filled, at the worst: unknown ones count whole.
    pub(super) fn exposure_pending(&self) -> crate::model::Money {
        self.orders
            .active()
            .filter(|order| order.purpose.adds_exposure())
            .map(|order| order.mark_at_start * order.open_quantity())
            .sum()
    }

    /// Adds a booked fill to its order, and says when more was filled than ordered.
    pub(super) fn count_fill(
        &mut self,
        seq: OrderSeq,
        quantity: Quantity,
        reported: Option<OrderSeq>,
        at: Time,
        effects: &mut Effects,
    ) {
        if self.orders.get(seq).is_none() {
            self.revive_order(seq, at);
        }
        let Some(order) = self.orders.get_mut(seq) else { return };
        order.filled += quantity;
        let (filled, ordered, given_up) = (order.filled, order.quantity, order.is_given_up());
        if !given_up && reported != Some(seq) {
            effects.push(order.row(at));
        }
        if filled > ordered {
            self.alert_overfill(seq, filled, at, effects);
        }
        if given_up {
            self.outbox.forget_order(seq);
            self.doubt(seq, "a fill came for an order that had been given up", at, effects);
        }
        self.settle_if_complete(seq, at, effects);
    }

    fn alert_overfill(&mut self, seq: OrderSeq, filled: Quantity, at: Time, effects: &mut Effects) {
        let Some(order) = self.orders.get(seq) else { return };
        let finding = Finding::overfill(order, filled);
        self.alerts.raise(AlertKind::Overfill, &seq.to_string(), finding, at, effects);
    }
}
