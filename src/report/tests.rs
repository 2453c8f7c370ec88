//! What people read, letter by letter.

use super::*;
use crate::event::Severity;
use crate::model::{BreakerLevel, Decimal, Money, Price, Quantity, Seq, Side, Span, Symbol, Time};
use crate::snapshot::{
    AlertView, BreakerView, FeedView, HeadroomView, JournalView, LatencyView, PnlView, PositionView,
    ReconcileView, SNAPSHOT_VERSION, Snapshot, SoakView,
};

fn money(cents: i64) -> Money {
    Money::new(Decimal::new(cents, 2))
}

fn percent(hundredths: i64) -> Decimal {
    Decimal::new(hundredths, 2)
}

/// A soak with one position and nothing wrong.
fn fine() -> Snapshot {
    let at = Time::from_millis(1_767_225_700_500);
    let began = Time::from_millis(1_767_225_600_000);
    Snapshot {
        version: SNAPSHOT_VERSION,
        seq: Seq(412),
        at,
        soak: SoakView {
            name: "btc-week".into(),
            id: "0123456789".into(),
            phase: "trading".into(),
            held_because: None,
            started_at: began,
            healthy: Span::from_millis(100_400),
            length: Some(Span::from_secs(604_800)),
            gaps: 0,
            gap_total: Span::ZERO,
            restarts: 0,
            paper_proven: true,
            seed: 1,
        },
        breaker: BreakerView {
            level: BreakerLevel::Armed,
            since: began,
            by: String::new(),
            reason: String::new(),
            flat_at: None,
            trips: 0,
        },
        pnl: PnlView {
            equity: Money::new(Decimal::new(999_938_135, 5)),
            initial: money(1_000_000),
            realized: money(0),
            unrealized: money(-32),
            fees: money(30),
            day: money(-62),
            day_loss_pct: percent(1),
            day_loss_limit_pct: percent(300),
            drawdown_pct: percent(1),
            drawdown_limit_pct: percent(500),
            drawdown_max_pct: percent(1),
            exposure_pct: percent(199),
            trades: 1,
            fills: 1,
        },
        positions: vec![PositionView {
            symbol: Symbol::new("BTC").unwrap(),
            side: Side::Buy,
            quantity: Quantity::new(Decimal::new(215, 5)),
            entry: Price::new(Decimal::new(9_250_818, 2)),
            mark: Some(Price::new(Decimal::new(9_247_000, 2))),
            pnl: money(-8),
            opened_at: Some(began),
            stop_distance_pct: percent(496),
            share_pct: percent(199),
            quarantined: false,
            unknown: false,
        }],
        orders: Vec::new(),
        alerts: Vec::new(),
        reconcile: ReconcileView {
            agreed_at: Some(at - Span::from_secs(1)),
            cycles: 20,
            standing: Vec::new(),
            orders_unknown: 0,
            drift_unexplained: Money::new(Decimal::new(0, 8)),
        },
        latency: LatencyView { routes: Vec::new() },
        headroom: HeadroomView {
            rpm: 300,
            used: 24,
            free: 276,
            peak_hour: 30,
            peak_soak: 30,
            rate_limited: 0,
            by_lane: [20, 1, 3],
        },
        feed: FeedView {
            ticks: 354,
            last_tick: Some(at - Span::from_millis(100)),
            lost: None,
            ended: false,
            conflated: 0,
        },
        journal: JournalView { failing: None, durable: Seq(412), records_shed: 0, log_dropped: 0 },
    }
}

