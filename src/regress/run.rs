//! A session run in virtual time, under every law.
//!
//! The same world as a simulated soak's, with the same feed and the same seed: its journal is that of
//! `soak run --feed recording:FILE --speed max`, and is not kept.

use super::tally::{Onlooker, Tally};
use crate::config::Settings;
use crate::engine::State;
use crate::event::{Genesis, Input};
use crate::fault::Schedule;
use crate::market::{Feed, Recording};
use crate::model::{SoakId, Span, Time};
use crate::paper::Exchange;
use crate::sim::{Cast, Disk, Step, World, WorldError};

/// What became of a session.
#[derive(Clone, Debug)]
pub struct Run {
    /// The engine at the end.
    pub state: State,
    /// The journal's fingerprint: two runs are the same, or differ in this.
    pub journal: String,
    pub(super) tally: Tally,
}

/// Why a session did not run to its end. Policy of every variant: it has failed.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A law was broken, or the recording could not be read on.
    #[error(transparent)]
    World(#[from] WorldError),
    /// The soak could not go on.
    #[error("the soak ended by a fault at {at}: {why}")]
    Fault {
        /// When.
        at: Time,
        /// Why.
        why: String,
    },
}

impl Run {
    /// How much time passed in it.
    #[must_use]
    pub fn length(&self) -> Span {
        self.state.at().since(self.state.started_at())
    }
}

/// Runs the agent of `settings` over `recording`, with all chance drawn from `seed`.
///
/// # Errors
/// It did not run to its end, or not soundly.
pub fn run(recording: Recording, settings: &Settings, seed: u64) -> Result<Run, RunError> {
    let began_at = recording.survey().first;
    let rules = settings.rules_with(recording.survey().kind.agent_bar());
    let markets = recording.markets().clone();
    let genesis = Genesis {
        soak: SoakId::new("session"),
        history: recording.history(rules.agent.bar, usize::from(rules.agent.slow)),
        rules,
        markets: markets.clone(),
        gap_after: settings.feed.gap_after,
        seed,
        venue_is_local: true,
    };
    let cast = Cast {
        engine: State::new(),
        exchange: Exchange::new(markets, settings.terms()),
        feed: Box::new(recording),
        disk: Disk::none(),
        seed,
        began_at,
        length: None,
        faults: Schedule::new(began_at, Vec::new()),
        patience: settings.venue.total_timeout,
    };
    let mut world = World::watched(cast, Input::Started(Box::new(genesis)), Onlooker::default())?;
    while let Step::At(_) = world.step()? {
        sound(world.engine())?;
    }
    world.end(true)?;
    sound(world.engine())?;
    let at = world.clock();
    let (engine, venue, onlooker) = world.looked_at();
    onlooker.laws.converged(engine, venue, at).map_err(WorldError::from)?;
    let (state, tally) = (engine.clone(), onlooker.tally.clone());
    Ok(Run { state, journal: world.digest(), tally })
}

fn sound(engine: &State) -> Result<(), RunError> {
    engine.fault().map_or(Ok(()), |why| Err(RunError::Fault { at: engine.at(), why: why.to_owned() }))
}
