//! A fall of six per cent under a stop of five, while something is held.

use soak::event::Purpose;
use soak::model::{OrderKind, Rate};
use soak::snapshot::Snapshot;

use super::soak_run::{Soak, rules};
use super::venue::Venue;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fall_of_six_per_cent_closes_at_once_and_not_at_any_price() {
    let venue = Venue::open();
    let soak = Soak::ready(venue.settings(), rules()).await;
    venue.trend(1);
    let held = |now: &Snapshot| now.pnl.trades == 1 && now.orders.is_empty();
    let before = soak.until("it holds something", held).await;
    let two_per_cent = Rate::from_bp(200).percent();
    assert!(before.positions.iter().all(|position| position.share_pct <= two_per_cent), "{before:?}");
    venue.trend(0);
    venue.jump(-3_100);
    let flat = |now: &Snapshot| now.positions.is_empty() && now.orders.is_empty();
    let closed = soak.until("it is flat", flat).await;
    let fresh = closed.reconcile.cycles + 2;
    soak.until("the books were compared since", |now| now.reconcile.cycles >= fresh).await;
    let end = soak.stop().await;
    let orders: Vec<_> = end.state.orders().recent().map(|order| (order.purpose, order.kind)).collect();
    // A move like this is a crash, in which no market order leaves.
    assert!(
        matches!(
            orders[..],
            [(Purpose::Entry, OrderKind::Market), (Purpose::StopLoss, OrderKind::Limit { .. })]
        ),
        "{orders:?}"
    );
    assert_eq!(end.result.venue_equity, Some(end.result.equity));
    assert!(end.result.drift_unexplained.is_zero());
    assert!(end.result.realized_pnl.is_negative() && end.result.unrealized_pnl.is_zero());
}
