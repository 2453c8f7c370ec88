//! Simulated worlds to measure, with a disk and without.

use std::path::Path;

use color_eyre::eyre::Result;
use soak::event::Input;
use soak::market::{Feed, FeedError, Skipped, SyntheticSettings};
use soak::model::{
    AgentRules, BreakerLevel, BreakerRules, BudgetRules, History, Markets, Rules, Span, Tick, Time,
};
use soak::paper::{Exchange, Terms};
use soak::runtime::{FeedSource, Opened, Pace, Plan, VenuePlan, open};
use soak::sim::{Cast, Disk, Step, World};
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
    }
}

/// The rules of `soak run` over the synthetic market.
pub(crate) fn usual_rules() -> Rules {
    Rules { agent: AgentRules { bar: Span::from_secs(5), ..AgentRules::default() }, ..Rules::default() }
}

/// Rules under which the agent orders as often as it can, held back by nothing.
pub(crate) fn busy_rules(bar: Span) -> Rules {
    let most = u16::MAX;
    let all = soak::model::Rate::from_bp(10_000);
    Rules {
        agent: AgentRules { bar, fast: 1, slow: 2, entries_per_day_max: most, ..AgentRules::default() },
        breaker: BreakerRules {
            day_loss_max: all,
            drawdown_max: all,
            errors_in_row_max: most,
            orders_per_min_max: most,
            level: BreakerLevel::Paused,
        },
        budget: BudgetRules { rpm: most, ..BudgetRules::default() },
        ..Rules::default()
    }
}

/// A world of `plan` over `feed` that keeps nothing.
pub(crate) fn forgetful(plan: &Plan, feed: Box<dyn Feed>) -> Result<World> {
    let genesis = plan.genesis(plan.soak_id(BEGIN), Some(feed.as_ref()));
    let exchange = Exchange::new(feed.markets().clone(), Terms::default());
    let first = Input::Started(Box::new(genesis));
    let engine = soak::engine::State::new();
    let (disk, seed, length) = (Disk::none(), plan.seed, plan.length);
    Ok(World::begin(Cast { engine, exchange, feed, disk, seed, began_at: BEGIN, length }, first)?)
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
    let (seed, length) = (plan.seed, plan.length);
    Ok(World::begin(Cast { engine, exchange, feed, disk, seed, began_at, length }, first)?)
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

/// Ticks that were made before, so that making them is not measured.
#[derive(Debug)]
pub(crate) struct Prepared {
    markets: Markets,
    history: Vec<History>,
    ticks: std::vec::IntoIter<Tick>,
    skipped: Skipped,
}

impl Prepared {
    /// The first `count` ticks of `feed`.
    pub(crate) fn take(feed: &mut dyn Feed, bar: Span, count: usize) -> Result<Self> {
        let (markets, history) = (feed.markets().clone(), feed.history(bar, 21));
        let mut ticks = Vec::with_capacity(count);
        while ticks.len() < count {
            let Some(tick) = feed.next()? else { break };
            ticks.push(tick);
        }
        Ok(Self { markets, history, ticks: ticks.into_iter(), skipped: Skipped::default() })
    }
}

impl Feed for Prepared {
    fn markets(&self) -> &Markets {
        &self.markets
    }

    fn next(&mut self) -> Result<Option<Tick>, FeedError> {
        Ok(self.ticks.next())
    }

    fn history(&self, _bar: Span, _count: usize) -> Vec<History> {
        self.history.clone()
    }

    fn skip_to(&mut self, _after: Time) -> Result<(), FeedError> {
        Ok(())
    }

    fn describe(&self) -> String {
        "prepared ticks".to_owned()
    }

    fn skipped(&self) -> &Skipped {
        &self.skipped
    }
}
