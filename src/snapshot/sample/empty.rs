//! A soak that has just started: nothing is known yet.

use crate::model::{BreakerLevel, Decimal, Money, Seq, Span, Time};
use crate::snapshot::{
    BreakerView, DroppedView, Execution, FeedView, HeadroomView, History, JournalView, LatencyView, PnlView,
    ProfitSplit, ReconcileView, SNAPSHOT_VERSION, Snapshot, SoakView, VenueView,
};

/// 2026-01-28T14:01:23Z.
const BEGAN: Time = Time::from_millis(1_769_608_883_000);

/// The first picture: every option is none, every list is empty, every amount zero.
#[must_use]
pub(crate) fn empty() -> Snapshot {
    Snapshot {
        version: SNAPSHOT_VERSION,
        seq: Seq(0),
        at: BEGAN,
        soak: SoakView {
            name: "btc-crossover".into(),
            id: String::new(),
            phase: "starting".into(),
            held_because: None,
            started_at: BEGAN,
            healthy: Span::ZERO,
            length: None,
            gaps: 0,
            gap_total: Span::ZERO,
            restarts: 0,
            execution: Execution::Unproven,
            venue: "embedded".into(),
            key_env: None,
            feed: "synthetic:7".into(),
            agent: "crossover".into(),
            seed: 7,
            stage: None,
        },
        breaker: BreakerView {
            level: BreakerLevel::Armed,
            since: BEGAN,
            by: String::new(),
            reason: String::new(),
            flat_at: None,
            trips: 0,
        },
        game_day: None,
        pnl: pnl(),
        positions: Vec::new(),
        orders: Vec::new(),
        alerts: Vec::new(),
        reconcile: ReconcileView {
            agreed_at: None,
            every: Span::from_secs(5),
            blind_since: None,
            cycles: 0,
            standing: Vec::new(),
            orders_unknown: 0,
            drift_unexplained: Money::ZERO,
        },
        latency: LatencyView { routes: Vec::new(), spread: Vec::new() },
        headroom: headroom(),
        venue: VenueView::default(),
        feed: FeedView {
            ticks: 0,
            last_tick: None,
            lost: None,
            ended: false,
            markets: Vec::new(),
            conflated: 0,
        },
        journal: JournalView { failing: None, durable: Seq(0), records_shed: 0, log_dropped: 0 },
        dropped: DroppedView::default(),
        checklist: Vec::new(),
    }
}

fn pnl() -> PnlView {
    PnlView {
        equity: Money::ZERO,
        initial: Money::ZERO,
        total: ProfitSplit::default(),
        day: ProfitSplit::default(),
        day_loss_pct: Decimal::ZERO,
        day_loss_limit_pct: Decimal::ZERO,
        drawdown_pct: Decimal::ZERO,
        drawdown_limit_pct: Decimal::ZERO,
        drawdown_max_pct: Decimal::ZERO,
        exposure_pct: Decimal::ZERO,
        trades: 0,
        fills: 0,
    }
}

fn headroom() -> HeadroomView {
    HeadroomView {
        rpm: 300,
        used: 0,
        free: 300,
        peak_hour: 0,
        peak_soak: 0,
        rate_limited: 0,
        rate_limited_at: None,
        normal: 180,
        open: 150,
        sent_total: 0,
        by_lane: [0; 3],
        by_route: Vec::new(),
        peak_minutes: Vec::new(),
    }
}

/// Nothing led to it.
#[must_use]
pub(crate) fn empty_history() -> History {
    History { at: BEGAN, began_at: BEGAN, ..History::default() }
}