/// The same after a person tripped the breaker, with an order of unknown outcome.
fn tripped() -> Snapshot {
    let mut snapshot = fine();
    let since = snapshot.at - Span::from_secs(61);
    snapshot.soak.phase = "held".into();
    snapshot.soak.held_because = Some("the breaker is tripped".into());
    snapshot.breaker = BreakerView {
        level: BreakerLevel::Tripped,
        since,
        by: "ann".into(),
        reason: "odd \u{1b}[31mfills".into(),
        flat_at: None,
        trips: 1,
    };
    snapshot.reconcile.orders_unknown = 1;
    snapshot.alerts = vec![AlertView {
        id: "breaker:account".into(),
        severity: Severity::Page,
        subject: "account".into(),
        text: "odd fills; by ann".into(),
        raised_at: since,
        acknowledged_at: None,
    }];
    snapshot
}

#[test]
fn a_line_is_short_while_all_is_well_and_ends_with_what_is_not() {
    #[track_caller]
    fn check(snapshot: &Snapshot, expect: &str) {
        assert_eq!(status_line(snapshot), expect);
    }
    let calm =
        "  1m 40s of 7d 00h  equity 9999.38 (-0.62)  open 1  trades 1  requests 24/300  agreed 1s ago  ";
    check(&fine(), &format!("2026-01-01 00:01:40  PAPER  trading{calm}ARMED"));
    check(
        &tripped(),
        &format!(
            "2026-01-01 00:01:40  PAPER  held{calm}TRIPPED  UNKNOWN 1  (odd \u{fffd}[31mfills)  ! breaker:account"
        ),
    );
    let mut starting = fine();
    starting.soak.paper_proven = false;
    starting.soak.phase = "starting".into();
    starting.soak.held_because = Some("the venue does not answer".into());
    assert!(status_line(&starting).contains("  not proven paper  starting  "));
    assert!(status_line(&starting).ends_with("ARMED  held: the venue does not answer"));
}

#[test]
fn the_page_says_whether_anybody_is_needed() {
    let page = status_page(&fine());
    assert_eq!(page[0], "btc-week  PAPER  trading  needs nobody");
    assert_eq!(page[2], "  equity     9999.38  -0.62 since the beginning  -0.62 today");
    assert!(
        page.contains(&"    BTC long 0.00215 from 92508.18 now 92470  -0.08  stop 4.96% away".to_owned())
    );
    assert_eq!(page.last().unwrap(), "  alerts     0");
    let page = status_page(&tripped());
    assert_eq!(page[0], "btc-week  PAPER  held: the breaker is tripped  NEEDS YOU NOW");
    assert!(page.iter().any(|line| {
        line == "  breaker    TRIPPED for 1m 01s by ann: odd \u{fffd}[31mfills; soak reset ends it"
    }));
    assert_eq!(page.last().unwrap(), "    ! page breaker:account (for 1m 01s): odd fills; by ann");
    assert!(page.iter().all(|line| !line.contains('\u{1b}')));
}

#[test]
fn flat_is_said_only_when_the_venue_has_said_so() {
    #[track_caller]
    fn check(level: BreakerLevel, flat_at: Option<Time>, expect: &str) {
        let mut snapshot = tripped();
        snapshot.breaker.level = level;
        snapshot.breaker.flat_at = flat_at;
        assert_eq!(status_row(&snapshot)[4], expect);
    }
    check(BreakerLevel::Armed, None, "ARMED");
    check(BreakerLevel::Paused, None, "PAUSED");
    check(BreakerLevel::Tripped, None, "TRIPPED");
    check(BreakerLevel::Flattening, None, "CLOSING");
    check(BreakerLevel::Flattening, Some(Time::EPOCH), "TRIPPED, FLAT");
}

#[test]
fn a_row_has_the_figures_and_who_is_needed() {
    let cells = status_row(&fine());
    assert_eq!(cells, ["1m 40s of 7d 00h", "9999.38", "-0.62", "1", "ARMED", "nobody"]);
    assert_eq!(status_row(&tripped())[5], "NEEDS YOU NOW");
    let mut even = fine();
    even.pnl.equity = Money::new(Decimal::new(99_999_999, 4));
    assert_eq!(status_row(&even)[1..3], ["10000.00", "+0.00"]);
}
