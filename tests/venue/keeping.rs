//! What is told is kept, and what could not be kept has not happened.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use soak::event::{Answer, Call, Failure, OrderQuery, Outcome};
use soak::model::ClientOrderId;
use soak::paper::{Change, Exchange, Terms};
use soak::venue::{Keeper, ServerSettings, StoreKeeper};

use crate::support::{World, limit, market_order, tick};

/// A keeper whose disk can be filled. It keeps nothing, so reading back gives a new account.
#[derive(Clone, Default)]
struct Disk {
    full: Arc<AtomicBool>,
    saves: Arc<AtomicUsize>,
}

impl Keeper for Disk {
    fn save(&mut self, changes: &[Change]) -> Result<(), String> {
        assert!(!changes.is_empty(), "nothing is not worth a commit");
        if self.full.load(Ordering::SeqCst) {
            return Err("no space left on device".into());
        }
        self.saves.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    fn reload(&mut self) -> Result<Exchange, String> {
        if self.full.load(Ordering::SeqCst) { Err("no space left".into()) } else { Ok(World::exchange()) }
    }
}

#[tokio::test]
async fn a_full_disk_makes_orders_fail_and_leaves_no_trace_of_them() {
    let disk = Disk::default();
    let world = World::with(disk.clone(), ServerSettings::default());
    world.server.tick(&tick(0, "50000")).await;
    disk.full.store(true, Ordering::SeqCst);
    let failed = |outcome: &Outcome| matches!(outcome, Outcome::Failed { failure: Failure::ServerError, detail } if detail.contains("store_unavailable"));
    let outcome = world.call(market_order("s-1", "0.1")).await;
    assert!(failed(&outcome), "{outcome:?}");
    let outcome = world.call(Call::GetBalance).await;
    assert!(failed(&outcome), "an exchange that may know too much says nothing: {outcome:?}");
    assert_eq!(disk.saves.load(Ordering::SeqCst), 0);

    disk.full.store(false, Ordering::SeqCst);
    let query = Call::QueryOrder(OrderQuery::Client(ClientOrderId::new("s-1")));
    let mut outcome = world.call(query.clone()).await;
    while failed(&outcome) {
        // The exchange reads itself back a few times a second.
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        outcome = world.call(query.clone()).await;
    }
    assert_eq!(outcome, Outcome::Answered(Answer::OrderFound(None)));
    world.server.tick(&tick(0, "50000")).await;
    let outcome = world.call(market_order("s-1", "0.1")).await;
    assert!(matches!(outcome, Outcome::Answered(Answer::Order(_))), "{outcome:?}");
}

#[tokio::test]
async fn what_a_tick_fills_is_saved_and_what_changes_nothing_is_not() {
    let disk = Disk::default();
    let world = World::with(disk.clone(), ServerSettings::default());
    world.server.tick(&tick(0, "50000")).await;
    world.call(limit("s-1", "0.1", "40000")).await;
    assert_eq!(disk.saves.load(Ordering::SeqCst), 1);
    world.server.tick(&tick(0, "45000")).await;
    world.call(Call::GetBalance).await;
    assert_eq!(disk.saves.load(Ordering::SeqCst), 1);
    world.server.tick(&tick(0, "39000")).await;
    world.call(Call::GetBalance).await;
    assert_eq!(disk.saves.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_floor_that_is_closed_says_so() {
    let world = World::start();
    world.server.close().await;
    let outcome = world.call(Call::GetBalance).await;
    assert_eq!(outcome.as_str(), "server_error", "{outcome:?}");
    world.handle.shutdown().await;
    assert_eq!(crate::support::send(&world.client, Call::GetBalance).await.as_str(), "not_sent");
}

#[tokio::test]
async fn a_store_brings_everything_back_and_a_key_is_still_its_order() {
    let folder = tempfile::tempdir().unwrap();
    let open =
        || StoreKeeper::open(&folder.path().join("venue.db"), &World::markets(), Terms::default()).unwrap();
    let (keeper, exchange) = open();
    let world = World::serving(exchange, keeper, ServerSettings::default());
    world.server.tick(&tick(0, "50000")).await;
    let first = world.call(market_order("s-1", "0.1")).await;
    assert!(matches!(first, Outcome::Answered(Answer::Order(_))), "{first:?}");
    let fills = world.call(Call::ListFills { cursor: None }).await;
    let balance = world.call(Call::GetBalance).await;
    world.server.close().await;

    let (keeper, exchange) = open();
    let world = World::serving(exchange, keeper, ServerSettings::default());
    assert_eq!(world.call(Call::ListFills { cursor: None }).await, fills);
    assert_eq!(world.call(Call::GetBalance).await, balance);
    assert_eq!(world.call(market_order("s-1", "0.1")).await, first);
}
