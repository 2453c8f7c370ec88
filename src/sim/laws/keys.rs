//! Idempotency keys: one order each, sent again only when nothing can have happened, and not for ever.
//!
//! Invariant: what left is the truth of the world; a restart of the process does not undo it.

use std::collections::BTreeMap;

use super::facts::{Fact, Facts};
use super::law::{Breach, Law};
use crate::event::{Call, Effect, Record, Request};
use crate::model::{ClientOrderId, OrderSeq, OrderTicket, Rules, Seq, SoakId, Time};

/// All keys of a run.
#[derive(Debug, Default)]
pub(super) struct Keys {
    sent: BTreeMap<OrderSeq, Sent>,
    /// When each order was promised, and by which input.
    promised: BTreeMap<OrderSeq, (Seq, Time)>,
}

/// A key, and what is known of its last sending.
#[derive(Debug)]
struct Sent {
    /// What it left with; none when it never left.
    ticket: Option<OrderTicket>,
    times: u16,
    left_at: Time,
    /// Whether its last sending is known to have had no effect.
    free: bool,
    /// When the first answer came that the venue has no such order.
    absent_at: Option<Time>,
}

impl Sent {
    /// A key that never left, as of an order that was promised and whose process died.
    const NEVER: Self = Self { ticket: None, times: 0, left_at: Time::EPOCH, free: true, absent_at: None };
}

impl Keys {
    /// Takes what the last input, taken in at `at`, proved, and says which absences are the second of
    /// their kind.
    pub(super) fn learn(&mut self, facts: &mut Facts, rules: &Rules, at: Time) {
        for (order, fact) in &mut facts.all {
            let sent = self.sent.entry(*order).or_insert(Sent::NEVER);
            match fact {
                Fact::Seen => (sent.free, sent.absent_at) = (sent.times == 0, None),
                Fact::Unsent | Fact::Settled => sent.free = true,
                Fact::Absent { asked_at } if *asked_at >= sent.left_at => {
                    let first = *sent.absent_at.get_or_insert(at);
                    if at.since(first) >= rules.reconcile.every {
                        sent.free = true;
                        *fact = Fact::AbsentTwice;
                    }
                }
                Fact::Absent { .. } | Fact::AbsentTwice | Fact::Refused => {}
            }
        }
    }

    /// Notes which orders were promised by the input `seq`.
    pub(super) fn promise(&mut self, effects: &[Effect], seq: Seq) {
        for effect in effects {
            let Effect::Record(record) = effect else { continue };
            if let Record::Order(row) = record.as_ref() {
                self.promised.entry(row.order).or_insert((seq, row.created_at));
            }
        }
    }

    /// An order leaves.
    pub(super) fn leaves(
        &mut self,
        request: &Request,
        soak: Option<&SoakId>,
        rules: &Rules,
        at: Time,
    ) -> Result<(), Breach> {
        let (Call::PlaceOrder(ticket), Some(order)) = (&request.call, request.order) else { return Ok(()) };
        let key = &ticket.client_order_id;
        Law::OneKey.holds(soak.is_some_and(|soak| ClientOrderId::for_order(soak, order) == *key), || {
            format!("order {order} leaves with the key {key}")
        })?;
        if let Some((_, created_at)) = self.promised.get(&order) {
            let age = at.since(*created_at);
            Law::TimeToLive.holds(age <= rules.orders.intent_ttl, || {
                format!(
                    "order {order} leaves {age} after it was made, its time to live is {}",
                    rules.orders.intent_ttl
                )
            })?;
        }
        let sent = self.sent.entry(order).or_insert(Sent::NEVER);
        let same = sent.ticket.as_ref().is_none_or(|left_with| left_with == ticket);
        Law::OneKey.holds(same, || {
            format!("the key {key} left with {:?} and now leaves with {ticket:?}", sent.ticket)
        })?;
        Law::NothingResent.holds(sent.free, || {
            format!("order {order} leaves again, and what left at {} may have happened", sent.left_at)
        })?;
        let most = rules.orders.retries_max.saturating_add(1);
        Law::RetriesEnd.holds(sent.times < most, || {
            format!("order {order} leaves for time {}, {most} are allowed", sent.times + 1)
        })?;
        let ticket = Some(ticket.clone());
        *sent = Sent { ticket, times: sent.times + 1, left_at: at, free: false, absent_at: None };
        Ok(())
    }

    /// Forgets promises that were lost with the process: all after the input `durable`.
    pub(super) fn restarted(&mut self, durable: Seq) {
        // The number of a promise that was lost is given to another order.
        let promised = &self.promised;
        let is_lost = |order: &OrderSeq| promised.get(order).is_some_and(|(seq, _)| *seq > durable);
        self.sent.retain(|order, sent| sent.times > 0 || !is_lost(order));
        self.promised.retain(|_, (seq, _)| *seq <= durable);
    }
}
