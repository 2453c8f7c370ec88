//! One seed, tried: a world of its own, the laws looked at in every step, then the quiet, then the end.
//!
//! ```text
//!   seed ─► lot ─► world + laws ─► trouble ─► quiet ─► three cycles: converging? ─► end: converged?
//!             └──► the same world again, beside a twin that replays the durable inputs
//! ```
//!
//! Invariant: a trial never panics; what panics inside it is a broken law of its report.

mod eyes;
mod heard;
#[cfg(test)]
mod tests;
mod turning;
mod twin;

use std::collections::BTreeMap;

use crate::engine::State;
use crate::event::{Genesis, Input};
use crate::fault::Schedule;
use crate::market::{Feed, Synthetic};
use crate::model::{SoakId, Span, Time};
use crate::paper::{Exchange, Terms};

use super::laws::{Breach, Law};
use super::swarm::{Lot, Strikes};
use super::{Broken, Cast, Disk, PATIENCE, World, WorldError};
use eyes::Eyes;
use heard::hear;
use turning::Turning;
use twin::Twin;

const BEGIN: Time = Trial::BEGIN;

/// A silence of all markets longer than this stops the soak clock.
const GAP_AFTER: Span = Span::from_secs(60);

/// One seed to be tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// The seed of everything.
    pub seed: u64,
    /// How long it runs, the quiet included.
    pub length: Span,
    /// Which faults may strike.
    pub strikes: Strikes,
}

/// What came of a trial.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The seed.
    pub seed: u64,
    /// How much virtual time passed.
    pub length: Span,
    /// Steps of the world.
    pub steps: u64,
    /// Orders made.
    pub orders: u64,
    /// Faults that struck, by their words.
    pub struck: BTreeMap<&'static str, u64>,
    /// The fingerprint of the journal.
    pub digest: String,
    /// The law that was broken, if one was.
    pub broken: Option<Broken>,
}

impl Trial {
    /// When every trial begins: 2026-01-01T00:00:00Z.
    pub const BEGIN: Time = Time::from_millis(1_767_225_600_000);

    /// Tries the seed: once under the laws, and once more to see that it goes the same way.
    #[must_use]
    pub fn run(&self) -> Report {
        let mut report = self.judge(Disk::simulated());
        if report.broken.is_none() {
            report.broken = self.repeat(&report.digest);
        }
        report
    }

    /// Tries the seed once, under the laws, on `disk`, which is a simulated one. It is closed at the end,
    /// also where a law was broken: what it keeps ends with that moment.
    #[must_use]
    pub fn judge(&self, disk: Disk) -> Report {
        let lot = self.lot();
        let mut world = None;
        let mut steps = 0;
        let panicked = hear(|| self.judged(&lot, disk, &mut world, &mut steps));
        if !matches!(panicked, Ok(Ok(())))
            && let Some(world) = &mut world
        {
            // What is told is what was broken, not that a broken world could not be put down.
            let _ = hear(|| world.close());
        }
        let mut report = Report { seed: self.seed, steps, ..Report::default() };
        let mut at = BEGIN;
        if let Some(world) = &mut world {
            at = world.clock();
            report.length = world.now().since(BEGIN);
            report.orders = world.engine().orders().made_total();
            report.struck = world.witness().struck.clone();
            report.digest = world.digest();
        }
        report.broken = match panicked {
            Ok(Ok(())) => None,
            Ok(Err(WorldError::Law(broken))) => Some(*broken),
            Ok(Err(error)) => Some(Law::Invariant.broken(error.to_string()).at(at)),
            Err(words) => Some(Law::Invariant.broken(words).at(at)),
        };
        report
    }

    fn judged(
        &self,
        lot: &Lot,
        disk: Disk,
        place: &mut Option<World<Eyes>>,
        steps: &mut u64,
    ) -> Result<(), WorldError> {
        let (cast, first) = self.cast(lot, disk);
        let world = place.insert(World::watched(cast, first, Eyes::default())?);
        let mut turning = Turning { world, steps };
        turning.through_trouble(lot, BEGIN)?;
        turning.through_quiet(BEGIN + self.length)?;
        turning.finish()
    }

    /// Tries the seed again and says what differs: the journal from `digest`, or the state that its
    /// durable inputs give from the one that took them in.
    fn repeat(&self, digest: &str) -> Option<Broken> {
        let lot = self.lot();
        let mut place = None;
        let done = hear(|| -> Result<(), WorldError> {
            let (cast, first) = self.cast(&lot, Disk::simulated());
            let world = place.insert(World::watched(cast, first, Twin::default())?);
            let mut turning = Turning { world, steps: &mut 0 };
            turning.through_trouble(&lot, BEGIN)?;
            turning.on(BEGIN + self.length)?;
            turning.close()
        });
        let at = place.as_ref().map_or(BEGIN, World::clock);
        let breach = match (done, &mut place) {
            (Ok(Err(WorldError::Law(broken))), _) => return Some(*broken),
            (Ok(Err(error)), _) => Law::SameJournal.broken(format!("the second time: {error}")),
            (Err(words), _) => Law::SameJournal.broken(format!("the second time: {words}")),
            (Ok(Ok(())), None) => return None,
            (Ok(Ok(())), Some(world)) => match the_same(world, digest) {
                Ok(()) => return None,
                Err(breach) => breach,
            },
        };
        Some(breach.at(at))
    }

    /// What the seed brings.
    #[must_use]
    pub fn lot(&self) -> Lot {
        Lot::draw(self.seed, self.length, &self.strikes)
    }

    /// The id of the soak that is tried.
    #[must_use]
    pub fn soak(&self) -> SoakId {
        SoakId::new(&format!("seed{}", self.seed))
    }

    fn cast(&self, lot: &Lot, disk: Disk) -> (Cast, Input) {
        let feed = Synthetic::new(self.seed, BEGIN, lot.market.clone());
        let markets = feed.markets().clone();
        let history = feed.history(lot.rules.agent.bar, usize::from(lot.rules.agent.slow));
        let genesis = Genesis {
            soak: self.soak(),
            rules: lot.rules.clone(),
            markets: markets.clone(),
            gap_after: GAP_AFTER,
            history,
            seed: self.seed,
            venue_is_local: true,
        };
        let cast = Cast {
            engine: State::new(),
            exchange: Exchange::new(markets, Terms::default()),
            feed: Box::new(feed),
            disk,
            seed: self.seed,
            began_at: BEGIN,
            length: None,
            faults: Schedule::new(BEGIN, lot.windows.clone()),
            patience: PATIENCE,
        };
        (cast, Input::Started(Box::new(genesis)))
    }
}

fn the_same(world: &mut World<Twin>, digest: &str) -> Result<(), Breach> {
    let again = world.digest();
    if again != digest {
        return Err(Law::SameJournal.broken(format!("the journal is {digest} and then {again}")));
    }
    let engine = world.engine().clone();
    world.witness_mut().compare(&engine)
}
