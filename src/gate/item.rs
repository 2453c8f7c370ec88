//! The fifteen items, in the order in which they are shown.

use serde::{Deserialize, Serialize};

/// An item of the checklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// Unit tests cover more of the agent than the limit.
    Coverage,
    /// The integration tests pass.
    Integration,
    /// Paper trading for seven healthy days, with a volatile period and a result inside the bounds.
    SevenDays,
    /// The load test at twice the normal rate.
    Load,
    /// The five chaos cases.
    Chaos,
    /// The recorded sessions give what is expected of them.
    Regression,
    /// The books agree, and a stuck position was seen, told and acknowledged.
    Reconciliation,
    /// The max-loss breaker is set, and was rehearsed its whole way.
    Breaker,
    /// The key is in the environment and nowhere else.
    Key,
    /// A tenth of the capital first.
    Ramp,
    /// No order is UNKNOWN.
    Unknown,
    /// Every cent of difference has a name.
    Drift,
    /// Alerts were delivered and acknowledged.
    Alerts,
    /// Memory, disk and clock stayed inside their bounds.
    Resources,
    /// It was proven that the venue is paper.
    Paper,
}

impl Item {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 15] = [
        Self::Coverage,
        Self::Integration,
        Self::SevenDays,
        Self::Load,
        Self::Chaos,
        Self::Regression,
        Self::Reconciliation,
        Self::Breaker,
        Self::Key,
        Self::Ramp,
        Self::Unknown,
        Self::Drift,
        Self::Alerts,
        Self::Resources,
        Self::Paper,
    ];

    /// Its identity on the command line, in JSON and in bundles.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Coverage => "coverage",
            Self::Integration => "integration",
            Self::SevenDays => "seven_days",
            Self::Load => "load",
            Self::Chaos => "chaos",
            Self::Regression => "regression",
            Self::Reconciliation => "reconciliation",
            Self::Breaker => "breaker",
            Self::Key => "key",
            Self::Ramp => "ramp",
            Self::Unknown => "unknown",
            Self::Drift => "drift",
            Self::Alerts => "alerts",
            Self::Resources => "resources",
            Self::Paper => "paper",
        }
    }

    /// What it is called on the screen, at most 14 characters.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::SevenDays => "seven days",
            Self::Load => "load ×2",
            Self::Ramp => "10% first",
            Self::Unknown => "no UNKNOWN",
            Self::Drift => "no drift",
            _ => self.as_str(),
        }
    }
}
