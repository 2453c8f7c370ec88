//! A drill in virtual time: each case in a world of its own, in milliseconds.
//!
//! Invariant: the same drill, settings and seed give the same verdict, but for when it was and how long
//! it took.

use super::{Case, CaseVerdict, Drill, Mode, ScriptedFeed, VenueTruth, Verdict, Watch};
use crate::clock::Clock;
use crate::config::Settings;
use crate::engine::State;
use crate::event::{Genesis, Input};
use crate::fault::Schedule;
use crate::market::Feed;
use crate::model::{Fingerprints, Markets, SoakId, Span, Time};
use crate::paper::Exchange;
use crate::sim::{Cast, Disk, World, WorldError};

/// When every drill begins: midnight, so that no day turns in the middle of one. 2026-01-01T00:00:00Z.
const BEGIN: Time = Time::from_millis(1_767_225_600_000);

/// The bars of the built-in agent, where a case lets it trade.
pub(super) const BAR: Span = Span::from_secs(5);

/// Runs every case of `drill` over the configuration `base`, with all chance drawn from `seed`.
#[must_use]
pub fn run_virtual(drill: &Drill, seed: u64, base: &Settings, fingerprints: &Fingerprints) -> Verdict {
    let clock = Clock::start();
    let started_at = clock.now();
    let run = |case: &Case| {
        let name = format!("{} ({})", drill.id, case.name);
        match case.settings_over(&name, base) {
            Ok(settings) => run_case(case, seed, &settings, Watch::new),
            Err(error) => case.not_run(error.to_string(), base),
        }
    };
    let cases = drill.cases.iter().map(run).collect();
    let took = clock.now().since(started_at);
    drill.verdict(Mode::Virtual, seed, cases, (started_at, took), fingerprints.clone())
}

/// Runs one case in a world of its own, watched by what `watched` makes.
pub(super) fn run_case(
    case: &Case,
    seed: u64,
    settings: &Settings,
    watched: impl FnOnce(Schedule, crate::model::Rules) -> Watch,
) -> CaseVerdict {
    let feed = ScriptedFeed::new(&case.markets, BEGIN, None, seed);
    let markets = feed.markets().clone();
    let rules = settings.rules_with(BAR);
    let faults = Schedule::new(BEGIN, case.faults.clone());
    let watch = watched(faults.clone(), rules.clone());
    let everybody = Cast {
        engine: State::new(),
        exchange: Exchange::new(markets.clone(), settings.terms()),
        feed: Box::new(feed),
        disk: Disk::simulated(),
        seed,
        began_at: BEGIN,
        length: None,
        faults,
        patience: settings.venue.total_timeout,
    };
    let genesis = Genesis {
        soak: SoakId::new("drill"),
        rules,
        markets: markets.clone(),
        gap_after: settings.feed.gap_after,
        history: Vec::new(),
        seed,
        venue_is_local: true,
    };
    let mut world = match World::watched(everybody, Input::Started(Box::new(genesis)), watch) {
        Ok(world) => world,
        Err(error) => return case.not_run(error.to_string(), settings),
    };
    let ended = play(case, &mut world, &markets);
    let truth = VenueTruth::of(world.exchange());
    let expectations = case.judge(world.witness(), world.engine(), &truth);
    let (broken, fault) = match ended {
        Ok(()) => (None, world.engine().fault().map(str::to_owned)),
        Err(WorldError::Law(broken)) => (
            Some(format!("{}, {} after the beginning: {}", broken.law, broken.at.since(BEGIN), broken.text)),
            None,
        ),
        Err(error) => (None, Some(error.to_string())),
    };
    CaseVerdict {
        case: case.name.clone(),
        passed: broken.is_none() && fault.is_none() && expectations.iter().all(|judged| judged.passed),
        expectations,
        broken,
        fault,
        length: world.now().since(BEGIN),
        journal: Some(world.digest()),
        configuration: settings.fingerprint(),
    }
}

/// Lets the case's time pass, its acts done in it, and ends the soak.
fn play(case: &Case, world: &mut World<Watch>, markets: &Markets) -> Result<(), WorldError> {
    let moments = case.acts.iter().flat_map(|act| act.moments().map(move |at| (at, &act.deed)));
    let mut script: Vec<_> = moments.collect();
    script.sort_by_key(|(at, _)| *at);
    for (at, deed) in script {
        world.run_until(BEGIN + at)?;
        // Nobody can do anything to a process that is down.
        if world.is_up() {
            let input = deed.input(markets, world.clock());
            world.take_in(input)?;
        }
    }
    world.run_until(BEGIN + case.length)?;
    world.end(false)?;
    let (engine, venue, at) = (world.engine().clone(), world.exchange().clone(), world.clock());
    Ok(world.witness_mut().converged(&engine, &venue, at)?)
}

impl Case {
    /// The verdict on a case that could not be run, and why not.
    pub(super) fn not_run(&self, why: String, settings: &Settings) -> CaseVerdict {
        CaseVerdict {
            case: self.name.clone(),
            passed: false,
            expectations: Vec::new(),
            broken: None,
            fault: Some(why),
            length: Span::ZERO,
            journal: None,
            configuration: settings.fingerprint(),
        }
    }
}
