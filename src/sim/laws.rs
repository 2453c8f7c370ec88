//! The laws, looked at in every step of a simulated world, in release too.
//!
//! ```text
//!   inputs ────► sequence  facts ─► keys ─► lives       what was proven, what was made of it
//!   effects ───► breaker  entries  prices  exposure     what may be asked for
//!   requests ──► durable  keys  breaker  pace           what may leave
//!   the venue ─► money  converged                       what is true
//! ```
//!
//! Each law is checked from the outside: by what the engine took in, what left, and what the venue
//! truly holds. Nothing here is asked of the engine that it could answer wrongly by the same mistake.
//!
//! Invariant: a step costs the same whatever the run's age; only what is rare looks further.

mod asked;
mod breaker;
mod converged;
mod entries;
mod exposure;
mod facts;
mod growth;
mod keys;
mod law;
mod lives;
mod money;
mod pace;
mod prices;
mod sequence;
mod silence;

use asked::{Asked, sends, sends_that_change};
use breaker::BreakerLaw;
use converged::Patience;
use entries::Entries;
use facts::Facts;
use keys::Keys;
pub(crate) use law::Breach;
pub use law::{Broken, Law};
use lives::Lives;
use money::Books;
use pace::Pace;
use prices::Prices;
use sequence::Sequence;
use silence::Silence;

use super::Witness;
use crate::engine::State;
use crate::event::{Effect, Envelope, Input, Outcome, Request};
use crate::model::{Markets, Rules, Seq, SoakId, Time};
use crate::paper::Exchange;

/// What is remembered to judge by.
#[derive(Debug, Default)]
pub struct Laws {
    soak: Option<SoakId>,
    rules: Rules,
    markets: Markets,
    sequence: Sequence,
    asked: Asked,
    facts: Facts,
    keys: Keys,
    lives: Lives,
    silence: Silence,
    breaker: BreakerLaw,
    pace: Pace,
    books: Books,
    entries: Entries,
    prices: Prices,
}

impl Witness for Laws {
    fn took_in(
        &mut self,
        envelope: &Envelope,
        engine: &State,
        effects: &[Effect],
    ) -> Result<(), Box<Broken>> {
        self.step(envelope, engine, effects).map_err(|breach| Box::new(breach.at(envelope.at)))
    }

    fn leaves(
        &mut self,
        request: &Request,
        cause: Seq,
        durable: Seq,
        journal_writes: bool,
        at: Time,
    ) -> Result<(), Box<Broken>> {
        self.let_leave(request, cause, durable, journal_writes, at).map_err(|breach| Box::new(breach.at(at)))
    }

    fn at_venue(
        &mut self,
        _request: &Request,
        _outcome: &Outcome,
        venue: &Exchange,
        at: Time,
    ) -> Result<(), Box<Broken>> {
        self.books.learn(venue).map_err(|breach| Box::new(breach.at(at)))
    }

    fn restarted(&mut self, engine: &State, at: Time) -> Result<(), Box<Broken>> {
        self.sequence.restarted(engine.seq(), engine.at());
        self.asked.restarted();
        self.keys.restarted(engine.seq());
        self.lives.restarted(engine);
        self.silence.restarted(engine);
        self.breaker.restarted(engine);
        self.pace.restarted(engine.seq(), at);
        self.books.restarted(engine);
        self.entries.restarted(engine);
        self.prices.restarted(engine.at());
        Ok(())
    }
}

