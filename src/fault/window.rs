//! When a fault strikes, whom, and how often.

use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

use super::{Fault, written};
use crate::event::Route;
use crate::model::{Rate, Span, Symbol};

/// Parts in which a share is drawn: one in a million is rarer than any rehearsal asks for.
const PARTS: u64 = 1_000_000;

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
    /// A window that strikes everything, from `from` on, for `length`.
    #[must_use]
    pub const fn whole(fault: Fault, from: Span, length: Span) -> Self {
        Self { from, length, fault, share: Rate::ONE, routes: Vec::new(), symbol: None, label: String::new() }
    }

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

    /// Whether something about `symbol` is struck, or something about no market in particular.
    #[must_use]
    pub fn concerns(&self, symbol: Option<&Symbol>) -> bool {
        self.symbol.is_none() || self.symbol.as_ref() == symbol
    }

    /// Whether it strikes everything that it could.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.share >= Rate::ONE
    }

    /// Whether what `drawn` was drawn for is struck; `drawn` is any number, each as likely.
    #[must_use]
    pub fn hits(&self, drawn: u64) -> bool {
        let parts = self.share.get().checked_mul(PARTS.into()).and_then(|parts| parts.to_u64());
        drawn % PARTS < parts.unwrap_or(0)
    }
}

const fn whole() -> Rate {
    Rate::ONE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(share: &str, drawn: u64, expect: bool) {
        let share = share.parse().unwrap();
        let window = Window { share, ..Window::whole(Fault::Partition, Span::ZERO, Span::ZERO) };
        assert_eq!(window.hits(drawn), expect, "{share} of what {drawn} is drawn for");
    }

    #[test]
    fn a_share_is_counted_in_millionths() {
        check("0", 0, false);
        check("0.2", 199_999, true);
        check("0.2", 200_000, false);
        check("0.2", 1_000_000, true);
        check("1", u64::MAX, true);
    }
}
