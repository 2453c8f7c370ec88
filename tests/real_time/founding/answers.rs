//! Answers that say nothing: no balance, no crash, nothing cleared, and asked again.

use super::faults::Fault;
use super::soak_run::{Soak, rules};
use super::venue::Venue;

const BALANCE: &str = "GET /wallet/balance";

/// A venue that answers three questions for the balance with `fault`, in the middle of a soak that
/// holds something.
async fn check(fault: Fault) {
    let venue = Venue::open();
    let soak = Soak::ready(venue.settings(), rules()).await;
    venue.trend(1);
    let before = soak.until("it holds something", |now| now.pnl.trades == 1 && now.orders.is_empty()).await;
    let asked = venue.faults.seen(BALANCE).len();
    venue.faults.strike(BALANCE, [fault; 3]);
    let blind = soak.until("it is blind", |now| now.alerts.iter().any(|a| a.id == "blind:venue")).await;
    assert!(venue.faults.seen(BALANCE).len() > asked, "it was asked");
    assert!(blind.reconcile.cycles <= before.reconcile.cycles + 1, "a failed cycle does not count");
    assert_eq!(blind.positions.len(), 1, "no answer does not mean flat");
    assert_eq!(blind.soak.held_because.as_deref(), Some("the venue does not answer"));
    let after = |now: &soak::snapshot::Snapshot| {
        now.alerts.is_empty() && now.reconcile.cycles >= blind.reconcile.cycles + 2
    };
    soak.until("it has recovered", after).await;
    let end = soak.stop().await;
    assert_eq!(end.result.alerts_raised, 1);
    end.agrees();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_for_a_balance_is_no_balance() {
    check(Fault::Instead(200, "<html>Maintenance</html>")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_a_balance_is_no_balance() {
    check(Fault::Cut).await;
}
