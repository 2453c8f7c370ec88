//! Day 3 of 7: two positions, one acknowledged note, nothing to do.

use super::empty;
use super::parts::{alert, item, money, order, position, route, split};
use crate::event::{Purpose, Severity};
use crate::model::{Decimal, Price, Seq, Side, Span, Symbol, Time};
use crate::snapshot::{
    ChecklistItem, ChecklistStatus, DroppedView, Execution, FeedView, HeadroomView, JournalView,
    LatencyBucket, LatencyView, MarketView, PnlView, ReconcileView, RouteUse, Snapshot, SoakView, VenueView,
};

/// 2026-01-31T03:14:09.300Z.
pub(super) const NOW: Time = Time::from_millis(1_769_829_249_300);

fn ago(secs: i64) -> Time {
    NOW - Span::from_secs(secs)
}

/// The picture of SCREEN.md.
#[must_use]
pub(crate) fn usual() -> Snapshot {
    let first = empty();
    Snapshot {
        seq: Seq(2_412_907),
        at: NOW,
        soak: SoakView {
            id: "0123456789".into(),
            phase: "trading".into(),
            healthy: Span::from_secs(220_324),
            length: Some(Span::from_secs(604_800)),
            gaps: 1,
            gap_total: Span::from_secs(42),
            execution: Execution::Paper,
            ..first.soak
        },
        pnl: pnl(),
        positions: vec![
            position(
                ["BTC", "0.0029", "67412.0", "67398.5", "-0.04", "64041.4", "4.98", "1.95"],
                Side::Buy,
                Some(ago(750)),
            ),
            position(
                ["ETH", "0.0810", "2611.40", "2607.90", "0.28", "2741.97", "5.13", "2.10"],
                Side::Sell,
                Some(ago(195)),
            ),
        ],
        orders: vec![
            order(1_206, ["BTC", "0.0029", "0", "69100.0", "open"], Purpose::Exit, ago(740)),
            order(1_208, ["SOL", "1.25", "0.40", "182.35", "partially_filled"], Purpose::Entry, ago(31)),
        ],
        alerts: vec![crate::snapshot::AlertView {
            acknowledged_at: Some(ago(60)),
            ..alert(
                ["rate_limited", "order", "budget peak 141 of 300 at 03:12", "", "", "nothing to do"],
                Severity::Note,
                ago(125),
            )
        }],
        reconcile: ReconcileView {
            agreed_at: Some(ago(2)),
            cycles: 43_912,
            drift_unexplained: money("0.00000000"),
            ..first.reconcile
        },
        latency: LatencyView { routes: routes(), spread: spread() },
        headroom: headroom(&first.headroom),
        venue: VenueView {
            answered_at: Some(ago(1)),
            errors_total: 12,
            under_way: 1,
            ..VenueView::default()
        },
        feed: FeedView {
            ticks: 2_203_240,
            last_tick: Some(NOW - Span::from_millis(300)),
            markets: [("BTC", "67398.5"), ("ETH", "2607.90"), ("SOL", "182.41")].map(market).into(),
            conflated: 120,
            ..first.feed
        },
        journal: JournalView { durable: Seq(2_412_906), ..first.journal },
        dropped: DroppedView { intents_refused: 3, intents_expired: 1, ..DroppedView::default() },
        checklist: checklist(),
        ..first
    }
}

fn pnl() -> PnlView {
    PnlView {
        equity: money("10042.17"),
        initial: money("10000.00"),
        total: split("51.02", "-4.10", "4.75"),
        day: split("14.06", "-0.61", "1.05"),
        day_loss_pct: Decimal::new(8, 1),
        day_loss_limit_pct: Decimal::new(300, 2),
        drawdown_pct: Decimal::new(6, 1),
        drawdown_limit_pct: Decimal::new(5, 0),
        drawdown_max_pct: Decimal::new(11_234, 4),
        exposure_pct: Decimal::new(405, 2),
        trades: 611,
        fills: 1_207,
    }
}

fn market((symbol, price): (&str, &str)) -> MarketView {
    MarketView {
        symbol: Symbol::new(symbol).unwrap(),
        price: Some(price.parse::<Price>().unwrap()),
        at: Some(NOW - Span::from_millis(300)),
        stale: false,
        crash: false,
    }
}

