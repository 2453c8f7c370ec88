//! Worlds that keep nothing, over ticks that were made before.

use color_eyre::eyre::Result;
use soak::event::Input;
use soak::fault::Schedule;
use soak::market::{Feed, FeedError, Skipped};
use soak::model::{
    AgentRules, BreakerLevel, BreakerRules, BudgetRules, History, Markets, Rate, Rules, Span, Tick, Time,
};
use soak::paper::{Exchange, Terms};
use soak::runtime::Plan;
use soak::sim::{Cast, Disk, PATIENCE, World};

use super::world::BEGIN;

/// Rules under which the agent orders as often as it can, held back by nothing.
pub(crate) fn busy_rules(bar: Span) -> Rules {
    let most = u16::MAX;
    let all = Rate::from_bp(10_000);
    Rules {
        agent: AgentRules {
            bar,
            fast: 1,
            slow: 2,
            band: Rate::ZERO,
            entries_per_day_max: most,
            ..AgentRules::default()
        },
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
    let (disk, seed, length, began_at) = (Disk::none(), plan.seed, plan.length, BEGIN);
    let (faults, patience) = (Schedule::default(), PATIENCE);
    let cast = Cast { engine, exchange, feed, disk, seed, began_at, length, faults, patience };
    Ok(World::begin(cast, first)?)
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
