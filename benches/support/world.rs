//! A simulated world with its disks, as `soak run --speed max` turns it.

use std::path::Path;

use color_eyre::eyre::Result;
use soak::fault::Schedule;
use soak::market::SyntheticSettings;
use soak::model::{AgentRules, Rules, Span, Time};
use soak::paper::Terms;
use soak::runtime::{FeedSource, Opened, Pace, Plan, VenuePlan, open};
use soak::sim::{Cast, Disk, PATIENCE, Step, World};
use soak::venue::store::Store;

/// The seed of every world here.
pub(crate) const SEED: u64 = 7;

/// When it begins.
pub(crate) const BEGIN: Time = Time::from_millis(1_767_225_600_000);

/// A plan for the synthetic market, as `soak run --speed max` makes it.
pub(crate) fn plan(folder: &Path, rules: Rules, length: Option<Span>) -> Plan {
    let source = FeedSource::synthetic(SEED, SyntheticSettings::default());
    Plan {
        name: "bench".to_owned(),
        folder: folder.to_owned(),
        rules,
        seed: SEED,
        length,
        gap_after: Span::from_secs(60),
        pace: Pace::Max,
        venue: VenuePlan::embedded(source, Terms::default()),
        log_level: tracing_subscriber::filter::LevelFilter::OFF,
        labels: soak::runtime::Labels::default(),
        alerts: soak::notify::NotifyRules::default(),
        to_prove: soak::model::Plan::default(),
    }
}

/// The rules of `soak run` over the synthetic market.
pub(crate) fn usual_rules() -> Rules {
    Rules { agent: AgentRules { bar: Span::from_secs(5), ..AgentRules::default() }, ..Rules::default() }
}

/// The world of `plan` with its disks in the plan's folder.
pub(crate) fn kept(mut plan: Plan) -> Result<World> {
    let source = match &mut plan.venue {
        VenuePlan::Embedded { source, .. } => source.take(),
        VenuePlan::External { .. } => None,
    };
    let Opened { journal, latch, engine, feed, began_at, first, .. } = open(&plan, source, BEGIN)?;
    let feed = feed.ok_or_else(|| color_eyre::eyre::eyre!("a simulated world needs a feed"))?;
    let (store, exchange) = Store::open(&plan.folder.join("venue.db"), feed.markets(), Terms::default())?;
    let disk = Disk::new(journal, latch, store);
    let (seed, length, faults, patience) = (plan.seed, plan.length, Schedule::default(), PATIENCE);
    let cast = Cast { engine, exchange, feed, disk, seed, began_at, length, faults, patience };
    Ok(World::begin(cast, first)?)
}

/// Turns `world` until its feed or its length ends.
pub(crate) fn turn(world: &mut World) -> Result<()> {
    loop {
        match world.step()? {
            Step::At(_) => {}
            Step::FeedEnded => return Ok(world.end(true)?),
            Step::LengthReached => return Ok(world.end(false)?),
        }
    }
}
