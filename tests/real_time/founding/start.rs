//! Beginnings: nobody listens yet, and a venue that says that its execution is real.

use soak::clock::Clock;
use soak::model::Span;
use soak::runtime::VenuePlan;
use soak::snapshot::{Ended, Execution};

use super::faults::{Fault, PLACE};
use super::soak_run::{Soak, rules};
use super::venue::{Place, Venue, markets};

const HEALTH: &str = "GET /health";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_nobody_listens_the_soak_waits_and_trades_once_somebody_does() {
    let place = Place::new();
    let soak = Soak::start(place.settings(), rules());
    let refused = |now: &soak::snapshot::Snapshot| {
        now.latency.routes.iter().any(|route| route.route == "health" && route.count > 0)
    };
    let before = soak.until("it was refused", refused).await;
    assert_eq!(before.soak.execution, Execution::Unproven);
    let venue = place.open();
    soak.until("it may trade", |now| now.soak.phase == "trading").await;
    venue.trend(1);
    soak.until("it trades", |now| now.pnl.trades == 1 && now.orders.is_empty()).await;
    let end = soak.stop().await;
    assert_eq!(venue.faults.seen(PLACE).len(), 1);
    end.agrees();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wall_clock_that_was_set_back_between_two_lives_stops_nothing() {
    let venue = Venue::open();
    let clock = Clock::start();
    let ahead = clock.not_before(clock.now() + Span::from_secs(3_600));
    let home = tempfile::tempdir().unwrap();
    let at = |venue: &Venue| VenuePlan::External { settings: venue.settings(), markets: markets() };
    let first = Soak::run(home, at(&venue), rules(), ahead);
    first.until("it may trade", |now| now.soak.phase == "trading").await;
    let left = first.stop().await;
    let second = Soak::run(left.home, at(&venue), rules(), clock);
    let again = second.until("it may trade again", |now| now.soak.phase == "trading").await;
    let timers_run = |now: &soak::snapshot::Snapshot| now.reconcile.cycles >= again.reconcile.cycles + 4;
    second.until("timers come due", timers_run).await;
    let end = second.stop().await;
    assert_eq!(end.result.restarts, 1);
    end.agrees();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_venue_that_says_that_its_execution_is_real_is_refused() {
    let venue = Venue::open();
    venue.faults.strike(HEALTH, [Fault::Instead(200, r#"{"status":"ok","execution":"real"}"#)]);
    venue.trend(1);
    let end = Soak::start(venue.settings(), rules()).end().await;
    assert_eq!(end.result.ended, Ended::Fault);
    let fault = end.result.fault.unwrap();
    assert!(fault.starts_with("the venue says that its execution is real"), "{fault}");
    assert_eq!(venue.faults.seen(PLACE), []);
}
