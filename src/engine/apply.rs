//! The one `match` that owns the control flow: an input in, effects out.
//!
//! Invariant: every input is taken in order, without gaps, and never goes back in time.

use super::alerts::{AlertKind, Finding};
use super::breaker::Breaker;
use super::budget::{Backoff, Budget};
use super::crash::CrashWatch;
use super::desk::Desk;
use super::equity_curve::EquityCurve;
use super::order::OrderState;
use super::protection::Protection;
use super::soak_clock::{Gap, GapReason, SoakClock};
use super::state::{Feed, Phase};
use super::{Effects, State};
use crate::agent::BuiltIn;
use crate::event::{Effect, Envelope, GameDay, Genesis, Input, JournalStatus, Latched, Record};
use crate::model::{Rules, Span, Time};

/// Takes one input in and adds what it asks for to `effects`.
///
/// # Panics
/// When an invariant is broken: an input out of order or in the past, or a request that adds
/// exposure while the breaker is tripped.
pub fn apply(state: &mut State, envelope: &Envelope, effects: &mut Effects) {
    assert_eq!(envelope.seq, state.seq.next(), "Invariant: inputs are taken in without gaps");
    assert!(envelope.at >= state.at, "Invariant: time never goes back");
    if matches!(envelope.input, Input::Resumed { .. }) {
        state.budget.count_lost(state.at, envelope.at, state.reconciled_every());
    }
    state.seq = envelope.seq;
    state.at = envelope.at;
    let first_effect = effects.len();
    state.take_in(&envelope.input, envelope.at, effects);
    if state.breaker.is_tripped() && Protection::Breaker.stands() && Protection::ReduceOnly.stands() {
        let adds = |effect: &Effect| matches!(effect, Effect::Send(request) if request.adds_exposure());
        assert!(
            !effects.iter().skip(first_effect).any(adds),
            "Invariant: nothing that adds exposure leaves while the breaker is tripped"
        );
    }
}

impl State {
    fn take_in(&mut self, input: &Input, at: Time, effects: &mut Effects) {
        match input {
            Input::Tick(tick) => {
                let acted = self.on_tick(tick, at, effects);
                if acted || self.timing.is_due(at) {
                    self.do_what_is_due(at, effects);
                }
                return;
            }
            Input::Started(genesis) => self.on_started(genesis, at),
            Input::Resumed { latched, rules, venue_is_local } => {
                self.on_resumed(*latched, rules.as_deref(), *venue_is_local, at, effects);
            }
            Input::Feed(status) => self.on_feed(status, at, effects),
            Input::Intent(intent) => self.submit(intent, at, effects),
            Input::Reply(reply) => self.on_reply(reply, at, effects),
            Input::OrderUpdate(report) => self.on_order_update(report, at, effects),
            Input::Wake => self.timing.wished = None,
            Input::Operator(action) => self.on_operator(action, at, effects),
            Input::Journal(status) => self.on_journal(status, at, effects),
            Input::Ending => {
                if let Some(gap) = self.clock.observe(at) {
                    self.note_gap(gap, effects);
                }
                self.phase = Phase::Ending { since: at };
                self.reconcile_now(at);
            }
            Input::GameDay(game_day) => self.on_game_day(game_day, at, effects),
            Input::Plan(plan) => self.on_plan(plan, at, effects),
            Input::Delivery(delivery) => self.alerts.on_delivery(delivery, at, effects),
            Input::Resources(sample) => self.on_resources(sample, at, effects),
        }
        self.do_what_is_due(at, effects);
    }

    fn on_started(&mut self, genesis: &Genesis, at: Time) {
        assert_eq!(self.phase, Phase::New, "Invariant: a soak begins once");
        self.soak = Some(genesis.soak.clone());
        self.seed = genesis.seed;
        self.markets = genesis.markets.clone();
        self.started_at = at;
        self.phase = Phase::Running;
        self.venue_is_local = genesis.venue_is_local;
        self.ledger = super::Ledger::new(genesis.rules.reconcile.initial_balance, self.markets.len());
        self.agent = BuiltIn::new(&genesis.rules.agent, &self.markets, &genesis.history);
        self.rules = genesis.rules.clone();
        self.budget = Budget::new(&self.rules.budget);
        self.backoff = Backoff::new(&self.rules.orders);
        self.curve = EquityCurve::new(at, self.ledger.equity(), &self.rules.breaker);
        self.clock = SoakClock::new(at, genesis.gap_after);
        self.desks = self.markets.iter().map(|_| Desk::new(CrashWatch::new(&self.rules.risk))).collect();
        self.timing.minute_at = at;
        self.usage.begin_life(at);
        self.feed = Feed { since: at, flowing_since: at, ..Feed::default() };
        self.ask_for_proof(at);
        self.reconcile_now(at);
    }

    /// Marks the window of a fault that is injected on purpose. An alert of its own does that: it stands
    /// on the screen and in the journal as long as the window is open.
    fn on_game_day(&mut self, game_day: &GameDay, at: Time, effects: &mut Effects) {
        match game_day {
            GameDay::Opened { label, until } => {
                let finding = Finding::game_day(label, *until);
                self.alerts.raise(AlertKind::GameDay, label, finding, at, effects);
            }
            GameDay::Closed { label } => self.alerts.clear(AlertKind::GameDay, label, at, effects),
        }
    }

