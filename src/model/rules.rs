//! The numbers that the engine is bound by. They come from `soak.toml`, are checked there, and are
//! the first thing in the journal, so that a replay needs nothing else.

use serde::{Deserialize, Serialize};

use super::{Money, Rate, Span};

/// Every number that the engine obeys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// The built-in agent.
    pub agent: AgentRules,
    /// What may be risked.
    pub risk: RiskRules,
    /// What trips the breaker.
    pub breaker: BreakerRules,
    /// How many requests may be sent.
    pub budget: BudgetRules,
    /// How orders are sent and retried.
    pub orders: OrderRules,
    /// How the venue's books are compared with ours.
    pub reconcile: ReconcileRules,
}

/// The moving-average crossover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentRules {
    /// Whether the built-in agent trades; without it, intents come only from outside.
    pub enabled: bool,
    /// Bars in the fast average.
    pub fast: u16,
    /// Bars in the slow average.
    pub slow: u16,
    /// Length of a bar.
    pub bar: Span,
    /// How far the averages must be apart, as a share of the slow one, before a crossing counts.
    pub band: Rate,
    /// Most entries per market in any 24 hours; fewer than 20 keeps fees from being the result.
    pub entries_per_day_max: u16,
    /// Whether it also sells what it does not have.
    pub short: bool,
}

/// What may be risked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskRules {
    /// Largest share of equity in one trade.
    pub trade_max: Rate,
    /// Largest share of equity in all positions together, unknown orders counted at their worst.
    pub exposure_max: Rate,
    /// A position this far below its entry is closed.
    pub stop_loss: Rate,
    /// A move this large within [`Self::crash_window`] is a crash: no market order leaves.
    pub crash_move: Rate,
    /// The window in which a crash is measured; it is over when the window holds none.
    pub crash_window: Span,
    /// In a crash, a closing limit order is at most this far from the mark.
    pub crash_band: Rate,
    /// A market without data for this long takes no entries.
    pub stale_after: Span,
}

/// How far the breaker goes when it acts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BreakerLevel {
    /// Nothing is held back.
    #[default]
    Armed,
    /// No entries; closing goes on.
    Paused,
    /// Resting orders are cancelled and nothing that adds exposure leaves.
    Tripped,
    /// Tripped, and every position is closed and seen closed.
    Flattening,
}

/// What trips the breaker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakerRules {
    /// Loss since midnight UTC, marked, as a share of the equity then.
    pub day_loss_max: Rate,
    /// Fall of marked equity from its peak, as a share of the peak.
    pub drawdown_max: Rate,
    /// Requests failed in a row.
    pub errors_in_row_max: u16,
    /// Orders in any 60 seconds.
    pub orders_per_min_max: u16,
    /// How far it goes when one of these is reached.
    pub level: BreakerLevel,
}

/// How many requests may be sent; see `engine::budget` for the arithmetic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetRules {
    /// The venue's limit: requests in any 60 seconds.
    pub rpm: u16,
    /// The share of it that normal running stays under.
    pub normal_max: Rate,
    /// The share of it that is kept for reconciliation and closing.
    pub reserve: Rate,
    /// Tighter limits of single routes, by the route's name: requests in any 60 seconds.
    pub per_route: Vec<(String, u16)>,
}

/// How orders are sent and retried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRules {
    /// An intent older than this is dropped instead of sent.
    pub intent_ttl: Span,
    /// Times that a rate-limited or never-sent request is sent again.
    pub retries_max: u16,
    /// An entry still working after this long is cancelled.
    pub entry_patience: Span,
    /// First wait after a 429 that does not say how long; doubled each time.
    pub backoff_first: Span,
    /// Longest wait after a 429, whatever it says.
    pub backoff_max: Span,
}

/// How the venue's books are compared with ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReconcileRules {
    /// Time between cycles.
    pub every: Span,
    /// Cycles without an answer after which entries pause.
    pub blind_after: u16,
    /// Paper money that the account starts with.
    pub initial_balance: Money,
}

impl Default for AgentRules {
    fn default() -> Self {
        Self {
            enabled: true,
            fast: 9,
            slow: 21,
            bar: Span::from_secs(60),
            band: Rate::from_bp(2),
            entries_per_day_max: 18,
            short: true,
        }
    }
}

impl Default for RiskRules {
    fn default() -> Self {
        Self {
            trade_max: Rate::from_bp(200),
            exposure_max: Rate::from_bp(1_250),
            stop_loss: Rate::from_bp(500),
            crash_move: Rate::from_bp(500),
            crash_window: Span::from_secs(90),
            crash_band: Rate::from_bp(100),
            stale_after: Span::from_secs(120),
        }
    }
}

impl Default for BreakerRules {
    fn default() -> Self {
        Self {
            day_loss_max: Rate::from_bp(300),
            drawdown_max: Rate::from_bp(500),
            errors_in_row_max: 10,
            orders_per_min_max: 60,
            level: BreakerLevel::Tripped,
        }
    }
}

impl Default for BudgetRules {
    fn default() -> Self {
        Self {
            rpm: 300,
            normal_max: Rate::from_bp(6_000),
            reserve: Rate::from_bp(1_000),
            per_route: Vec::new(),
        }
    }
}

impl Default for OrderRules {
    fn default() -> Self {
        Self {
            intent_ttl: Span::from_secs(10),
            retries_max: 5,
            entry_patience: Span::from_secs(60),
            backoff_first: Span::from_secs(1),
            backoff_max: Span::from_secs(300),
        }
    }
}

impl Default for ReconcileRules {
    fn default() -> Self {
        Self {
            every: Span::from_secs(5),
            blind_after: 3,
            initial_balance: Money::new(rust_decimal::Decimal::new(10_000, 0)),
        }
    }
}
