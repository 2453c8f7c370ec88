//! A world over a calm synthetic market, and somebody who writes down what happens in it.

use std::num::NonZeroU16;

use crate::engine::State;
use crate::event::{
    Call, Effect, Envelope, Genesis, Input, Intent, IntentOrigin, Outcome, Purpose, Request, Route,
};
use crate::fault::{Fault, Schedule, Window};
use crate::market::{Feed, Synthetic, SyntheticSettings};
use crate::model::{
    BreakerLevel, BreakerRules, MarketId, OrderKind, Quantity, RequestId, Rules, Seq, Side, SoakId, Span,
    Time,
};
use crate::paper::{Exchange, Terms};
use crate::sim::{Broken, Cast, Disk, PATIENCE, Step, Witness, World};

pub(super) const BEGIN: Time = Time::from_millis(1_767_225_600_000);
pub(super) const BTC: MarketId = MarketId(0);

/// Writes down what happens.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) inputs: Vec<Envelope>,
    /// Requests that left, each with its life, when, and whether its cause was durable.
    pub(super) left: Vec<(usize, Request, Time, bool)>,
    /// Calls that came to the venue, with what it answered.
    pub(super) came: Vec<(Request, Outcome)>,
    /// Ends that were heard, with the life in which.
    pub(super) ends: Vec<(usize, RequestId, Outcome, Time)>,
    /// Faults that struck, by their words.
    pub(super) struck: Vec<&'static str>,
    /// When the process went on, and with which input.
    pub(super) restarts: Vec<(Time, Seq)>,
}

impl Witness for Notes {
    fn took_in(&mut self, envelope: &Envelope, _: &State, _: &[Effect]) -> Result<(), Box<Broken>> {
        if let Input::Reply(reply) = &envelope.input {
            self.ends.push((self.restarts.len(), reply.request, reply.outcome.clone(), envelope.at));
        }
        self.inputs.push(envelope.clone());
        Ok(())
    }

    fn leaves(
        &mut self,
        request: &Request,
        cause: Seq,
        durable: Seq,
        journal_writes: bool,
        at: Time,
    ) -> Result<(), Box<Broken>> {
        let kept = cause <= durable || !request.call.changes_the_venue() || !journal_writes;
        self.left.push((self.restarts.len(), request.clone(), at, kept));
        Ok(())
    }

    fn at_venue(
        &mut self,
        request: &Request,
        outcome: &Outcome,
        _: &Exchange,
        _: Time,
    ) -> Result<(), Box<Broken>> {
        self.came.push((request.clone(), outcome.clone()));
        Ok(())
    }

    fn struck(&mut self, window: &Window, _: Time) {
        self.struck.push(window.fault.as_str());
    }

    fn restarted(&mut self, engine: &State, at: Time) -> Result<(), Box<Broken>> {
        self.restarts.push((at, engine.seq()));
        Ok(())
    }
}

impl Notes {
    /// The first end of a request on `route` that left after `after`.
    pub(super) fn end_of(&self, route: Route, after: Time) -> Option<(Request, Outcome, Span)> {
        let (life, request, left_at, _) =
            self.left.iter().find(|(_, request, at, _)| request.route() == route && *at >= after)?;
        let (_, _, outcome, at) = self.ends.iter().find(|(l, id, ..)| l == life && *id == request.id)?;
        Some((request.clone(), outcome.clone(), at.since(*left_at)))
    }

    /// Inputs that `wanted` is true of.
    pub(super) fn count(&self, wanted: impl Fn(&Input) -> bool) -> usize {
        self.inputs.iter().filter(|envelope| wanted(&envelope.input)).count()
    }
}

/// A window from `from` seconds after the beginning on, for `length` seconds.
pub(super) fn window(fault: Fault, from: i64, length: i64) -> Window {
    Window::whole(fault, Span::from_secs(from), Span::from_secs(length))
}

/// The same, for `routes` only.
pub(super) fn window_on(routes: &[Route], fault: Fault, from: i64, length: i64) -> Window {
    Window { routes: routes.to_vec(), ..window(fault, from, length) }
}

/// The rules here: nobody trades from within, and nothing trips the breaker.
pub(super) fn rules() -> Rules {
    let mut rules = Rules {
        breaker: BreakerRules {
            level: BreakerLevel::Paused,
            errors_in_row_max: u16::MAX,
            ..BreakerRules::default()
        },
        ..Rules::default()
    };
    rules.agent.enabled = false;
    rules
}

pub(super) fn cast(windows: Vec<Window>, disk: Disk, rules: Rules) -> (Cast, Input) {
    let settings = SyntheticSettings {
        ticks_per_second: NonZeroU16::MIN.saturating_add(1),
        ..SyntheticSettings::default()
    };
    let feed = Synthetic::new(7, BEGIN, settings);
    let genesis = Genesis {
        soak: SoakId::new("w"),
        venue_is_local: true,
        markets: feed.markets().clone(),
        gap_after: Span::from_secs(60),
        history: feed.history(rules.agent.bar, 21),
        seed: 7,
        rules,
    };
    let cast = Cast {
        engine: State::new(),
        exchange: Exchange::new(feed.markets().clone(), Terms::default()),
        feed: Box::new(feed),
        disk,
        seed: 7,
        began_at: BEGIN,
        length: None,
        faults: Schedule::new(BEGIN, windows),
        patience: PATIENCE,
    };
    (cast, Input::Started(Box::new(genesis)))
}

/// A world in which `windows` open, on a simulated disk.
pub(super) fn world(windows: Vec<Window>) -> World<Notes> {
    let (cast, first) = cast(windows, Disk::simulated(), rules());
    World::watched(cast, first, Notes::default()).unwrap()
}

/// The time `secs` after the beginning.
pub(super) fn at(secs: i64) -> Time {
    BEGIN + Span::from_secs(secs)
}

/// Turns `world` until `secs` after the beginning.
#[track_caller]
pub(super) fn run(world: &mut World<Notes>, secs: i64) {
    assert_eq!(world.run_until(at(secs)).unwrap(), Step::At(at(secs)));
}

/// A wish to buy or sell some bitcoin at the market.
pub(super) fn wish(world: &World<Notes>, side: Side, purpose: Purpose) -> Input {
    Input::Intent(Box::new(Intent {
        origin: IntentOrigin::Agent,
        purpose,
        market: BTC,
        side,
        quantity: (purpose == Purpose::Entry).then(|| "0.001".parse().unwrap()),
        kind: OrderKind::Market,
        at: world.clock(),
        reason: "a test".to_owned(),
    }))
}

/// Takes in a wish to enter at `secs`.
pub(super) fn enter(world: &mut World<Notes>, secs: i64) {
    run(world, secs);
    let input = wish(world, Side::Buy, Purpose::Entry);
    world.take_in(input).unwrap();
}

/// Orders that the venue has for us.
pub(super) fn orders_placed(world: &World<Notes>) -> usize {
    let page = world.exchange().orders(crate::paper::OrderFilter::All, None, 100).unwrap();
    page.items
        .iter()
        .filter(|order| order.client_order_id.as_ref().is_some_and(|id| id.as_str().starts_with('w')))
        .count()
}

/// Units of bitcoin that the venue says are held.
pub(super) fn held(world: &World<Notes>) -> Quantity {
    let positions = world.exchange().positions();
    positions.iter().find(|p| p.symbol.as_str() == "BTC").map_or(Quantity::ZERO, |p| p.quantity)
}

/// Whether `request` places an order.
pub(super) fn places(request: &Request) -> bool {
    matches!(request.call, Call::PlaceOrder(_))
}
