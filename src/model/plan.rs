//! What a run was set out to prove, with what, and how far it may go: fixed before the run, so that nobody
//! moves the posts while the ball is in the air.

use serde::{Deserialize, Serialize};

use super::{Rate, Span};

/// What evidence holds for: another agent, configuration or binary, and it has to be gathered anew.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fingerprints {
    /// The agent's, SHA-256 in hexadecimal; the binary's own for the built-in one.
    pub agent: String,
    /// That of the configuration that matters, before what a drill changes in it.
    pub configuration: String,
    /// SHA-256 of the program.
    pub binary: String,
}

/// What a run was set out to prove. The input after each start of the process.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What it runs with.
    pub fingerprints: Fingerprints,
    /// Whether orders are executed with real money.
    pub mode: TradingMode,
    /// What it is played on.
    #[serde(default)]
    pub stage: Stage,
    /// SHA-256 of the bundle that opened the door to real money; none on paper.
    #[serde(default)]
    pub promoted_by: Option<String>,
    /// The limits that the gate judges by.
    pub gate: GateRules,
    /// The steps from a small share of the capital to all of it.
    pub ramp: RampRules,
}

/// What a run is played on. A proof on a made-up stage opens no door to real money.
///
/// The default is the least that can be believed: what an older journal does not say was made up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stage {
    /// How time passes.
    pub time: StageTime,
    /// Whose prices they are.
    pub prices: StagePrices,
}

/// How time passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageTime {
    /// As fast as it can, in the simulated world.
    #[default]
    Virtual,
    /// As it does, over real sockets.
    Real,
}

/// Whose prices they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StagePrices {
    /// Nobody's: they are drawn by chance.
    #[default]
    Synthetic,
    /// The market's of another day.
    Recorded,
    /// The venue's own, as they are made.
    Venue,
}

impl Stage {
    /// What of it is made up, in a few words; none where nothing is.
    #[must_use]
    pub const fn pretence(self) -> Option<&'static str> {
        match (self.time, self.prices) {
            (StageTime::Real, StagePrices::Venue) => None,
            (StageTime::Real, StagePrices::Synthetic) => Some("synthetic prices"),
            (StageTime::Real, StagePrices::Recorded) => Some("recorded prices"),
            (StageTime::Virtual, StagePrices::Synthetic) => Some("virtual time and synthetic prices"),
            (StageTime::Virtual, StagePrices::Recorded) => Some("virtual time and recorded prices"),
            (StageTime::Virtual, StagePrices::Venue) => Some("virtual time"),
        }
    }
}

impl Stage {
    /// The one word for what of it is made up first of all, where there is room for no more.
    #[must_use]
    pub const fn pretence_word(self) -> Option<&'static str> {
        match (self.time, self.prices) {
            (StageTime::Virtual, _) => Some("virtual"),
            (StageTime::Real, StagePrices::Synthetic) => Some("synthetic"),
            (StageTime::Real, StagePrices::Recorded) => Some("recorded"),
            (StageTime::Real, StagePrices::Venue) => None,
        }
    }
}

/// Whether orders are executed with real money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TradingMode {
    /// They are not.
    #[default]
    Paper,
    /// They are.
    Live,
}

impl TradingMode {
    /// The word on the wire, in the configuration and on screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Live => "live",
        }
    }
}

/// The limits that the gate judges by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateRules {
    /// Least share of covered lines, in the whole and in each of the strategy's modules.
    pub coverage_min: Rate,
    /// Least time on the soak clock.
    pub healthy_min: Span,
    /// Longest single gap.
    pub gap_max: Span,
    /// A move this large within [`Self::volatile_window`] makes a volatile period; there has to be one.
    pub volatile_move: Rate,
    /// The window of such a move.
    pub volatile_window: Span,
    /// Worst result of the soak, as a share of the initial balance; negative for a loss.
    pub pnl_min: Rate,
    /// Best result that is believed, as a share of the initial balance.
    pub pnl_max: Rate,
    /// Deepest fall of marked equity from its peak.
    pub drawdown_max: Rate,
    /// Longest p99 of the load test at twice the normal rate.
    pub load_p99_max: Span,
    /// Most memory of the process, MiB.
    pub memory_max_mib: u32,
    /// Least free space on the journal's disk, MiB.
    pub disk_free_min_mib: u32,
    /// Most that the machine's clock may be away from the venue's, what its dates leave open counted in: below
    /// one and a half seconds it takes many answers to show it.
    pub clock_offset_max: Span,
    /// How long a rehearsal by a person counts.
    pub fresh_for: Span,
}

/// The steps from a small share of the capital to all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RampRules {
    /// The share of [`super::RiskRules::exposure_max`] of each step, the first of them first; the last is
    /// [`Rate::ONE`]. None where there is no plan.
    pub steps: Vec<Rate>,
    /// Healthy time on each step before the next.
    pub hold: Span,
}

impl Default for GateRules {
    fn default() -> Self {
        Self {
            coverage_min: Rate::from_bp(9_000),
            healthy_min: Span::from_secs(7 * 86_400),
            gap_max: Span::from_secs(3_600),
            volatile_move: Rate::from_bp(200),
            volatile_window: Span::from_secs(3_600),
            pnl_min: Rate::from_bp(-500),
            pnl_max: Rate::from_bp(5_000),
            drawdown_max: Rate::from_bp(500),
            load_p99_max: Span::from_secs(2),
            memory_max_mib: 256,
            disk_free_min_mib: 512,
            clock_offset_max: Span::from_secs(2),
            fresh_for: Span::from_secs(86_400),
        }
    }
}

impl Default for RampRules {
    fn default() -> Self {
        Self {
            steps: vec![Rate::from_bp(1_000), Rate::from_bp(2_500), Rate::from_bp(5_000), Rate::ONE],
            hold: Span::from_secs(48 * 3_600),
        }
    }
}
