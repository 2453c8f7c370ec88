//! When a fault strikes, whom, and how often.

use serde::{Deserialize, Serialize};

use super::{Fault, written};
use crate::event::Route;
use crate::model::{Rate, Span, Symbol};

/// A stretch of time in which one fault strikes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// When it opens, from the beginning of the soak.
    #[serde(with = "written::span")]
    pub from: Span,
    /// How long it is open.
    #[serde(rename = "for", with = "written::span")]
    pub length: Span,
    /// What goes wrong.
    pub fault: Fault,
    /// How many of what could be struck are: `0.2` is one in five, drawn by chance.
    #[serde(default = "whole")]
    pub share: Rate,
    /// The routes that are struck; all if empty.
    #[serde(default)]
    pub routes: Vec<Route>,
    /// The market that is struck; all if left out.
    #[serde(default)]
    pub symbol: Option<Symbol>,
    /// What people call it; the fault's own word if empty.
    #[serde(default)]
    pub label: String,
}

impl Window {
    /// When it closes, from the beginning of the soak.
    #[must_use]
    pub fn until(&self) -> Span {
        self.from + self.length
    }

    /// What people call it.
    #[must_use]
    pub fn label(&self) -> &str {
        if self.label.is_empty() { self.fault.as_str() } else { &self.label }
    }

    /// Whether requests of `route` are struck.
    #[must_use]
    pub fn strikes(&self, route: Route) -> bool {
        self.routes.is_empty() || self.routes.contains(&route)
    }
}

const fn whole() -> Rate {
    Rate::ONE
}
