//! Reconciliation verified: our books and the venue's agree, now and lately, and a position that does not
//! close was seen, told and acknowledged.

use serde::{Deserialize, Serialize};

use super::stuck;
use crate::engine::{AlertKind, OrderState, State, Told};
use crate::gate::{ChecklistStatus, Facts as All, Judged};
use crate::model::{Money, Plan, Span, Time};

/// Intervals within which the books have agreed last: longer without an answer is blind (law 4 of
/// the design).
const AGREED_WITHIN: i64 = 3;

/// Alerts that say that the books differ, or that somebody else acts on the account.
const OF_BOOKS: [AlertKind; 8] = [
    AlertKind::StuckPosition,
    AlertKind::GhostPosition,
    AlertKind::MissingPosition,
    AlertKind::SizeMismatch,
    AlertKind::BalanceDrift,
    AlertKind::OrphanOrder,
    AlertKind::Overfill,
    AlertKind::ExternalPosition,
];

/// What it is judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::gate) struct Facts {
    /// The moment.
    pub(in crate::gate) at: Time,
    /// Time between two comparisons.
    pub(in crate::gate) every: Span,
    /// Whether the soak cannot go on.
    pub(in crate::gate) faulty: bool,
    /// Whether the books agreed as often since the start as the first entry needs: twice.
    pub(in crate::gate) agreed_twice: bool,
    /// When they agreed last.
    pub(in crate::gate) agreed_at: Option<Time>,
    /// Whether the venue does not answer.
    pub(in crate::gate) blind: bool,
    /// Alerts of the books that stand, by identity, and differences that are old enough for one.
    pub(in crate::gate) alarming: Vec<String>,
    /// Differences that are too young to be judged: what is under way looks like one.
    pub(in crate::gate) young: usize,
    /// Since when the oldest UNKNOWN order is.
    pub(in crate::gate) unknown_since: Option<Time>,
    /// The venue's cash less ours.
    pub(in crate::gate) drift: Money,
    /// The last page about a position that does not close.
    pub(in crate::gate) stuck: Option<Told>,
    /// The last test of the alerts.
    pub(in crate::gate) test: Option<Told>,
}

impl From<&State> for Facts {
    fn from(state: &State) -> Self {
        let (at, reconciler) = (state.at(), state.reconciler());
        let of_books = state.alerts().open().filter(|alert| OF_BOOKS.contains(&alert.kind));
        let mut alarming: Vec<_> = of_books.map(crate::engine::Alert::id).collect();
        let mut young = 0;
        for ((kind, subject), standing) in reconciler.standing() {
            if at.since(standing.since) < reconciler.grace() {
                young += 1;
            } else if !state.alerts().stands(*kind, subject) {
                alarming.push(format!("{}:{subject}", kind.as_str()));
            }
        }
        let unknown = state.orders().active().filter_map(|order| match order.state {
            OrderState::Unknown { since } => Some(since),
            _ => None,
        });
        Self {
            at,
            every: state.rules().reconcile.every,
            faulty: state.fault().is_some(),
            agreed_twice: reconciler.has_agreed_twice(),
            agreed_at: reconciler.agreed_at(),
            blind: reconciler.blind_since().is_some(),
            alarming,
            young,
            unknown_since: unknown.min(),
            drift: state.drift_unexplained(),
            stuck: state.alerts().tellings().last(AlertKind::StuckPosition).cloned(),
            test: state.alerts().tellings().last(AlertKind::Test).cloned(),
        }
    }
}

pub(in crate::gate) fn judge(all: &All, plan: &Plan) -> Judged {
    let facts = &all.run.reconciliation;
    let books = judge_books(facts);
    if books.status == ChecklistStatus::Go {
        stuck::judge(all, plan, facts.stuck.as_ref(), facts.test.as_ref())
    } else {
        books
    }
}

