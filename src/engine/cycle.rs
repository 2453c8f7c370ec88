//! The reconciliation cycle: asking for orders, fills, positions and balance, in that order, and
//! keeping what differs until it resolves or becomes an alert.
//!
//! ```text
//!   every 5 s ─► open orders ─► fills ─► positions ─► balance ─► compare ─► standing differences
//!                    └─ any failure: no information, the cycle ends, nothing is cleared
//! ```
//!
//! Invariant: a failed query never means flat and never clears an alert.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::alerts::{AlertKind, Finding};
use super::budget::Urgency;
use super::latency::LatencyWindow;
use super::order::OrderState;
use super::protection::Protection;
use super::reconcile::{OurBooks, VenueBooks, compare};
use super::{Effects, State};
use crate::event::{Answer, Call, Lane, Outcome};
use crate::model::{BalanceReport, Money, OrderReport, PositionReport, Price, Span, Symbol, Time};

/// Open orders taken from one cycle: venues allow a few hundred.
const OPEN_ORDERS_MAX: usize = 5_000;

/// Longest wait between cycles when the venue does not answer: it never gives up.
const PATIENCE_MAX: Span = Span::from_secs(30);

/// Time between two cycles that do not wait for their interval, as after each of many partial fills:
/// they may take 240 requests a minute at most, and closing keeps what it needs.
const HURRY_EVERY: Span = Span::from_secs(1);

/// Questions of a cycle whose lists have one page.
const QUESTIONS: u16 = 4;

/// The youngest age at which a difference becomes an alert.
const GRACE_MIN: Span = Span::from_secs(5);

/// The cycle, and what it found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reconciler {
    cycle: Option<Cycle>,
    next_at: Option<Time>,
    began_at: Option<Time>,
    /// When the last cycle began that did not wait for its interval.
    hurried_at: Option<Time>,
    failures: u32,
    blind: bool,
    cycles_total: u64,
    /// When the last complete answer came, or when the process began to wait for one.
    waiting_since: Option<Time>,
    agreed_at: Option<Time>,
    /// When the first question of the last agreeing cycle was asked.
    agreed_asked_at: Option<Time>,
    agreements: u8,
    grace: Span,
    pub(super) standing: BTreeMap<(AlertKind, String), Standing>,
    last_balance: Option<BalanceCheck>,
}

/// One cycle under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Cycle {
    asked_at: Time,
    open_orders: Vec<OrderReport>,
    positions: Vec<PositionReport>,
}

/// A difference that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// When it was first seen.
    pub since: Time,
    /// What was expected and what the venue says.
    pub finding: Finding,
    /// The market it concerns.
    pub symbol: Option<Symbol>,
}

/// The last balance beside our own sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceCheck {
    /// When the venue said it.
    pub at: Time,
    /// The venue's equity.
    pub venue_equity: Money,
    /// Our equity at the venue's marks of that moment.
    pub equity: Money,
    /// The venue's cash less ours: what neither fill nor fee explains.
    pub drift: Money,
}

impl Reconciler {
    /// The age at which a difference becomes an alert: max(5 s, 3 × p99 latency).
    #[must_use]
    pub fn grace(&self) -> Span {
        self.grace.max(GRACE_MIN)
    }

    /// Whether enough cycles agreed since the start for a first entry.
    #[must_use]
    pub fn has_agreed_twice(&self) -> bool {
        self.agreements >= 2
    }

    /// Whether a cycle that began at `since` or later agreed.
    #[must_use]
    pub fn agreed_since(&self, since: Time) -> bool {
        self.agreed_asked_at.is_some_and(|asked| asked >= since)
    }

    /// When the last agreeing cycle was complete.
    #[must_use]
    pub fn agreed_at(&self) -> Option<Time> {
        self.agreed_at
    }

    /// Since when no complete answer came, if that is alarming.
    #[must_use]
    pub fn blind_since(&self) -> Option<Time> {
        self.waiting_since.filter(|_| self.blind)
    }

    /// Complete cycles since the start.
    #[must_use]
    pub fn cycles_total(&self) -> u64 {
        self.cycles_total
    }

    /// Differences that stand, by kind and subject.
    pub fn standing(&self) -> impl Iterator<Item = (&(AlertKind, String), &Standing)> {
        self.standing.iter()
    }

    /// The last balance beside our own sum.
    #[must_use]
    pub fn last_balance(&self) -> Option<&BalanceCheck> {
        self.last_balance.as_ref()
    }

    /// Forgets the cycle under way and all agreement: the process was started again.
    pub(super) fn restart(&mut self, at: Time) {
        self.cycle = None;
        self.agreements = 0;
        self.waiting_since = Some(at);
        self.next_at = Some(at);
    }
}

