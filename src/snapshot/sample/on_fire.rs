//! Everything that can go wrong at once, with texts too long and numbers too large.

use super::parts::{alert, event, item, money, order, position, route, split};
use super::usual;
use super::usual_history::usual_history;
use crate::event::{Purpose, Severity};
use crate::model::{BreakerLevel, Decimal, Money, Side, Span, Time};
use crate::snapshot::{
    AlertPast, AlertView, BreakerView, ChecklistItem, ChecklistStatus, CurvePoint, DroppedView, EventKind,
    FeedView, HeadroomView, History, JournalView, LatencyView, MarketView, PnlView, PositionView,
    ReconcileView, Snapshot, SoakView, VenueView,
};

fn ago(secs: i64) -> Time {
    usual::NOW - Span::from_secs(secs)
}

/// A sentence with wide characters that fits nowhere.
const LONG: &str = "取引所が注文を受け付けません: the venue answered 503 Service Unavailable with a page of \
    HTML instead of JSON, asked again 14 times, the last time 3 s ago, and nothing is known of what became of it";

/// Tripped by the engine and flattening, with one position stuck, another unknown, feed lost, journal
/// failing, 429s, drops, 45 alerts.
#[must_use]
pub(crate) fn on_fire() -> Snapshot {
    let calm = super::usual();
    Snapshot {
        soak: SoakView {
            name: "ビットコイン-crossover-with-a-very-long-name".into(),
            phase: "held".into(),
            held_because: Some(LONG.into()),
            gaps: 41,
            gap_total: Span::from_secs(93_784),
            restarts: 7,
            ..calm.soak
        },
        breaker: BreakerView {
            level: BreakerLevel::Flattening,
            since: ago(9),
            by: "engine".into(),
            reason: "day loss 3.02 % of 3.00 %".into(),
            flat_at: None,
            trips: 3,
        },
        pnl: pnl(),
        positions: positions(),
        orders: orders(),
        alerts: alerts(),
        reconcile: ReconcileView {
            agreed_at: Some(ago(41)),
            blind_since: Some(ago(33)),
            standing: vec![
                "ETH: we hold 0.0000, the venue says 0.0810 short".into(),
                "BTC: we hold 0.0029, the venue says 0.0031".into(),
                LONG.into(),
            ],
            orders_unknown: 3,
            drift_unexplained: money("-1234.56789012"),
            ..calm.reconcile
        },
        latency: latency(),
        headroom: headroom(calm.headroom),
        venue: VenueView {
            answered_at: Some(ago(34)),
            errors_in_row: 14,
            errors_total: 12_345,
            held_until: Some(ago(-7)),
            waiting: 118,
            under_way: 6,
        },
        feed: FeedView {
            last_tick: Some(ago(65)),
            lost: Some("connection reset by peer (os error 104)".into()),
            markets: calm
                .feed
                .markets
                .into_iter()
                .map(|market| MarketView { stale: true, ..market })
                .collect(),
            conflated: 9_120_331,
            ..calm.feed
        },
        journal: JournalView {
            failing: Some("write: no space left on device (os error 28)".into()),
            records_shed: 4_096,
            log_dropped: 812,
            ..calm.journal
        },
        dropped: DroppedView {
            intents_refused: 10_482,
            intents_expired: 77,
            alerts: 212,
            notices: 9,
            replies_unasked: 19,
            requests: 6,
        },
        checklist: calm.checklist.into_iter().map(worse).collect(),
        ..calm
    }
}

fn pnl() -> PnlView {
    PnlView {
        equity: money("-987654321.09"),
        initial: money("10000.00"),
        total: split("-987654000.17", "-10211.43", "109.49"),
        day: split("-987653990.01", "-10211.43", "88.20"),
        day_loss_pct: Decimal::new(98_765_431, 2),
        day_loss_limit_pct: Decimal::new(300, 2),
        drawdown_pct: Decimal::new(302, 2),
        drawdown_limit_pct: Decimal::new(5, 0),
        drawdown_max_pct: Decimal::new(98_765_431, 2),
        exposure_pct: Decimal::new(31_207, 2),
        trades: 1_234_567,
        fills: 98_765_432,
    }
}

fn positions() -> Vec<PositionView> {
    let stuck = position(
        ["ETH", "0.0810", "2611.40", "2791.12", "-14.56", "2741.97", "-1.88", "2.10"],
        Side::Sell,
        Some(ago(400)),
    );
    let unmarked = position(
        [
            "1000000BABYDOGE-USDT_PERP.LONGNA",
            "123456789.12345678",
            "0.00001234",
            "",
            "-98765432.10",
            "0.00001172",
            "4.99",
            "310.07",
        ],
        Side::Buy,
        None,
    );
    let mut rows = vec![
        PositionView { unknown: true, quarantined: true, ..stuck },
        PositionView { quarantined: true, ..unmarked },
    ];
    for number in 0..14_i64 {
        let symbol = format!("ALT{number:02}");
        let pnl = format!("-{}.{:02}", number * number * 31, number * 7);
        let row = [symbol.as_str(), "12.5", "182.35", "171.02", &pnl, "173.23", "-0.40", "12.04"];
        rows.push(PositionView {
            unknown: number == 3,
            ..position(row, Side::Buy, Some(ago(number * 7_000)))
        });
    }
    rows
}