/// The half that the run shows all the time.
fn judge_books(facts: &Facts) -> Judged {
    let wait = |evidence: &str| {
        Judged::wait(evidence, "wait for the next comparisons, see alerts").judged_at(facts.at)
    };
    let within = facts.every.times(AGREED_WITHIN);
    let agreed_lately = facts.agreed_at.filter(|agreed| facts.at.since(*agreed) <= within);
    let unknown_long = facts.unknown_since.is_some_and(|since| facts.at.since(since) > facts.every);
    match facts.alarming.as_slice() {
        [] => {}
        [one] => return differs(one.clone(), facts.at),
        [first, more @ ..] => return differs(format!("{first} and {} more", more.len()), facts.at),
    }
    if facts.faulty {
        wait("the soak is in a fault, nothing is compared")
    } else if facts.blind {
        wait("the venue does not answer")
    } else if !facts.agreed_twice {
        wait("the books have not agreed twice yet")
    } else if facts.young > 0 {
        wait("a difference too young to judge")
    } else if !facts.drift.is_zero() {
        differs(format!("unexplained {}", facts.drift.get().normalize()), facts.at)
    } else if unknown_long {
        wait("an order is UNKNOWN")
    } else if let Some(agreed) = agreed_lately {
        Judged::go("books agree, nothing unexplained".to_owned(), agreed)
    } else {
        wait("the books have not agreed lately")
    }
}

fn differs(evidence: String, at: Time) -> Judged {
    Judged::no_go(evidence, "settle it at the venue, see alerts", at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::tests::Rig;
    use crate::gate::ChecklistStatus::{self, Go, NoGo, Wait};

    const AGREED: Time = Time::from_millis(1_000_000);

    /// Whatever `change` makes of a soak whose books agreed ten seconds ago.
    #[track_caller]
    fn check(change: impl FnOnce(&mut Facts), expect: (ChecklistStatus, &str)) {
        let mut facts = Facts {
            at: AGREED + Span::from_secs(10),
            every: Span::from_secs(5),
            faulty: false,
            agreed_twice: true,
            agreed_at: Some(AGREED),
            blind: false,
            alarming: Vec::new(),
            young: 0,
            unknown_since: None,
            drift: Money::ZERO,
            stuck: None,
            test: None,
        };
        change(&mut facts);
        let judged = judge_books(&facts);
        assert_eq!((judged.status, judged.evidence.as_str()), expect);
        assert_eq!(judged.next.is_empty(), judged.status == Go);
    }

    #[test]
    fn it_is_go_only_while_everything_agrees() {
        let go = (Go, "books agree, nothing unexplained");
        check(|_| {}, go);
        check(|facts| facts.at = AGREED + Span::from_secs(15), go);
        let late = AGREED + Span::from_micros(15_000_001);
        check(|facts| facts.at = late, (Wait, "the books have not agreed lately"));
        check(|facts| facts.agreed_at = None, (Wait, "the books have not agreed lately"));
        check(|facts| facts.unknown_since = Some(AGREED + Span::from_secs(5)), go);
        check(|facts| facts.unknown_since = Some(AGREED), (Wait, "an order is UNKNOWN"));
        check(|facts| facts.agreed_twice = false, (Wait, "the books have not agreed twice yet"));
        check(|facts| facts.blind = true, (Wait, "the venue does not answer"));
        check(|facts| facts.young = 1, (Wait, "a difference too young to judge"));
        check(|facts| facts.faulty = true, (Wait, "the soak is in a fault, nothing is compared"));
    }

    #[test]
    fn what_stands_is_no_go() {
        let drift: Money = "-0.0100".parse().unwrap();
        check(|facts| facts.drift = drift, (NoGo, "unexplained -0.01"));
        check(|facts| (facts.drift, facts.young) = (drift, 1), (Wait, "a difference too young to judge"));
        let ghost = || vec!["ghost_position:BTC".to_owned()];
        check(|facts| facts.alarming = ghost(), (NoGo, "ghost_position:BTC"));
        check(
            |facts| (facts.alarming, facts.blind, facts.young) = ([ghost(), ghost()].concat(), true, 1),
            (NoGo, "ghost_position:BTC and 1 more"),
        );
    }

    /// The venue's cash is a cent less, which was first seen the grace less or more `micros` ago; no cycle has
    /// ended since that could raise the alert.
    #[track_caller]
    fn ages(micros: i64, young: usize, alarming: &[&str]) {
        let rig = Rig::with_a_difference(micros);
        assert_eq!(rig.state.alerts().open_count(), 0);
        let facts = Facts::from(&rig.state);
        assert_eq!(facts.young, young);
        assert_eq!(facts.alarming, alarming);
    }

    #[test]
    fn a_difference_alarms_as_soon_as_its_grace_is_over() {
        ages(-1, 1, &[]);
        ages(0, 0, &["balance_drift:account"]);
        ages(1, 0, &["balance_drift:account"]);
    }
}
