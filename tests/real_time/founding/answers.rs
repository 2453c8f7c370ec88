//! Answers that say nothing: no balance, no crash, nothing cleared, and asked again.

use soak::snapshot::Snapshot;

use super::faults::Fault;
use super::soak_run::{Soak, rules};
use super::venue::Venue;

const BALANCE: &str = "GET /wallet/balance";

/// A venue that answers every question for the balance with `fault` for a while, in the middle of a soak
/// that holds something. The while ends once the soak is seen to be blind, however long that takes.
async fn check(fault: Fault) {
    let venue = Venue::open();
    let soak = Soak::ready(venue.settings(), rules()).await;
    venue.trend(1);
    soak.until("it holds something", |now| now.pnl.trades == 1 && now.orders.is_empty()).await;
    let answered = venue.faults.stand(BALANCE, fault);
    let blind = soak.until("it is blind", |now| now.alerts.iter().any(|a| a.id == "blind:venue")).await;
    assert!(venue.faults.seen(BALANCE).len() > answered, "it was asked");
    let cycles = usize::try_from(blind.reconcile.cycles).unwrap();
    assert!(cycles <= answered, "{cycles} cycles by {answered} answers: a failed cycle does not count");
    assert_eq!(blind.positions.len(), 1, "no answer does not mean flat");
    assert_eq!(blind.soak.held_because.as_deref(), Some("the venue does not answer"));
    let enough = venue.faults.seen(BALANCE).len() + 2;
    let later = soak.until("it is asked again", |_| venue.faults.seen(BALANCE).len() >= enough).await;
    let told = |now: &Snapshot| now.alerts.iter().find(|a| a.id == "blind:venue").map(|a| a.raised_at);
    assert_eq!(told(&later), told(&blind), "it is one alert, however often nothing is answered");
    venue.faults.lift(BALANCE);
    let after = |now: &Snapshot| now.alerts.is_empty() && now.reconcile.cycles >= blind.reconcile.cycles + 2;
    soak.until("it has recovered", after).await;
    let end = soak.stop().await;
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
