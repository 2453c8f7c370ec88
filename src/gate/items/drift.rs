//! Every cent of difference between the venue's cash and ours has a name.

use serde::{Deserialize, Serialize};

use crate::engine::State;
use crate::gate::Judged;
use crate::model::{Money, Span, Time};

/// Intervals within which the cash was compared last: longer is blind (law 4 of the design).
const COMPARED_WITHIN: i64 = 3;

/// What it is judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::gate) struct Facts {
    /// The moment.
    pub(in crate::gate) at: Time,
    /// Time between two comparisons.
    pub(in crate::gate) every: Span,
    /// When the cash was last compared.
    pub(in crate::gate) compared_at: Option<Time>,
    /// The venue's cash less ours.
    pub(in crate::gate) drift: Money,
    /// Differences that are too young to be judged: what is under way looks like one.
    pub(in crate::gate) young: usize,
}

impl From<&State> for Facts {
    fn from(state: &State) -> Self {
        let (at, reconciler) = (state.at(), state.reconciler());
        let grace = reconciler.grace();
        Self {
            at,
            every: state.rules().reconcile.every,
            compared_at: reconciler.last_balance().map(|check| check.at),
            drift: state.drift_unexplained(),
            young: reconciler.standing().filter(|(_, standing)| at.since(standing.since) < grace).count(),
        }
    }
}

pub(in crate::gate) fn judge(facts: &Facts) -> Judged {
    let wait = |text: &str| Judged::wait(text, "wait for the next comparisons").judged_at(facts.at);
    let within = facts.every.times(COMPARED_WITHIN);
    match facts.compared_at {
        None => wait("the cash was not compared yet"),
        Some(_) if !facts.drift.is_zero() && facts.young > 0 => wait("a difference too young to judge"),
        Some(_) if !facts.drift.is_zero() => {
            let text = format!("{} that no fill explains", facts.drift.get().normalize());
            Judged::no_go(text, "find the fill, fee or transfer at the venue", facts.at)
        }
        Some(compared) if facts.at.since(compared) > within => wait("the cash was not compared lately"),
        Some(compared) => Judged::go("the cash agrees to the cent".to_owned(), compared),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::tests::Rig;
    use crate::gate::ChecklistStatus::{self, NoGo, Wait};

    /// The venue's cash is a cent less, and that was first seen the grace less or more `micros` ago.
    #[track_caller]
    fn check(micros: i64, expect: (usize, ChecklistStatus)) {
        let rig = Rig::with_a_difference(micros);
        let facts = Facts::from(&rig.state);
        assert_eq!((facts.young, judge(&facts).status), expect);
    }

    #[test]
    fn a_difference_is_young_until_its_grace_is_over() {
        check(-1, (1, Wait));
        check(0, (0, NoGo));
        check(1, (0, NoGo));
    }
}
