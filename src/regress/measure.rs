//! What can be measured of a session's run, by name.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Run;
use crate::model::{Decimal, Rate};

/// One thing that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Change of marked equity, fees included, in per cent of the initial balance.
    PnlPct,
    /// Positions opened.
    Trades,
    /// Orders sent that open or add to a position.
    Entries,
    /// Fills booked.
    Fills,
    /// Fees paid.
    Fees,
    /// Positions closed with a profit after fees, in per cent of those closed; none where none was closed.
    WinRate,
    /// Largest fall of marked equity from its peak, in per cent of the peak.
    DrawdownPct,
    /// Largest share of equity in positions, in per cent.
    MaxExposurePct,
    /// Market orders sent.
    MarketOrders,
    /// Times that the breaker tripped.
    Trips,
    /// Orders of unknown outcome at the end.
    UnknownOrders,
    /// What no fill and no fee explains between the venue's cash and ours, without its sign.
    Unexplained,
    /// Alerts raised.
    Alerts,
    /// Most requests in any 60 seconds.
    RequestsPerMinute,
}

/// What a measure counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Things.
    #[serde(rename = "count")]
    Count,
    /// Per cent.
    #[serde(rename = "%")]
    Percent,
    /// The account's currency.
    #[serde(rename = "USD")]
    Money,
}

impl Measure {
    /// Every measure with its name, in the order of tables.
    pub const ALL: [(Self, &'static str); 14] = [
        (Self::PnlPct, "pnl_pct"),
        (Self::Trades, "trades"),
        (Self::Entries, "entries"),
        (Self::Fills, "fills"),
        (Self::Fees, "fees"),
        (Self::WinRate, "win_rate"),
        (Self::DrawdownPct, "drawdown_pct"),
        (Self::MaxExposurePct, "max_exposure_pct"),
        (Self::MarketOrders, "market_orders"),
        (Self::Trips, "trips"),
        (Self::UnknownOrders, "unknown_orders"),
        (Self::Unexplained, "unexplained"),
        (Self::Alerts, "alerts"),
        (Self::RequestsPerMinute, "requests_per_minute"),
    ];

    /// The measure called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(measure, _)| *measure)
    }

    /// Its name in files and tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(measure, _)| *measure == self).map_or("?", |(_, name)| name)
    }

    /// What it counts in.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Self::PnlPct | Self::WinRate | Self::DrawdownPct | Self::MaxExposurePct => Unit::Percent,
            Self::Fees | Self::Unexplained => Unit::Money,
            _ => Unit::Count,
        }
    }

    /// What it was in `run`; none where it never came to be.
    #[must_use]
    pub fn of(self, run: &Run) -> Option<Decimal> {
        let state = &run.state;
        let share = |share: Rate| Some(share.percent());
        match self {
            Self::PnlPct => share(state.ledger().profit().net().share_of(state.ledger().initial())),
            Self::Trades => Some(state.ledger().trades().into()),
            Self::Entries => Some(run.tally.entries.into()),
            Self::Fills => Some(state.ledger().fills_total().into()),
            Self::Fees => Some(state.ledger().fees().get().normalize()),
            Self::WinRate => run.tally.win_rate().map(Rate::percent),
            Self::DrawdownPct => share(state.curve().max_drawdown()),
            Self::MaxExposurePct => share(state.counters().exposure_share_max),
            Self::MarketOrders => Some(run.tally.market_orders.into()),
            Self::Trips => Some(state.breaker().trips().into()),
            Self::UnknownOrders => Some((state.orders().unknown_count() as u64).into()),
            Self::Unexplained => Some(state.drift_unexplained().abs().get().normalize()),
            Self::Alerts => Some(state.alerts().raised_total().into()),
            Self::RequestsPerMinute => Some(state.headroom().peak_soak.into()),
        }
    }
}

impl Unit {
    /// `value` for people, rounded to what they read.
    #[must_use]
    pub fn show(self, value: Decimal) -> String {
        match self {
            Self::Count => value.to_string(),
            Self::Percent => format!("{}%", value.round_dp(4).normalize()),
            Self::Money => format!("{} USD", value.round_dp(8).normalize()),
        }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
