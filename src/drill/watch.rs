//! Who looks on while a drill runs, and what was seen.
//!
//! It goes by inputs, effects and the engine's state, so that a run in real time can be judged by
//! replaying its journal through [`crate::engine::apply`]. What the venue truly holds comes in at the
//! end, as [`VenueTruth`].

mod holds;
mod posts;
mod recovery;
mod rows;
#[cfg(test)]
mod tests;
mod traffic;
mod worth;

use super::{Figure, Measure, VenueTruth};
use crate::engine::State;
use crate::event::{Effect, Envelope, Input, Outcome, Record, Request};
use crate::fault::{Schedule, Window};
use crate::model::{BreakerLevel, Decimal, Rules, Seq, Time};
use crate::paper::Exchange;
use crate::sim::{Broken, Laws, Witness};
use holds::Holds;
use posts::Posts;
use recovery::Recovery;
use rows::Rows;
use traffic::Traffic;
use worth::Worth;

/// Who looks on while a drill runs: the laws, and everything that can be measured.
#[derive(Debug)]
pub struct Watch {
    /// None only in tests, where it is looked at whether the measures alone see what went wrong.
    laws: Option<Laws>,
    schedule: Schedule,
    rules: Rules,
    traffic: Traffic,
    posts: Posts,
    holds: Holds,
    worth: Worth,
    rows: Rows,
    recovery: Recovery,
    after_restart: Option<BreakerLevel>,
    restarts: u64,
}

/// One input with what came of it.
struct Seen<'a> {
    envelope: &'a Envelope,
    engine: &'a State,
    effects: &'a [Effect],
    rules: &'a Rules,
}

impl<'a> Seen<'a> {
    const fn at(&self) -> Time {
        self.envelope.at
    }

    fn sent(&self) -> impl Iterator<Item = &'a Request> + use<'a> {
        self.effects.iter().filter_map(|effect| match effect {
            Effect::Send(request) => Some(request.as_ref()),
            _ => None,
        })
    }

    fn records(&self) -> impl Iterator<Item = &'a Record> + use<'a> {
        self.effects.iter().filter_map(|effect| match effect {
            Effect::Record(record) => Some(record.as_ref()),
            _ => None,
        })
    }
}

impl Watch {
    /// Somebody who looks on from the beginning, while the windows of `schedule` open and close, in a
    /// soak that is bound by `rules`.
    #[must_use]
    pub fn new(schedule: Schedule, rules: Rules) -> Self {
        Self {
            laws: Some(Laws::default()),
            schedule,
            rules,
            traffic: Traffic::default(),
            posts: Posts::default(),
            holds: Holds::default(),
            worth: Worth::default(),
            rows: Rows::default(),
            recovery: Recovery::default(),
            after_restart: None,
            restarts: 0,
        }
    }

    /// Whether the laws are kept is left to others; everything is measured.
    #[cfg(test)]
    pub(super) fn without_laws(mut self) -> Self {
        self.laws = None;
        self
    }

    /// Looks, at the end, whether both books agree or a person is told.
    ///
    /// # Errors
    /// The law that is broken.
    pub(super) fn converged(
        &mut self,
        engine: &State,
        venue: &Exchange,
        at: Time,
    ) -> Result<(), Box<Broken>> {
        self.laws.as_mut().map_or(Ok(()), |laws| laws.converged(engine, venue, at))
    }

    /// When the first fault began; the beginning where there is none.
    fn faults_from(&self) -> Time {
        let first = self.schedule.windows().iter().map(|window| window.from).min();
        self.schedule.begin() + first.unwrap_or_default()
    }

