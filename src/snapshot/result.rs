//! The last line of a headless run: one object, money and percentages as decimal strings.

use serde::{Deserialize, Serialize};

use crate::engine::State;
use crate::model::{BreakerLevel, Decimal, Money, Span};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// The asked length was reached.
    Length,
    /// The recording has no more rows.
    FeedEnds,
    /// A person stopped it.
    Stopped,
    /// Something made it impossible to go on.
    Fault,
}

/// What only the shell around the engine measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The soak's name.
    pub name: String,
    /// How it ended.
    pub ended: Ended,
    /// Real time that the run took.
    pub wall: Span,
    /// The journal's fingerprint.
    pub journal_sha256: String,
}

/// The result of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunResult {
    /// The soak's name.
    pub soak: String,
    /// How it ended.
    pub ended: Ended,
    /// Why, when by a fault.
    pub fault: Option<String>,
    /// Length in the soak's own time, in seconds.
    pub virtual_s: Decimal,
    /// Length in real time, in seconds.
    pub wall_s: Decimal,
    /// Ticks taken in.
    pub ticks: u64,
    /// Orders made.
    pub orders: u64,
    /// Fills booked.
    pub fills: u64,
    /// Positions opened.
    pub trades: u64,
    /// Orders of unknown outcome at the end.
    pub orders_unknown: u64,
    /// Requests sent.
    pub requests: u64,
    /// The most requests in any 60 seconds.
    pub requests_per_min_max: u64,
    /// Our equity, at the marks of the venue's last balance.
    pub equity: Money,
    /// Realised, before fees.
    pub realized_pnl: Money,
    /// Unrealised at the last marks.
    pub unrealized_pnl: Money,
    /// Fees.
    pub fees: Money,
    /// Equity as the venue last said.
    pub venue_equity: Option<Money>,
    /// The venue's cash less ours.
    pub drift_unexplained: Money,
    /// Largest fall of marked equity from its peak, in per cent of the peak.
    pub max_drawdown_pct: Decimal,
    /// The same within any 24 hours.
    pub max_drawdown_1d_pct: Decimal,
    /// Largest share of equity in positions, in per cent.
    pub exposure_pct_max: Decimal,
    /// Alerts raised.
    pub alerts_raised: u64,
    /// Alerts that stand at the end.
    pub alerts_open: u64,
    /// How far the breaker had gone at the end.
    pub breaker: BreakerLevel,
    /// Times it tripped.
    pub breaker_trips: u64,
    /// Time that counts.
    pub healthy_s: Decimal,
    /// Gaps in the soak clock.
    pub gaps: u64,
    /// Restarts over this journal.
    pub restarts: u64,
    /// Intents held back.
    pub intents_refused: u64,
    /// The seed.
    pub seed: u64,
    /// Fingerprint over the canonical sequence of journaled envelopes.
    pub journal_sha256: String,
}

impl RunResult {
    /// The result of the run that `state` is the end of.
    #[must_use]
    pub fn of(state: &State, measured: Measured) -> Self {
        let ledger = state.ledger();
        let balance = state.reconciler().last_balance();
        Self {
            soak: measured.name,
            ended: measured.ended,
            fault: state.fault().map(str::to_owned),
            virtual_s: seconds(state.at().since(state.started_at())),
            wall_s: seconds(measured.wall),
            ticks: state.counters().ticks,
            orders: state.orders().made_total(),
            fills: ledger.fills_total(),
            trades: ledger.trades(),
            orders_unknown: state.orders().unknown_count() as u64,
            requests: state.outbox().sent_total(),
            requests_per_min_max: u64::from(state.headroom().peak_soak),
            equity: balance.map_or_else(|| ledger.equity(), |balance| balance.equity),
            realized_pnl: ledger.realized(),
            unrealized_pnl: ledger.unrealized(),
            fees: ledger.fees(),
            venue_equity: balance.map(|balance| balance.venue_equity),
            drift_unexplained: state.drift_unexplained(),
            max_drawdown_pct: state.curve().max_drawdown().percent().round_dp(4),
            max_drawdown_1d_pct: state.curve().max_drawdown_1d().percent().round_dp(4),
            exposure_pct_max: state.counters().exposure_share_max.percent().round_dp(4),
            alerts_raised: state.alerts().raised_total(),
            alerts_open: state.alerts().open_count() as u64,
            breaker: state.breaker().level(),
            breaker_trips: state.breaker().trips(),
            healthy_s: seconds(state.clock().healthy()),
            gaps: state.clock().gap_count(),
            restarts: state.counters().restarts,
            intents_refused: state.counters().intents_refused,
            seed: state.seed(),
            journal_sha256: measured.journal_sha256,
        }
    }
}

fn seconds(span: Span) -> Decimal {
    Decimal::new(span.as_millis(), 3).normalize()
}
