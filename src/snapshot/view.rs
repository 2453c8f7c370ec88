//! The parts of a snapshot: one for each thing on the screen.
//!
//! Money and shares are decimals (strings in JSON); times are microseconds since 1970.

use serde::{Deserialize, Serialize};

use crate::event::{Purpose, Severity};
use crate::model::{BreakerLevel, Decimal, Money, OrderSeq, Price, Quantity, Seq, Side, Span, Symbol, Time};

/// The version of the picture's form, for viewers of another build.
pub const SNAPSHOT_VERSION: u32 = 1;

/// The soak at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The form's version.
    pub version: u32,
    /// The last input that it shows.
    pub seq: Seq,
    /// The moment.
    pub at: Time,
    /// Name, clock, phase.
    pub soak: SoakView,
    /// The breaker.
    pub breaker: BreakerView,
    /// Profit and loss.
    pub pnl: PnlView,
    /// Open positions, by market.
    pub positions: Vec<PositionView>,
    /// Orders that are not settled, oldest first.
    pub orders: Vec<OrderView>,
    /// Standing alerts, loudest first.
    pub alerts: Vec<AlertView>,
    /// The comparison with the venue's books.
    pub reconcile: ReconcileView,
    /// Round trips by route.
    pub latency: LatencyView,
    /// Requests used and left.
    pub headroom: HeadroomView,
    /// Market data.
    pub feed: FeedView,
    /// The journal's disk.
    pub journal: JournalView,
}

/// What only the shell around the engine knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vitals {
    /// The name people use.
    pub name: String,
    /// Length that the run was asked for; none when it runs until the feed ends or is stopped.
    pub length: Option<Span>,
    /// The last input that is durable.
    pub durable: Seq,
    /// Records shed because the disk took none.
    pub records_shed: u64,
    /// Log lines dropped.
    pub log_dropped: u64,
}

/// Name, clock, phase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoakView {
    /// The name people use.
    pub name: String,
    /// What tells its idempotency keys apart.
    pub id: String,
    /// `starting`, `trading`, `held` (with the reason in `held_because`), `ending`, `fault`.
    pub phase: String,
    /// Why no entries leave, if none do.
    pub held_because: Option<String>,
    /// When it began.
    pub started_at: Time,
    /// Time that counts: covered by market data, with the process up.
    pub healthy: Span,
    /// The length it was asked to run.
    pub length: Option<Span>,
    /// Gaps in the soak clock, and their sum.
    pub gaps: u64,
    /// The sum of the gaps.
    pub gap_total: Span,
    /// Restarts over this journal.
    pub restarts: u64,
    /// Whether the venue has proven that it is paper.
    pub paper_proven: bool,
    /// The seed.
    pub seed: u64,
}

/// The breaker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakerView {
    /// How far it has gone.
    pub level: BreakerLevel,
    /// Since when.
    pub since: Time,
    /// Who or what moved it last.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When the venue said, after the last trip, that nothing is held.
    pub flat_at: Option<Time>,
    /// Times it tripped.
    pub trips: u64,
}

/// Profit and loss.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PnlView {
    /// Marked equity.
    pub equity: Money,
    /// What the account was paid.
    pub initial: Money,
    /// Realised since the start, before fees.
    pub realized: Money,
    /// Unrealised at the last marks.
    pub unrealized: Money,
    /// Fees since the start.
    pub fees: Money,
    /// Equity less the equity at midnight UTC.
    pub day: Money,
    /// Loss since midnight UTC in per cent of the equity then; zero in profit.
    pub day_loss_pct: Decimal,
    /// Where the day loss trips the breaker, in per cent.
    pub day_loss_limit_pct: Decimal,
    /// Fall from the peak in per cent.
    pub drawdown_pct: Decimal,
    /// Where the drawdown trips the breaker, in per cent.
    pub drawdown_limit_pct: Decimal,
    /// Largest fall so far in per cent.
    pub drawdown_max_pct: Decimal,
    /// Worth of all positions in per cent of equity.
    pub exposure_pct: Decimal,
    /// Positions opened.
    pub trades: u64,
    /// Fills booked.
    pub fills: u64,
}