    /// Takes changed rules; what was sent, held and seen until now still counts.
    fn follow_rules(&mut self, rules: &Rules) {
        let agent_changed = self.rules.agent != rules.agent;
        if self.rules.breaker != rules.breaker {
            self.breaker.forget_rehearsal();
        }
        self.rules = rules.clone();
        self.budget.set_rules(&rules.budget);
        self.backoff.set_rules(&rules.orders);
        self.curve.set_limits(&rules.breaker);
        for desk in &mut self.desks {
            desk.crash.set_rules(&rules.risk);
        }
        if agent_changed {
            self.agent = BuiltIn::new(&rules.agent, &self.markets, &[]);
        }
    }

    fn on_resumed(
        &mut self,
        latched: Latched,
        rules: Option<&Rules>,
        venue_is_local: bool,
        at: Time,
        effects: &mut Effects,
    ) {
        self.counters.restarts += 1;
        self.phase = Phase::Running;
        self.venue_is_local = venue_is_local;
        if let Some(rules) = rules {
            self.follow_rules(rules);
        }
        let from = self.feed.last_tick.unwrap_or(self.started_at);
        for gap in self.clock.interrupted(from, at, GapReason::ProcessDown).into_iter().flatten() {
            self.note_gap(gap, effects);
        }
        self.usage.begin_life(at);
        let before = std::mem::take(&mut self.feed);
        self.feed =
            Feed { lost: None, ended: false, since: at, last_tick: None, flowing_since: at, ..before };
        // Its end was not taken in; if it goes on, it is opened anew.
        self.alerts.clear_kind(AlertKind::GameDay, at, effects);
        self.outbox.restart();
        self.reconciler.restart(at);
        self.timing.wished = None;
        for seq in self.orders.active_seqs() {
            if self.orders.get(seq).is_some_and(|order| order.state == OrderState::Sent) {
                self.become_unknown(seq, "the process ended before the answer came", at, effects);
            }
            if let Some(order) = self.orders.get_mut(seq) {
                order.asked_at = None;
                if order.cancel != super::order::CancelState::None {
                    order.cancel = super::order::CancelState::Wanted;
                }
            }
            self.ask_about(seq, at);
        }
        if Protection::Latch.stands() {
            self.breaker.note_restart(latched, at);
            let why = match latched {
                Latched::Flattening => "the breaker's file said flattening",
                Latched::Lost => "the breaker's file was missing, or could not be read",
                Latched::Open | Latched::Tripped => "the breaker's file said tripped",
            };
            self.raise_breaker(latched.level(), "engine", why, at, effects);
        } else {
            self.breaker = Breaker::default();
        }
        self.ask_for_proof(at);
        self.due_by(at);
    }

    fn on_journal(&mut self, status: &JournalStatus, at: Time, effects: &mut Effects) {
        match status {
            JournalStatus::Healthy => {
                self.journal_failing = None;
                self.alerts.clear(AlertKind::Journal, "disk", at, effects);
            }
            JournalStatus::Failing { reason } => {
                self.journal_failing = Some(reason.clone());
                self.alerts.raise(AlertKind::Journal, "disk", Finding::journal(reason), at, effects);
            }
        }
    }

    /// Does everything whose time has come, lets leave what may leave, and wishes for the next
    /// moment at which there is something to do.
    fn do_what_is_due(&mut self, at: Time, effects: &mut Effects) {
        self.timing.due = None;
        if self.phase == Phase::New || self.fault.is_some() {
            return;
        }
        self.record_equity(at, effects);
        self.follow_ramp(at, effects);
        self.watch_feed(at, effects);
        self.chase_evidence(at, effects);
        self.lose_patience(at, effects);
        self.guard_stops(at, effects);
        self.watch_positions(at, effects);
        self.flatten(at, effects);
        self.run_reconciler(at, effects);
        self.drain_outbox(at, effects);
        self.note_hold(at, effects);
        self.wish_for_wake(at, effects);
    }

    /// Notes whether anybody may enter a market from now on. A time in which nobody might ends here, if ticks
    /// came in it; if none did, the next tick ends it.
    fn note_hold(&mut self, at: Time, effects: &mut Effects) {
        let before = self.timing.entries_blocked;
        self.timing.entries_blocked = self.entries_block().is_some();
        if before
            && !self.timing.entries_blocked
            && let Some(gap) = self.clock.release(at)
        {
            self.note_gap(gap, effects);
        }
    }

    fn wish_for_wake(&mut self, at: Time, effects: &mut Effects) {
        let Some(due) = self.timing.due else { return };
        let due = due.max(at + Span::from_micros(1));
        self.timing.due = Some(due);
        // A wish for an earlier time stands: its wake finds nothing due and wishes anew.
        if self.timing.wished.is_none_or(|wished| due < wished) {
            self.timing.wished = Some(due);
            effects.push(Effect::WakeAt(due));
        }
    }
}

/// The row of a gap in the soak clock.
pub(super) fn gap_record(gap: Gap) -> Effect {
    let reason = gap.reason.as_str().to_owned();
    Effect::Record(Box::new(Record::Gap { from: gap.from, to: gap.to, reason }))
}