    /// What was measured of `of` in a run that ended in the state `engine`, at a venue that truly holds
    /// `truth`.
    #[must_use]
    pub fn figure(&self, measure: Measure, of: Option<&str>, engine: &State, truth: &VenueTruth) -> Figure {
        let (traffic, posts, rows) = (&self.traffic, &self.posts, &self.rows);
        match measure {
            Measure::RequestsInFaults => Figure::count(traffic.in_faults(of, &self.schedule)),
            Measure::RequestsPerMinuteMax => Figure::count(traffic.per_minute_max),
            Measure::RequestsInHold => Figure::count(traffic.in_hold),
            Measure::PostsPerOrderMax => Figure::count(posts.posts_max()),
            Measure::PostsWithoutProof => Figure::count(posts.without_proof),
            Measure::OrdersPosted => Figure::count(posts.count(of)),
            Measure::OrdersAtVenue => Figure::count(self.orders_at(truth, of)),
            Measure::MarketOrdersInCrash => Figure::count(self.holds.market_orders_in_crash),
            Measure::LossMax => Figure::share(self.worth.loss_max),
            Measure::ExposureMax => Figure::share(self.worth.exposure_max),
            Measure::AlertAfterFault => Figure::span(rows.alert_after(of, self.faults_from())),
            Measure::AlertAfterClose => {
                let close = rows.first_close(self.faults_from());
                Figure::span(close.and_then(|close| rows.alert_after(of, close)))
            }
            Measure::AlertsRaised => Figure::count(rows.alerts(of)),
            Measure::AlertsLeft => Figure::count(
                engine.alerts().open().filter(|alert| of.is_none_or(|of| of == alert.kind.as_str())).count(),
            ),
            Measure::StaleOrders => Figure::count(posts.stale()),
            Measure::IntentsExpired => Figure::count(engine.counters().intents_expired),
            Measure::Replies => Figure::count(traffic.replies(of.unwrap_or_default())),
            Measure::UnknownSeen => Figure::count(rows.unknown_seen),
            Measure::UnknownLeft => Figure::count(engine.orders().unknown_count()),
            Measure::UnknownLongest => Figure::span(Some(rows.unknown_longest(engine.at()))),
            Measure::Drift => Figure::money(engine.drift_unexplained().abs()),
            Measure::CashApart => Figure::money((truth.cash - engine.ledger().cash()).abs()),
            Measure::PositionsApart => Figure::count(positions_apart(engine, truth)),
            Measure::FillsApart => Figure::count(rows.fills_apart(&truth.fills)),
            Measure::Fills => Figure::count(truth.fills.len()),
            Measure::EntriesWhile => Figure::count(self.holds.entries(of.unwrap_or_default())),
            Measure::CancelsPerOrderMax => Figure::count(traffic.cancels_max()),
            Measure::CancelGapMin => Figure::span(traffic.cancel_gap_min),
            Measure::BreakerLeft => Figure::level(Some(engine.breaker().level())),
            Measure::BreakerAfterRestart => Figure::level(self.after_restart),
            Measure::Restarts => Figure::count(self.restarts),
            Measure::PositionsLeft => Figure::count(truth.positions.len()),
            Measure::RecoveredAfter => {
                let over = self.recovery.over(self.schedule.over_at());
                Figure::span(self.recovery.well_at.map(|well| well.since(over)))
            }
        }
    }

    /// Orders at the venue that bear a key that was posted.
    fn orders_at(&self, truth: &VenueTruth, purpose: Option<&str>) -> usize {
        let ours = |key| self.posts.is_ours(key, purpose);
        truth.orders.iter().filter(|order| order.client_order_id.as_ref().is_some_and(ours)).count()
    }
}

/// Markets in which the venue holds another position than our books say.
fn positions_apart(engine: &State, truth: &VenueTruth) -> usize {
    let held = |symbol: &str| {
        let theirs = truth.positions.iter().find(|position| position.symbol.as_str() == symbol);
        theirs.map_or(Decimal::ZERO, |position| position.quantity.get())
    };
    let ours = |market| engine.ledger().position(market).quantity().get();
    engine.markets().iter().filter(|(id, market)| held(market.symbol.as_str()) != ours(*id)).count()
}

impl Witness for Watch {
    fn took_in(
        &mut self,
        envelope: &Envelope,
        engine: &State,
        effects: &[Effect],
    ) -> Result<(), Box<Broken>> {
        let seen = Seen { envelope, engine, effects, rules: &self.rules };
        if matches!(envelope.input, Input::Resumed { .. }) {
            self.restarts += 1;
            self.after_restart = Some(engine.breaker().level());
        }
        self.traffic.took_in(&seen, &self.schedule);
        self.posts.took_in(&seen);
        self.holds.took_in(&seen);
        self.worth.took_in(&seen);
        self.rows.took_in(&seen);
        self.recovery.took_in(&seen, self.schedule.over_at());
        self.laws.as_mut().map_or(Ok(()), |laws| laws.took_in(envelope, engine, effects))
    }

    fn leaves(
        &mut self,
        request: &Request,
        cause: Seq,
        durable: Seq,
        journal_writes: bool,
        at: Time,
    ) -> Result<(), Box<Broken>> {
        self.posts.left(request, at);
        self.holds.left(request, at);
        let laws = self.laws.as_mut();
        laws.map_or(Ok(()), |laws| laws.leaves(request, cause, durable, journal_writes, at))
    }

    fn at_venue(
        &mut self,
        request: &Request,
        outcome: &Outcome,
        venue: &Exchange,
        at: Time,
    ) -> Result<(), Box<Broken>> {
        self.laws.as_mut().map_or(Ok(()), |laws| laws.at_venue(request, outcome, venue, at))
    }

    fn struck(&mut self, window: &Window, at: Time) {
        if let Some(laws) = &mut self.laws {
            laws.struck(window, at);
        }
    }

    fn restarted(&mut self, engine: &State, at: Time) -> Result<(), Box<Broken>> {
        self.rows.restarted(engine);
        self.laws.as_mut().map_or(Ok(()), |laws| laws.restarted(engine, at))
    }
}
