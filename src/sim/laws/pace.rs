//! How many requests there are, and when they leave: the budget in a window of our own, and the venue's wish to wait.

use std::collections::VecDeque;

use super::law::{Breach, Law};
use crate::event::{Effect, Envelope, Input, Lane, Outcome, Request, Route};
use crate::model::{Decimal, Rate, Rules, Seq, Span, Time};

/// The window that the venue's limit is about.
const WINDOW: Span = Span::from_secs(60);

/// The shortest wait after a 429, whatever the venue says.
const WAIT_MIN: Span = Span::from_secs(1);

/// Waits kept: one for each request that can be under way, as each may bring its own 429.
const WAITS_MAX: usize = 64;

/// Requests that were asked for, and waits that were asked for.
#[derive(Debug, Default)]
pub(super) struct Pace {
    asked: VecDeque<Time>,
    /// The last time at which something was urgent: a trip, an UNKNOWN, a close.
    urgent_at: Time,
    /// Each wait with the input that brought it.
    waits: VecDeque<(Seq, Time)>,
}

impl Pace {
    /// Takes one step; `urgent` is whether something is wrong or being closed.
    pub(super) fn took_in(&mut self, envelope: &Envelope, rules: &Rules, urgent: bool) {
        if urgent {
            self.urgent_at = envelope.at;
        }
        let Input::Reply(reply) = &envelope.input else { return };
        if let Outcome::RateLimited { retry_after } = reply.outcome {
            let most = rules.orders.backoff_max.max(WAIT_MIN);
            let wish = retry_after.unwrap_or(rules.orders.backoff_first);
            self.waits.push_back((envelope.seq, envelope.at + wish.clamp(WAIT_MIN, most)));
            if self.waits.len() > WAITS_MAX {
                self.waits.pop_front();
            }
        }
    }

    /// Something leaves that the input `cause` asked for.
    pub(super) fn leaves(&self, request: &Request, cause: Seq, at: Time) -> Result<(), Breach> {
        // What was asked for before the 429 was heard may be on its way to the door.
        let held = self.waits.iter().filter(|(seq, _)| *seq <= cause).map(|(_, until)| *until).max();
        Law::Backoff.holds(held.is_none_or(|until| at >= until), || {
            let until = held.unwrap_or(at);
            format!("request {} leaves {} before the wait is over", request.id, until.since(at))
        })
    }

    /// The engine asks for `request` at `at`. The budget counts from here: what waits for the disk leaves
    /// some time later, and has taken its place already.
    pub(super) fn asks(&mut self, request: &Request, rules: &Rules, at: Time) -> Result<(), Breach> {
        while self.asked.front().is_some_and(|asked| at.since(*asked) >= WINDOW) {
            self.asked.pop_front();
        }
        self.asked.push_back(at);
        let cap = self.cap(request, rules, at);
        Law::Budget.holds(self.asked.len() <= cap, || {
            let (count, route) = (self.asked.len(), request.route().as_str());
            format!("request {} ({route}) is number {count} within 60 s, {cap} are allowed to it", request.id)
        })
    }

    /// How many may have been asked for within the window, this one included.
    fn cap(&self, request: &Request, rules: &Rules, at: Time) -> usize {
        let budget = &rules.budget;
        let share = |rate: Rate| {
            let whole = (rate.get() * Decimal::from(budget.rpm)).floor();
            usize::try_from(whole).unwrap_or(0)
        };
        let of_cycle =
            matches!(request.route(), Route::Orders | Route::Fills | Route::Positions | Route::Balance);
        match request.lane {
            Lane::Trade | Lane::Observe => share(Rate::new(budget.normal_max.get() - budget.reserve.get())),
            // What was asked while something was urgent may leave up to a window later.
            Lane::Protect if of_cycle && at.since(self.urgent_at) > WINDOW => share(budget.normal_max),
            Lane::Protect => usize::from(budget.rpm),
        }
    }

    /// The last moment until which something waits.
    pub(super) fn held_until(&self) -> Option<Time> {
        self.waits.iter().map(|(_, until)| *until).max()
    }

    /// Forgets waits that were lost with the process: what was heard after the input `durable`.
    pub(super) fn restarted(&mut self, durable: Seq, at: Time) {
        self.waits.retain(|(seq, _)| *seq <= durable);
        // The machine's clock may have been set back meanwhile; how long ago these were is not known then.
        self.asked.retain(|asked| *asked <= at);
        // It starts with questions about everything.
        self.urgent_at = at;
    }
}

/// Whether any of `effects` closes or cancels.
pub(super) fn closes(effects: &[Effect]) -> bool {
    super::asked::sends_that_change(effects).any(|request| !request.adds_exposure())
}
