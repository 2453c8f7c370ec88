//! What an agent is to the engine: something that is shown a tick and may wish for trades.
//!
//! The engine turns wishes into orders or holds them back; an agent cannot send anything. An agent
//! in another process does without this port: its wishes arrive as `Input::Intent`.
//!
//! Invariant: an agent is state and arithmetic. The same ticks and views give the same wishes.

use serde::{Deserialize, Serialize};

use super::Crossover;
use crate::event::Intent;
use crate::model::{AgentRules, History, Markets, Quantity, Tick, Time};

/// What an agent may know of one market beside its ticks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarketView {
    /// Units held: long is positive, short negative.
    pub position: Quantity,
    /// Whether an order of ours is working or UNKNOWN in this market.
    pub working: bool,
    /// Whether entries are allowed now: breaker armed, data fresh, market not in quarantine.
    pub may_enter: bool,
}

/// Something that trades.
pub trait Agent {
    /// Takes one tick, received at `at`, and appends what it wants to `intents`. Called for every
    /// tick, so it neither allocates nor divides unless it wants something.
    fn on_tick(&mut self, tick: &Tick, at: Time, view: &MarketView, intents: &mut Vec<Intent>);
}

/// The agents that come with the engine. An enum and not a trait object, because it is part of the
/// engine's state and must compare and serialise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BuiltIn {
    /// The moving-average crossover.
    Crossover(Crossover),
    /// Nothing trades from within; intents come only from outside.
    None,
}

impl BuiltIn {
    /// The agent that `rules` ask for, warmed up with `history`.
    #[must_use]
    pub fn new(rules: &AgentRules, markets: &Markets, history: &[History]) -> Self {
        if rules.enabled { Self::Crossover(Crossover::new(rules, markets, history)) } else { Self::None }
    }
}

impl Agent for BuiltIn {
    fn on_tick(&mut self, tick: &Tick, at: Time, view: &MarketView, intents: &mut Vec<Intent>) {
        match self {
            Self::Crossover(agent) => agent.on_tick(tick, at, view, intents),
            Self::None => {}
        }
    }
}