impl State {
    /// Wants a cycle at once; one under way is followed by another.
    pub(super) fn reconcile_now(&mut self, at: Time) {
        self.reconciler.next_at = Some(at);
        self.due_by(at);
    }

    /// Time between two cycles: as configured, or longer where the budget of normal running would end
    /// before its minute does. Without that the cycle would starve by our own limit and call it blindness.
    #[must_use]
    pub fn reconciled_every(&self) -> Span {
        self.rules.reconcile.every.max(self.budget.spread(QUESTIONS))
    }

    /// Starts a cycle when it is time, and watches for blindness.
    pub(super) fn run_reconciler(&mut self, at: Time, effects: &mut Effects) {
        let every = self.reconciled_every();
        let next_at = *self.reconciler.next_at.get_or_insert(at);
        if self.reconciler.cycle.is_none() {
            let regular_at = self.reconciler.began_at.map_or(at, |began| began + every);
            let hurried_at = self.reconciler.hurried_at.map_or(at, |hurried| hurried + HURRY_EVERY);
            let next_at = next_at.max(hurried_at.min(regular_at));
            if at >= next_at {
                if at < regular_at {
                    self.reconciler.hurried_at = Some(at);
                }
                self.reconciler.began_at = Some(at);
                self.reconciler.cycle =
                    Some(Cycle { asked_at: at, open_orders: Vec::new(), positions: Vec::new() });
                self.reconciler.next_at = Some(at + every);
                // Its latency counts from when the cycle was due, also when the one before it, or
                // this process, was too slow to begin it then.
                self.ask_cycle(Call::ListOpenOrders { cursor: None }, next_at);
            } else {
                self.due_by(next_at);
            }
        } else if self.is_cycle_urgent() {
            self.outbox.make_cycle_urgent();
        }
        self.watch_blindness(at, effects);
    }

    fn watch_blindness(&mut self, at: Time, effects: &mut Effects) {
        let since = *self.reconciler.waiting_since.get_or_insert(at);
        let every = self.reconciled_every();
        let blind_at = since + every.times(i64::from(self.rules.reconcile.blind_after));
        if at < blind_at {
            self.due_by(blind_at);
        } else if !self.reconciler.blind {
            self.reconciler.blind = true;
            let finding = Finding::blind(since, every, PATIENCE_MAX.max(every));
            self.alerts.raise(AlertKind::Blind, "venue", finding, at, effects);
        }
    }

    /// Whether the venue has not answered for too long.
    pub(super) fn is_blind(&self) -> bool {
        self.reconciler.blind && Protection::Blindness.stands()
    }

    fn ask_cycle(&mut self, call: Call, due: Time) {
        let urgency = if self.is_cycle_urgent() { Urgency::Urgent } else { Urgency::Routine };
        self.outbox.push(Lane::Protect, urgency, call, None, due, due);
    }

    /// Whether something waits for the cycle that asks questions of its own, or closes. Such questions are
    /// urgent and could use up the whole limit: a cycle that was not urgent too might never have its turn,
    /// and only its list of fills settles an order whose fills are missing.
    fn is_cycle_urgent(&self) -> bool {
        self.breaker.is_tripped()
            || self.orders.active().any(|order| order.is_unknown() || order.is_done())
            || self.desks.iter().any(|desk| desk.close_watch.is_some())
    }

    /// The end of one of the cycle's questions.
    pub(super) fn on_cycle_reply(&mut self, outcome: &Outcome, at: Time, effects: &mut Effects) {
        let Some(mut cycle) = self.reconciler.cycle.take() else { return };
        let next = match outcome {
            Outcome::Answered(Answer::Orders(page)) => {
                page.items.iter().for_each(|report| self.pass_over(report.client_order_id.as_ref()));
                let room = OPEN_ORDERS_MAX.saturating_sub(cycle.open_orders.len());
                cycle.open_orders.extend(page.items.iter().take(room).cloned());
                match page.next.clone() {
                    Some(cursor) if room > 0 => Call::ListOpenOrders { cursor: Some(cursor) },
                    _ => Call::ListFills { cursor: self.ledger.cursor.clone() },
                }
            }
            Outcome::Answered(Answer::Fills(page)) => {
                for fill in &page.items {
                    self.book_fill(fill, None, at, effects);
                }
                let resume = page.next.as_ref().or(page.resume.as_ref());
                if resume.is_some() && resume != self.ledger.cursor.as_ref() {
                    self.ledger.cursor = resume.cloned();
                }
                match page.next.clone() {
                    Some(cursor) => Call::ListFills { cursor: Some(cursor) },
                    None => Call::ListPositions,
                }
            }
            Outcome::Answered(Answer::Positions(positions)) => {
                cycle.positions.clone_from(positions);
                Call::GetBalance
            }
            Outcome::Answered(Answer::Balance(balance)) => {
                self.complete_cycle(cycle, balance, at, effects);
                return;
            }
            Outcome::RateLimited { .. } => {
                // No information either; but the venue lives, and the back-off says when it is asked.
                self.reconcile_now(at);
                return;
            }
            _ => {
                self.fail_cycle(at);
                return;
            }
        };
        self.reconciler.cycle = Some(cycle);
        self.ask_cycle(next, at);
    }

