//! One variant of a drill: a market, faults, acts, and what has to hold.

use serde::Deserialize;

use super::written;
use super::{Act, Expectation, MarketPath};
use crate::fault::Window;
use crate::model::Span;

/// One variant of a drill.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What tells it from the drill's other cases: `in one tick`.
    pub name: String,
    /// How long it takes, the quiet phase at its end included.
    #[serde(deserialize_with = "written::text")]
    pub length: Span,
    /// What it changes in the configuration, written as in `soak.toml`.
    #[serde(default)]
    pub settings: String,
    /// The markets; one at least.
    #[serde(rename = "market")]
    pub markets: Vec<MarketPath>,
    /// What goes wrong, and when.
    #[serde(default, rename = "fault")]
    pub faults: Vec<Window>,
    /// Who does what, and when.
    #[serde(default, rename = "act")]
    pub acts: Vec<Act>,
    /// What has to hold; one at least.
    #[serde(rename = "expect")]
    pub expectations: Vec<Expectation>,
    /// How it runs in real time; only in virtual time if left out.
    #[serde(default)]
    pub real_time: Option<RealTime>,
}

/// What is another in real time, where nobody wants to wait for minutes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RealTime {
    /// How long it takes.
    #[serde(default, deserialize_with = "written::optional")]
    pub length: Option<Span>,
    /// What it changes in the configuration.
    #[serde(default)]
    pub settings: Option<String>,
    /// What goes wrong, and when.
    #[serde(default, rename = "fault")]
    pub faults: Option<Vec<Window>>,
    /// Who does what, and when.
    #[serde(default, rename = "act")]
    pub acts: Option<Vec<Act>>,
    /// What has to hold.
    #[serde(default, rename = "expect")]
    pub expectations: Option<Vec<Expectation>>,
}

impl Case {
    /// The case as it runs in real time, if it does.
    #[must_use]
    pub fn in_real_time(&self) -> Option<Self> {
        let other = self.real_time.clone()?;
        let mut case = self.clone();
        case.length = other.length.unwrap_or(case.length);
        case.settings = other.settings.unwrap_or(case.settings);
        case.faults = other.faults.unwrap_or(case.faults);
        case.acts = other.acts.unwrap_or(case.acts);
        case.expectations = other.expectations.unwrap_or(case.expectations);
        Some(case)
    }

    /// When the last fault is over, after the beginning.
    #[must_use]
    pub fn faults_over(&self) -> Span {
        self.faults.iter().map(Window::until).max().unwrap_or(Span::ZERO)
    }
}
