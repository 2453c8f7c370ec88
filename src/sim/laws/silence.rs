//! Which alerts stand, by what was told of them, and what may clear one.
//!
//! A failed query is no information: what only a complete picture of the venue can clear is cleared by
//! nothing else.

use std::collections::BTreeSet;

use super::facts::Facts;
use super::law::{Breach, Law};
use crate::engine::{AlertKind, State};
use crate::event::{AlertRecord, Answer, Effect, Input, Outcome, Record};
use crate::model::OrderSeq;

/// What only a complete comparison with the venue's books clears.
const BY_COMPARISON: [AlertKind; 6] = [
    AlertKind::GhostPosition,
    AlertKind::MissingPosition,
    AlertKind::SizeMismatch,
    AlertKind::BalanceDrift,
    AlertKind::OrphanOrder,
    AlertKind::Blind,
];

/// What a fill clears, by making the account flat.
const BY_FILLS: [AlertKind; 2] = [AlertKind::Overfill, AlertKind::ExternalPosition];

/// What keeps entries out of a market.
const KEEPS_OUT: [AlertKind; 4] = [
    AlertKind::GhostPosition,
    AlertKind::MissingPosition,
    AlertKind::SizeMismatch,
    AlertKind::ExternalPosition,
];

/// The alerts that stand.
#[derive(Debug, Default)]
pub(super) struct Silence {
    standing: BTreeSet<(String, String)>,
}

impl Silence {
    /// Takes what is told of alerts in the step of `input`, which proved `facts`.
    pub(super) fn took_in(&mut self, input: &Input, effects: &[Effect], facts: &Facts) -> Result<(), Breach> {
        for effect in effects {
            let Effect::Record(record) = effect else { continue };
            let Record::Alert(row) = record.as_ref() else { continue };
            let id = (row.kind.clone(), row.subject.clone());
            if row.cleared_at.is_none() {
                self.standing.insert(id);
                continue;
            }
            self.standing.remove(&id);
            Law::NoInformation.holds(may_clear(row, input, facts), || {
                format!("the alert {} was cleared by {}", row.id, told(input))
            })?;
        }
        Ok(())
    }

    /// Whether an alert keeps entries out of `symbol`.
    pub(super) fn keeps_out(&self, symbol: &str) -> bool {
        !self.standing.is_empty()
            && KEEPS_OUT
                .iter()
                .any(|kind| self.standing.contains(&(kind.as_str().to_owned(), symbol.to_owned())))
    }

    /// Goes on with the alerts that `engine` still has.
    pub(super) fn restarted(&mut self, engine: &State) {
        let open = engine.alerts().open();
        self.standing = open.map(|alert| (alert.kind.as_str().to_owned(), alert.subject.clone())).collect();
    }
}

fn may_clear(row: &AlertRecord, input: &Input, facts: &Facts) -> bool {
    let is = |kinds: &[AlertKind]| kinds.iter().any(|kind| kind.as_str() == row.kind);
    if is(&BY_COMPARISON) {
        return matches!(input, Input::Reply(reply) if matches!(reply.outcome, Outcome::Answered(Answer::Balance(_))));
    }
    if row.kind == AlertKind::UnknownOrder.as_str() {
        let order = row.subject.parse().ok().map(OrderSeq);
        return order.is_some_and(|order| facts.of(order).next().is_some());
    }
    let failed = matches!(input, Input::Reply(reply) if !matches!(reply.outcome, Outcome::Answered(_)));
    !(is(&BY_FILLS) && failed)
}

fn told(input: &Input) -> String {
    match input {
        Input::Reply(reply) => format!("the end of request {}: {}", reply.request, reply.outcome.as_str()),
        Input::Tick(_) => "a price".to_owned(),
        Input::Wake => "the passing of time".to_owned(),
        Input::OrderUpdate(report) => format!("news of {}", report.order_id),
        _ => "no answer of the venue".to_owned(),
    }
}
