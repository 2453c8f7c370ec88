//! What the rows say that the engine wrote: alerts, closes, UNKNOWN orders, fills.

use std::collections::{BTreeMap, BTreeSet};

use super::Seen;
use crate::engine::{Order, State};
use crate::event::{AlertRecord, OrderRecord, Purpose, Record};
use crate::model::{Fill, FillId, OrderSeq, Seq, Span, Time};

/// What the rows say.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// When alerts were raised, and of which kind.
    raised: Vec<(Time, String)>,
    /// When each close was wanted.
    closes: BTreeMap<OrderSeq, Time>,
    /// Orders that are UNKNOWN, and since when.
    unknown: BTreeMap<OrderSeq, Time>,
    pub(super) unknown_seen: u64,
    unknown_longest: Span,
    /// The fills that were booked, and by which inputs.
    fills: BTreeMap<FillId, Vec<Seq>>,
}

impl Rows {
    pub(super) fn took_in(&mut self, seen: &Seen<'_>) {
        for record in seen.records() {
            match record {
                Record::Alert(row) => self.alert(row),
                Record::Order(row) => self.order(row),
                Record::Fill(row) => {
                    self.fills.entry(row.fill.id.clone()).or_default().push(seen.envelope.seq);
                }
                _ => {}
            }
        }
    }

    /// The process was killed, and goes on as `engine`: what it knew beyond that it knows no more.
    pub(super) fn restarted(&mut self, engine: &State) {
        let known = engine.seq();
        self.fills.values_mut().for_each(|booked| booked.retain(|seq| *seq <= known));
        self.fills.retain(|_, booked| !booked.is_empty());
        self.unknown.retain(|seq, _| engine.orders().get(*seq).is_some_and(Order::is_unknown));
    }

    fn alert(&mut self, row: &AlertRecord) {
        if row.cleared_at.is_none() && row.acknowledged_at.is_none() {
            self.raised.push((row.raised_at, row.kind.clone()));
        }
    }

    fn order(&mut self, row: &OrderRecord) {
        if row.purpose != Purpose::Entry {
            self.closes.entry(row.order).or_insert(row.at);
        }
        if row.state == "unknown" {
            self.unknown.entry(row.order).or_insert_with(|| {
                self.unknown_seen += 1;
                row.at
            });
        } else if let Some(since) = self.unknown.remove(&row.order) {
            self.unknown_longest = self.unknown_longest.max(row.at.since(since));
        }
    }

    /// The longest that an order was UNKNOWN, until `now` if it still is.
    pub(super) fn unknown_longest(&self, now: Time) -> Span {
        let still = self.unknown.values().map(|since| now.since(*since));
        still.fold(self.unknown_longest, Span::max)
    }

    /// Alerts of `kind`, or of any.
    pub(super) fn alerts(&self, kind: Option<&str>) -> usize {
        self.raised.iter().filter(|(_, raised)| kind.is_none_or(|kind| kind == raised)).count()
    }

    /// From `from` to the first alert of `kind` after it.
    pub(super) fn alert_after(&self, kind: Option<&str>, from: Time) -> Option<Span> {
        let of_kind = self.raised.iter().filter(|(_, raised)| kind.is_none_or(|kind| kind == raised));
        of_kind.map(|(at, _)| *at).filter(|at| *at >= from).min().map(|at| at.since(from))
    }

    /// The first close that was wanted at `from` or later.
    pub(super) fn first_close(&self, from: Time) -> Option<Time> {
        self.closes.values().copied().filter(|at| *at >= from).min()
    }

    /// Fills that were booked and that the venue does not have, or the other way round, or that were
    /// booked more than once.
    pub(super) fn fills_apart(&self, venue: &[Fill]) -> usize {
        let theirs: BTreeSet<&FillId> = venue.iter().map(|fill| &fill.id).collect();
        let missing = theirs.iter().filter(|id| !self.fills.contains_key(**id)).count();
        let wrong =
            self.fills.iter().filter(|(id, booked)| booked.len() != 1 || !theirs.contains(id)).count();
        missing + wrong
    }
}
