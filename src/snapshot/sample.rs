//! Pictures to draw in tests, with the history that belongs to each.
//!
//! | picture | what it is |
//! |---|---|
//! | [`fine`] | a soak of two minutes with one position and nothing wrong |
//! | [`empty`] | just started: nothing is known yet |
//! | [`usual`] | day 3 of 7, two positions, one acknowledged note |
//! | [`rehearsed`] | the usual one in the middle of a game day |
//! | [`on_fire`] | tripped, stuck, blind, full of alerts, with long texts and mad numbers |

mod empty;
mod life;
mod on_fire;
mod parts;
mod rehearsed;
mod usual;
mod usual_history;

pub(crate) use empty::{empty, empty_history};
pub(crate) use life::{order_life, order_life_on_fire};
pub(crate) use on_fire::{on_fire, on_fire_history};
pub(crate) use rehearsed::rehearsed;
pub(crate) use usual::usual;
pub(crate) use usual_history::usual_history;

use super::{
    BreakerView, DroppedView, Execution, FeedView, HeadroomView, JournalView, LatencyView, PnlView,
    PositionView, ProfitSplit, ReconcileView, SNAPSHOT_VERSION, Snapshot, SoakView, VenueView,
};
use crate::model::{BreakerLevel, Decimal, Money, Price, Quantity, Seq, Side, Span, Symbol, Time};

fn money(cents: i64) -> Money {
    Money::new(Decimal::new(cents, 2))
}

fn percent(hundredths: i64) -> Decimal {
    Decimal::new(hundredths, 2)
}

/// A soak with one position and nothing wrong.
#[must_use]
#[expect(clippy::too_many_lines, reason = "it is a table of fields")]
pub(crate) fn fine() -> Snapshot {
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
            execution: Execution::Paper,
            venue: "embedded".into(),
            key_env: None,
            feed: "synthetic:1".into(),
            agent: "crossover".into(),
            seed: 1,
            stage: None,
        },
        breaker: BreakerView {
            level: BreakerLevel::Armed,
            since: began,
            by: String::new(),
            reason: String::new(),
            flat_at: None,
            trips: 0,
        },
        game_day: None,
        pnl: PnlView {
            equity: Money::new(Decimal::new(999_938_135, 5)),
            initial: money(1_000_000),
            total: ProfitSplit {
                net: money(-62),
                realized: money(0),
                unrealized: money(-32),
                fees: money(30),
            },
            day: ProfitSplit { net: money(-62), realized: money(0), unrealized: money(-32), fees: money(30) },
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
            stop: Price::new(Decimal::new(8_788_277, 2)),
            stop_distance_pct: percent(496),
            share_pct: percent(199),
            quarantined: false,
            unknown: false,
        }],
        orders: Vec::new(),
        alerts: Vec::new(),
        reconcile: ReconcileView {
            agreed_at: Some(at - Span::from_secs(1)),
            every: Span::from_secs(5),
            blind_since: None,
            cycles: 20,
            standing: Vec::new(),
            orders_unknown: 0,
            drift_unexplained: Money::new(Decimal::new(0, 8)),
        },
        latency: LatencyView { routes: Vec::new(), spread: Vec::new() },
        headroom: HeadroomView {
            rpm: 300,
            used: 24,
            free: 276,
            peak_hour: 30,
            peak_soak: 30,
            rate_limited: 0,
            rate_limited_at: None,
            normal: 180,
            open: 150,
            sent_total: 38,
            by_lane: [20, 1, 3],
            by_route: Vec::new(),
            peak_minutes: vec![24, 30],
        },
        venue: VenueView { answered_at: Some(at - Span::from_secs(1)), ..VenueView::default() },
        feed: FeedView {
            ticks: 354,
            last_tick: Some(at - Span::from_millis(100)),
            lost: None,
            ended: false,
            markets: Vec::new(),
            conflated: 0,
        },
        journal: JournalView { failing: None, durable: Seq(412), records_shed: 0, log_dropped: 0 },
        dropped: DroppedView::default(),
        checklist: Vec::new(),
    }
}

#[test]
fn pictures_and_histories_survive_the_wire_and_belong_together() {
    #[track_caller]
    fn check(picture: &Snapshot, history: &super::History) {
        let wire = serde_json::to_string(&(picture, history)).unwrap();
        let (again, then): (Snapshot, super::History) = serde_json::from_str(&wire).unwrap();
        assert_eq!((&again, &then), (picture, history));
        assert_eq!(history.at, picture.at);
        assert_eq!(history.began_at, picture.soak.started_at);
        assert!(history.hour.len() <= 60 && history.day.len() <= 288 && history.soak.len() <= 512);
        assert!(history.events.is_sorted_by_key(|event| event.at));
        for split in [picture.pnl.total, picture.pnl.day] {
            assert_eq!(split.net, split.realized + split.unrealized - split.fees);
        }
    }
    check(&empty(), &empty_history());
    check(&usual(), &usual_history());
    check(&rehearsed(), &usual_history());
    check(&on_fire(), &on_fire_history());
    for life in [order_life(), order_life_on_fire()] {
        assert!(life.steps.is_sorted_by_key(|step| step.at));
    }
}
