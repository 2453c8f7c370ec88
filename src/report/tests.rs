//! What people read, letter by letter.

use super::*;
use crate::event::Severity;
use crate::model::{BreakerLevel, Decimal, Money, Span, Time};
use crate::snapshot::sample::{fine, rehearsed};
use crate::snapshot::{AlertView, BreakerView, Execution, GameDayView, Snapshot};

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
        kind: "breaker".into(),
        text: "odd fills; by ann".into(),
        expected: None,
        observed: None,
        doing: "nothing that adds exposure leaves".into(),
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
    starting.soak.execution = Execution::Unproven;
    starting.soak.phase = "starting".into();
    starting.soak.held_because = Some("the venue does not answer".into());
    assert!(status_line(&starting).contains("  NOT PROVEN PAPER  starting  "));
    assert!(status_line(&starting).ends_with("ARMED  held: the venue does not answer"));
}

#[test]
fn a_rehearsal_is_told_and_needs_nobody() {
    let rehearsed = rehearsed();
    let line = status_line(&rehearsed);
    let told = "  GAME DAY slow answers, partition for 3m 30s more  ";
    assert!(line.contains(told) && line.ends_with("! rate_limited:order"), "{line}");
    let page = status_page(&rehearsed);
    assert!(page[0].ends_with("  needs nobody"), "{page:#?}");
    let told = "  game day   slow answers, partition for 3m 30s more, injected on purpose";
    assert!(page.iter().any(|line| line == told), "{page:#?}");
    let mut lost = rehearsed;
    lost.feed.lost = Some("the stream was cut".into());
    assert!(status_page(&lost)[0].ends_with("needs nobody"));
    lost.game_day = Some(GameDayView::default());
    let page = status_page(&lost);
    assert!(page[0].ends_with("look when awake"), "{page:#?}");
    assert!(page.iter().any(|line| line == "  game day   nothing is injected now"), "{page:#?}");
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
fn the_page_says_how_the_venue_answers_and_what_the_day_brought() {
    #[track_caller]
    fn check(change: impl FnOnce(&mut Snapshot), expect: &str) {
        let mut snapshot = fine();
        change(&mut snapshot);
        let page = status_page(&snapshot);
        assert!(page.iter().any(|line| line == expect), "{page:#?}");
    }
    check(|_| {}, "  today      realised +0.00  unrealised -0.32  fees 0.30");
    check(|_| {}, "  venue      books agreed 1s ago  unexplained 0");
    check(
        |now| {
            now.reconcile.blind_since = Some(now.at - Span::from_secs(16));
            now.venue.errors_in_row = 3;
            now.venue.held_until = Some(now.at + Span::from_secs(2));
        },
        "  venue      SILENT for 16s  failed in a row 3  held for 2s  books agreed 1s ago  unexplained 0",
    );
    check(
        |now| now.venue.answered_at = None,
        "  venue      no answer yet  books agreed 1s ago  unexplained 0",
    );
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
