//! No order is UNKNOWN.

use serde::{Deserialize, Serialize};

use crate::engine::{OrderState, State};
use crate::gate::Judged;
use crate::model::{Span, Time};

/// What it is judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::gate) struct Facts {
    /// The moment.
    pub(in crate::gate) at: Time,
    /// Time between two questions to the venue: within one an answer is expected.
    pub(in crate::gate) every: Span,
    /// How many are UNKNOWN.
    pub(in crate::gate) count: usize,
    /// Since when the oldest of them is.
    pub(in crate::gate) since: Option<Time>,
    /// How often one became so.
    pub(in crate::gate) ever: u64,
}

impl From<&State> for Facts {
    fn from(state: &State) -> Self {
        let unknown = state.orders().active().filter_map(|order| match order.state {
            OrderState::Unknown { since } => Some(since),
            _ => None,
        });
        let unknown: Vec<_> = unknown.collect();
        Self {
            at: state.at(),
            every: state.rules().reconcile.every,
            count: unknown.len(),
            since: unknown.into_iter().min(),
            ever: state.counters().unknowns,
        }
    }
}

pub(in crate::gate) fn judge(facts: &Facts) -> Judged {
    let next = "soak status, and settle it at the venue";
    let orders = match facts.count {
        1 => "an order is UNKNOWN".to_owned(),
        count => format!("{count} orders are UNKNOWN"),
    };
    match facts.since {
        Some(since) if facts.at.since(since) > facts.every => Judged::no_go(orders, next, facts.at),
        Some(_) => Judged::wait(orders, "wait for the venue's answer").judged_at(facts.at),
        None if facts.ever == 0 => Judged::go("none ever was".to_owned(), facts.at),
        None => Judged::go(format!("{} were, every one is settled", facts.ever), facts.at),
    }
}