    fn fail_cycle(&mut self, at: Time) {
        self.reconciler.failures = self.reconciler.failures.saturating_add(1);
        let every = self.reconciled_every();
        let doublings = self.reconciler.failures.saturating_sub(1).min(8);
        let wait = every.times(1_i64 << doublings).min(PATIENCE_MAX.max(every));
        self.reconciler.next_at = Some(at + wait);
        self.due_by(at + wait);
    }

    fn complete_cycle(&mut self, cycle: Cycle, balance: &BalanceReport, at: Time, effects: &mut Effects) {
        self.reconciler.failures = 0;
        self.reconciler.cycles_total += 1;
        self.reconciler.waiting_since = Some(at);
        self.reconciler.blind = false;
        self.alerts.clear(AlertKind::Blind, "venue", at, effects);
        self.check_balance(balance, at);
        let asked_at = cycle.asked_at;
        let Cycle { open_orders, positions, .. } = cycle;
        let venue = VenueBooks { asked_at, open_orders, positions, balance: balance.clone() };
        self.note_flatness(&venue, at);
        let differences = compare(&self.our_books(), &venue);
        if !differences.is_empty() || self.orders.unknown_count() > 0 {
            self.measure_grace(at);
        }
        if differences.is_empty() {
            self.reconciler.agreements = self.reconciler.agreements.saturating_add(1);
            self.reconciler.agreed_at = Some(at);
            self.reconciler.agreed_asked_at = Some(asked_at);
        } else if !self.reconciler.has_agreed_twice() {
            self.reconciler.agreements = 0;
        }
        self.stand(differences, &venue, at, effects);
    }

    /// Measures the grace by the last minute's answers. Only while something waits for it: merging a
    /// minute of histograms would otherwise be the dearest part of a cycle.
    pub(super) fn measure_grace(&mut self, at: Time) {
        self.reconciler.grace = self.latency.summary(at, None, LatencyWindow::Minute).p99.times(3);
    }

    /// "Flat" is the venue's word: nothing held, and nothing that could still fill.
    fn note_flatness(&mut self, venue: &VenueBooks, at: Time) {
        let asked_after = venue.asked_at >= self.breaker.since();
        let ours_rests =
            venue.open_orders.iter().any(|report| self.order_of(report.client_order_id.as_ref()).is_some());
        if venue.positions.iter().any(|position| !position.quantity.is_zero()) {
            self.breaker.seen_holding();
        } else if asked_after && !ours_rests && self.orders.active().next().is_none() {
            self.breaker.seen_flat(at);
        }
    }

    fn check_balance(&mut self, balance: &BalanceReport, at: Time) {
        let marks: Vec<_> = balance
            .marks
            .iter()
            .filter_map(|(symbol, mark)| Some((self.markets.id_of(symbol.as_str())?, *mark)))
            .collect::<Vec<(_, Price)>>();
        self.reconciler.last_balance = Some(BalanceCheck {
            at,
            venue_equity: balance.equity,
            equity: self.ledger.equity_at(&marks),
            drift: balance.cash - self.ledger.cash(),
        });
    }

    fn our_books(&self) -> OurBooks {
        let mut books = OurBooks {
            soak: self.soak.clone().unwrap_or_else(|| crate::model::SoakId::new("none")),
            working: BTreeMap::new(),
            pending: std::collections::BTreeSet::new(),
            positions: BTreeMap::new(),
            cash: self.ledger.cash(),
            fills_total: self.ledger.fills_total(),
            every: self.rules.reconcile.every,
        };
        for order in self.orders.active() {
            match order.state {
                OrderState::Working => {
                    books.working.insert(order.seq, order.changed_at);
                }
                OrderState::Sent | OrderState::Unknown { .. } => {
                    books.pending.insert(order.seq);
                }
                OrderState::Waiting | OrderState::Done(_) => {}
            }
        }
        for (id, holding) in self.ledger.holdings() {
            if let Some(market) = self.markets.get(id).filter(|_| !holding.position.is_flat()) {
                books.positions.insert(market.symbol.clone(), holding.position.quantity());
            }
        }
        books
    }
}