fn orders() -> Vec<crate::snapshot::OrderView> {
    let mut orders = vec![
        order(1_207, ["ETH", "0.0810", "0", "", "unknown"], Purpose::Flatten, ago(7)),
        order(1_208, ["BTC", "0.0029", "0", "", "unknown"], Purpose::StopLoss, ago(33)),
        order(1_209, ["ALT03", "12.5", "3.25", "171.00", "unknown"], Purpose::Exit, ago(40)),
    ];
    orders.extend((0..9).map(|number| {
        order(1_210 + number, ["ALT04", "12.5", "0", "", "journaled"], Purpose::Flatten, ago(6))
    }));
    orders
}

fn alerts() -> Vec<AlertView> {
    let page = |row| alert(row, Severity::Page, ago(41));
    let mut alerts = vec![
        page([
            "stuck_position",
            "ETH",
            "close sent 7 s ago, venue still 0.081",
            "nothing held after order 1207",
            "0.0810 short at 2,611.40",
            "asking again in 3 s",
        ]),
        page([
            "blind",
            "venue",
            LONG,
            "a complete answer within 15 s",
            LONG,
            "held back until 03:14:16, then asking again",
        ]),
        page([
            "journal",
            "disk",
            "write: no space left on device (os error 28)",
            "",
            "",
            "free some space; trading is held",
        ]),
        AlertView {
            acknowledged_at: Some(ago(20)),
            ..page(["breaker", "engine", "tripped: day loss 3.02 % of 3.00 %", "", "", "flattening"])
        },
    ];
    for number in 0..41_i64 {
        let severity = if number < 30 { Severity::Warn } else { Severity::Note };
        let kind = if number < 30 { "unknown_order" } else { "rate_limited" };
        let subject = format!("order {}", 1_207 + number);
        let row = [
            kind,
            &subject,
            "no evidence of its outcome",
            "filled or refused",
            "HTTP 504",
            "asking by its key",
        ];
        let acknowledged_at = (number % 3 == 0).then(|| ago(5));
        alerts.push(AlertView { acknowledged_at, ..alert(row, severity, ago(number * 97)) });
    }
    alerts
}

fn latency() -> LatencyView {
    let mut view = super::usual().latency;
    view.routes = [
        route("all", 1_234_567, [2_100_000, 4_000_000, 8_012_000, 8_900_000, 30_000_000]),
        route("order", 3, [8_012_300, 8_012_300, 8_012_300, 8_012_300, 8_012_300]),
        route("positions", 14, [0, 40, 8_000_000, 9_999_950, 98_765_432_100]),
    ]
    .into_iter()
    .flatten()
    .collect();
    for bucket in &mut view.spread {
        bucket.count = bucket.count * bucket.count * 97;
    }
    view
}

fn headroom(calm: HeadroomView) -> HeadroomView {
    HeadroomView {
        used: 287,
        free: 13,
        peak_hour: 300,
        peak_soak: 300,
        rate_limited: 17,
        rate_limited_at: Some(ago(4)),
        by_lane: [161, 79, 47],
        peak_minutes: (0..60).map(|minute| 60 + minute * 4).collect(),
        ..calm
    }
}

fn worse(calm: ChecklistItem) -> ChecklistItem {
    match calm.id.as_str() {
        "coverage" | "load" => calm,
        "key" => item(["key", "key", LONG, LONG], ChecklistStatus::NoGo, Some(ago(90_000))),
        "chaos" => item(
            ["chaos", "カオス試験とても長い名前", "0 of 5", "run `soak drill chaos`"],
            ChecklistStatus::Wait,
            None,
        ),
        _ => ChecklistItem {
            status: ChecklistStatus::NoGo,
            evidence: format!("was: {}", calm.evidence),
            next: "reset the breaker".into(),
            ..calm
        },
    }
}

/// A fall without end, holes in the curve, events of every severity.
#[must_use]
pub(crate) fn on_fire_history() -> History {
    let mut history = usual_history();
    let fall = |points: &mut Vec<CurvePoint>| {
        let last = i64::try_from(points.len()).unwrap() - 1;
        for (step, point) in (0_i64..).zip(points.iter_mut()) {
            let depth = (step - last * 2 / 3).max(0);
            point.equity -= Money::new(Decimal::new(depth * depth * 100_000, 2));
        }
        // The process was down for a quarter of the time.
        let down = points.len() / 4..points.len() / 2;
        points.drain(down);
    };
    fall(&mut history.hour);
    fall(&mut history.day);
    fall(&mut history.soak);
    for minute in history.latency.iter_mut().rev().take(60) {
        minute.max = Span::from_secs(8);
        minute.errors = minute.count / 2;
    }
    for number in 0..20_i64 {
        let (kind, severity) = match number % 4 {
            0 => (EventKind::Breaker, Severity::Page),
            1 => (EventKind::Alert, Severity::Page),
            2 => (EventKind::Request, Severity::Warn),
            _ => (EventKind::Order, Severity::Warn),
        };
        history.events.push(event(usual::NOW, kind, Some(severity), format!("{number}: {LONG}")));
    }
    let past = |number: i64| AlertPast {
        id: format!("unknown_order:order {number}"),
        severity: Severity::Warn,
        text: LONG.to_owned(),
        raised_at: ago(number * 97),
        acknowledged_at: None,
        cleared_at: None,
    };
    history.alerts = (0..45).map(past).collect();
    history
}