/// One open position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositionView {
    /// The market.
    pub symbol: Symbol,
    /// Long (buy) or short (sell).
    pub side: Side,
    /// Units, without sign.
    pub quantity: Quantity,
    /// Average entry, rounded.
    pub entry: Price,
    /// The price it is marked at.
    pub mark: Option<Price>,
    /// Unrealised profit or loss.
    pub pnl: Money,
    /// When it was opened.
    pub opened_at: Option<Time>,
    /// Distance of the mark to the stop in per cent of the entry.
    pub stop_distance_pct: Decimal,
    /// Worth in per cent of equity.
    pub share_pct: Decimal,
    /// Whether a standing difference keeps entries out.
    pub quarantined: bool,
    /// Whether an order of unknown outcome concerns it.
    pub unknown: bool,
}

/// One order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderView {
    /// Our number.
    pub seq: OrderSeq,
    /// The market.
    pub symbol: Symbol,
    /// Buy or sell.
    pub side: Side,
    /// Units ordered.
    pub quantity: Quantity,
    /// Units filled.
    pub filled: Quantity,
    /// What for.
    pub purpose: Purpose,
    /// Its state in a word.
    pub state: String,
    /// When it was made.
    pub created_at: Time,
    /// Why.
    pub reason: String,
}

/// One standing alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertView {
    /// Its identity.
    pub id: String,
    /// How loud.
    pub severity: Severity,
    /// What it is about.
    pub subject: String,
    /// The sentence.
    pub text: String,
    /// When it was raised.
    pub raised_at: Time,
    /// When a person acknowledged it.
    pub acknowledged_at: Option<Time>,
}

/// The comparison with the venue's books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReconcileView {
    /// When the last agreeing cycle was complete.
    pub agreed_at: Option<Time>,
    /// Complete cycles.
    pub cycles: u64,
    /// Differences that stand, in words.
    pub standing: Vec<String>,
    /// Orders of unknown outcome.
    pub orders_unknown: u64,
    /// The venue's cash less ours.
    pub drift_unexplained: Money,
}

/// Round trips by route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LatencyView {
    /// Routes that were used; `all` first.
    pub routes: Vec<RouteLatency>,
}

/// Round trips of one route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteLatency {
    /// The route's name, or `all`.
    pub route: String,
    /// `minute`, `hour` or `soak`.
    pub window: String,
    /// Round trips counted.
    pub count: u64,
    /// Half took no longer.
    pub p50: Span,
    /// Nine in ten took no longer.
    pub p90: Span,
    /// 99 in 100 took no longer.
    pub p99: Span,
    /// 999 in 1,000 took no longer.
    pub p999: Span,
    /// The longest.
    pub max: Span,
}

/// Requests used and left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadroomView {
    /// The venue's limit in any 60 seconds.
    pub rpm: u32,
    /// Used in the last 60 seconds.
    pub used: u32,
    /// Left of the limit.
    pub free: u32,
    /// The most in any 60 seconds of the last hour.
    pub peak_hour: u32,
    /// The most in any 60 seconds of the soak.
    pub peak_soak: u32,
    /// 429s since the start.
    pub rate_limited: u64,
    /// Used in the last 60 seconds by protect, trade, observe.
    pub by_lane: [u32; 3],
}

/// Market data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedView {
    /// Ticks taken in.
    pub ticks: u64,
    /// When the last one was taken in.
    pub last_tick: Option<Time>,
    /// Why the connection is lost, if it is.
    pub lost: Option<String>,
    /// Whether a recording has ended.
    pub ended: bool,
    /// Ticks left out because they came too fast.
    pub conflated: u64,
}

/// The journal's disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalView {
    /// Why writes fail, if they do.
    pub failing: Option<String>,
    /// The last input that is durable.
    pub durable: Seq,
    /// Records shed because the disk took none.
    pub records_shed: u64,
    /// Log lines dropped.
    pub log_dropped: u64,
}