fn routes() -> Vec<crate::snapshot::RouteLatency> {
    let rows = [
        route("all", 212, [810, 1_300, 3_100, 7_700, 7_700]),
        route("order", 9, [1_200, 2_000, 4_100, 7_700, 7_700]),
        route("cancel", 2, [900, 1_100, 1_100, 1_100, 1_100]),
        route("order_query", 6, [700, 1_200, 1_400, 1_400, 1_400]),
        route("orders", 37, [800, 1_200, 2_400, 2_800, 2_800]),
        route("fills", 37, [820, 1_200, 2_500, 2_900, 2_900]),
        route("positions", 58, [800, 1_100, 2_600, 3_000, 3_000]),
        route("balance", 58, [700, 1_000, 2_200, 2_400, 2_400]),
        route("health", 5, [300, 400, 500, 500, 500]),
    ];
    rows.into_iter().flatten().collect()
}

fn spread() -> Vec<LatencyBucket> {
    let rows: [(i64, u64); 12] = [
        (250, 112),
        (500, 1_932),
        (1_000, 6_140),
        (2_000, 3_401),
        (4_000, 903),
        (8_000, 114),
        (16_000, 12),
        (32_000, 0),
        (64_000, 3),
        (128_000, 0),
        (256_000, 1),
        (512_000, 1),
    ];
    let bucket = |(micros, count)| LatencyBucket { up_to: Span::from_micros(micros), count };
    rows.map(bucket).into()
}

fn headroom(first: &HeadroomView) -> HeadroomView {
    let routes = [
        ("order", 9),
        ("cancel", 2),
        ("order_query", 0),
        ("orders", 12),
        ("fills", 12),
        ("positions", 16),
        ("balance", 16),
        ("health", 1),
    ];
    HeadroomView {
        used: 68,
        free: 232,
        peak_hour: 97,
        peak_soak: 141,
        sent_total: 249_801,
        by_lane: [12, 9, 47],
        by_route: routes
            .map(|(route, used)| RouteUse {
                route: route.to_owned(),
                used,
                limit: (route == "order").then_some(60),
            })
            .into(),
        peak_minutes: (0..60).map(|minute| 62 + minute * 7 % 11 + u32::from(minute == 41) * 26).collect(),
        ..first.clone()
    }
}

fn checklist() -> Vec<ChecklistItem> {
    use ChecklistStatus::{Go, NoGo, Wait};
    let hours = |hours: i64| Some(ago(hours * 3_600));
    vec![
        item(["coverage", "coverage", "94.1 %", ""], Go, hours(2)),
        item(["integration", "integration", "4 of 4", ""], Go, hours(2)),
        item(
            ["seven_days", "seven days", "2d 13h, volatile ✓", "wait 4d 11h without a gap over 60 s"],
            Wait,
            Some(NOW),
        ),
        item(["load", "load ×2", "p99 4.1 ms, 0 dropped", ""], Go, hours(5)),
        item(["chaos", "chaos", "5 of 5", ""], Go, hours(5)),
        item(
            [
                "regression",
                "regression",
                "sideways: 23 trades > 20",
                "tune the agent, then run `soak drill regression`",
            ],
            NoGo,
            hours(1),
        ),
        item(["reconciliation", "reconcile", "4.1 s, acknowledged", ""], Go, hours(3)),
        item(["breaker", "breaker", "halt 1.2 ms, flat 0.4 s", ""], Go, hours(3)),
        item(["key", "key", "not scanned", "run `soak drill key`"], Wait, None),
        item(["ramp", "10 % first", "no ramp in soak.toml", "add [ramp] to soak.toml"], Wait, None),
        item(["unknown", "no UNKNOWN", "none now, 3 settled", ""], Go, Some(NOW)),
        item(["drift", "no drift", "0.00 unexplained", ""], Go, Some(NOW)),
        item(
            ["alerts", "alerts", "1 of 4 not delivered: pager failing for 12m", "soak alert test"],
            Wait,
            hours(1),
        ),
        item(["resources", "resources", "at most 61 MiB, 84 GiB free", ""], Go, Some(NOW)),
        item(["paper", "paper", "the venue is embedded", ""], Go, Some(NOW)),
    ]
}