impl Laws {
    fn step(&mut self, envelope: &Envelope, engine: &State, effects: &[Effect]) -> Result<(), Breach> {
        self.sequence.took_in(envelope)?;
        self.prices.took_in(envelope, &self.rules);
        if matches!(envelope.input, Input::Tick(_)) && effects.is_empty() {
            return self.books.took_in(envelope, engine, effects);
        }
        self.begin(&envelope.input);
        let question = match &envelope.input {
            Input::Reply(reply) => self.asked.end(reply),
            _ => None,
        };
        self.facts.read(envelope, question, self.soak.as_ref());
        self.keys.learn(&mut self.facts, &self.rules, envelope.at);
        self.keys.promise(effects, envelope.seq);
        self.entries.took_in(envelope, question);
        self.books.took_in(envelope, engine, effects)?;
        self.lives.took_in(effects, &self.facts, engine)?;
        self.silence.took_in(&envelope.input, effects, &self.facts)?;
        self.breaker.took_in(envelope, question, engine, effects)?;
        let urgent = self.breaker.is_tripped() || self.lives.has_unknown() || is_closing(engine);
        self.pace.took_in(envelope, &self.rules, urgent || pace::closes(effects));
        for request in sends_that_change(effects) {
            self.may_ask(request, envelope.at)?;
        }
        for request in sends(effects) {
            self.pace.asks(request, &self.rules, envelope.at)?;
        }
        self.asked.ask(effects, envelope.at);
        growth::bounded(engine, self.asked.count())
    }

    fn begin(&mut self, input: &Input) {
        match input {
            Input::Started(genesis) => {
                self.soak = Some(genesis.soak.clone());
                self.rules = genesis.rules.clone();
                self.markets = genesis.markets.clone();
                self.books.begin(&genesis.rules, &genesis.markets);
            }
            Input::Resumed { rules: Some(rules), .. } => self.rules = rules.as_ref().clone(),
            _ => {}
        }
    }

    fn may_ask(&self, request: &Request, at: Time) -> Result<(), Breach> {
        let (rules, markets) = (&self.rules, &self.markets);
        if request.adds_exposure() {
            Law::Breaker.holds(self.breaker.is_armed(), || {
                format!("request {} adds exposure, and the breaker is not armed", request.id)
            })?;
        }
        self.entries.may_ask(request, (rules, markets), (&self.prices, &self.silence), at)?;
        self.prices.may_ask(request, markets, rules)?;
        exposure::may_ask(request, &self.books, &self.lives, rules)
    }

    fn let_leave(
        &mut self,
        request: &Request,
        cause: Seq,
        durable: Seq,
        journal_writes: bool,
        at: Time,
    ) -> Result<(), Breach> {
        let adds = request.adds_exposure();
        let kept = cause <= durable || (!journal_writes && !adds) || !request.call.changes_the_venue();
        Law::IntentBeforeBytes.holds(kept, || {
            format!("request {} leaves, asked for by input {cause}; the journal has {durable}", request.id)
        })?;
        self.breaker.leaves(request)?;
        self.asked.leaves(request, at);
        self.keys.leaves(request, self.soak.as_ref(), &self.rules, at)?;
        self.pace.leaves(request, cause, at)
    }

    /// Complete cycles since the soak began.
    #[must_use]
    pub const fn cycles_total(&self) -> u64 {
        self.entries.cycles_total()
    }

    /// Until when a wait that the venue asked for lasts, the longest of those heard lately.
    #[must_use]
    pub fn held_until(&self) -> Option<Time> {
        self.pace.held_until()
    }

    /// Looks, three cycles after the last fault, whether both books agree or a person is told; what was
    /// first seen in those cycles may wait for its grace.
    ///
    /// # Errors
    /// The law that is broken.
    pub fn converging(&mut self, engine: &State, venue: &Exchange, at: Time) -> Result<(), Box<Broken>> {
        self.books
            .learn(venue)
            .and_then(|()| converged::look(engine, venue, Patience::Young))
            .map_err(|breach| Box::new(breach.at(at)))
    }

    /// Looks, at the end, whether both books agree or a person is told.
    ///
    /// # Errors
    /// The law that is broken.
    pub fn converged(&mut self, engine: &State, venue: &Exchange, at: Time) -> Result<(), Box<Broken>> {
        let looked = self.books.learn(venue).and_then(|()| converged::look(engine, venue, Patience::None));
        let booked = self.books.booked_total() as u64;
        let counted = looked.and_then(|()| {
            Law::Money.holds(engine.ledger().fills_total() == booked, || {
                format!("{} fills are said to be booked, {booked} were told", engine.ledger().fills_total())
            })
        });
        counted.map_err(|breach| Box::new(breach.at(at)))
    }
}

/// Whether a close is being watched in any market.
fn is_closing(engine: &State) -> bool {
    engine.desks().any(|(_, desk)| desk.close_watch.is_some())
}
