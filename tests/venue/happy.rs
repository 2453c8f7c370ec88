//! The whole way through client and server when nothing goes wrong.

use soak::event::{Answer, Call, OrderQuery, Outcome};
use soak::model::{
    BalanceReport, ClientOrderId, OrderKind, OrderReport, PaperProof, Side, VenueOrderId, VenueOrderStatus,
};

use crate::support::{World, limit, market_order, tick, ticket};

fn order(outcome: Outcome) -> OrderReport {
    match outcome {
        Outcome::Answered(Answer::Order(report)) => *report,
        other => panic!("expected an order, got {other:?}"),
    }
}

fn found(outcome: Outcome) -> Option<OrderReport> {
    match outcome {
        Outcome::Answered(Answer::OrderFound(found)) => found.map(|report| *report),
        other => panic!("expected a finding, got {other:?}"),
    }
}

#[track_caller]
fn check_refused(outcome: &Outcome, expect_status: u16, expect_code: &str) {
    match outcome {
        Outcome::Refused { status, code, message } => {
            assert_eq!((*status, code.as_str()), (expect_status, expect_code), "{message}");
            assert!(!message.is_empty());
        }
        other => panic!("expected {expect_status} {expect_code}, got {other:?}"),
    }
}

async fn balance(world: &World) -> BalanceReport {
    match world.call(Call::GetBalance).await {
        Outcome::Answered(Answer::Balance(balance)) => balance,
        other => panic!("expected a balance, got {other:?}"),
    }
}

#[tokio::test]
async fn an_order_is_placed_found_and_paid_for() {
    let world = World::start();
    assert_eq!(world.call(Call::GetHealth).await, Outcome::Answered(Answer::Health(PaperProof::SaysPaper)));
    check_refused(&world.call(market_order("s-1", "0.1")).await, 422, "no_price");

    world.server.tick(&tick(0, "50000")).await;
    let report = order(world.call(market_order("s-1", "0.1")).await);
    assert_eq!(report.status, VenueOrderStatus::Filled);
    assert_eq!(report.filled, Some("0.1".parse().unwrap()));
    let fill = &report.fills[0];
    assert_eq!(fill.client_order_id, Some(ClientOrderId::new("s-1")));

    let by_venue = Call::QueryOrder(OrderQuery::Venue(report.order_id.clone()));
    let by_client = Call::QueryOrder(OrderQuery::Client(ClientOrderId::new("s-1")));
    assert_eq!(found(world.call(by_venue).await).as_ref(), Some(&report));
    assert_eq!(found(world.call(by_client).await).as_ref(), Some(&report));

    let balance = balance(&world).await;
    assert_eq!(balance.fills_total, Some(1));
    assert_eq!(balance.fees, Some(fill.fee));
    assert_eq!(balance.cash, "10000".parse::<soak::model::Money>().unwrap() - fill.fee);
    assert_eq!(balance.marks[0].0.as_str(), "BTC");
    let mark = balance.marks[0].1;
    assert_eq!(balance.equity, balance.cash + (mark - fill.price) * fill.quantity);

    let Outcome::Answered(Answer::Positions(positions)) = world.call(Call::ListPositions).await else {
        panic!("expected positions");
    };
    assert_eq!(positions.len(), 1);
    assert_eq!(positions[0].quantity, fill.quantity);
}

#[tokio::test]
async fn what_was_never_there_is_not_found() {
    let world = World::start();
    let by_venue = Call::QueryOrder(OrderQuery::Venue(VenueOrderId::new("none/such?")));
    assert_eq!(found(world.call(by_venue).await), None);
    let by_client = Call::QueryOrder(OrderQuery::Client(ClientOrderId::new("s-9")));
    assert_eq!(found(world.call(by_client).await), None);
    check_refused(&world.call(Call::CancelOrder(VenueOrderId::new("9"))).await, 404, "not_found");
}

#[tokio::test]
async fn resting_orders_are_listed_and_cancelled() {
    let world = World::start();
    world.server.tick(&tick(0, "50000")).await;
    let resting = order(world.call(limit("s-1", "0.1", "40000")).await);
    assert_eq!(resting.status, VenueOrderStatus::Open);
    let open = || world.call(Call::ListOpenOrders { cursor: None });
    let Outcome::Answered(Answer::Orders(page)) = open().await else { panic!("expected orders") };
    assert_eq!((page.items, page.next), (vec![resting.clone()], None));

    let cancelled = order(world.call(Call::CancelOrder(resting.order_id.clone())).await);
    assert_eq!(cancelled.status, VenueOrderStatus::Cancelled);
    let Outcome::Answered(Answer::Orders(page)) = open().await else { panic!("expected orders") };
    assert_eq!(page.items, []);
    check_refused(&world.call(Call::CancelOrder(resting.order_id)).await, 409, "already_cancelled");
}

#[tokio::test]
async fn fills_are_told_once_and_from_where_the_last_page_ended() {
    let world = World::start();
    world.server.tick(&tick(0, "50000")).await;
    order(world.call(market_order("s-1", "0.01")).await);
    let Outcome::Answered(Answer::Fills(first)) = world.call(Call::ListFills { cursor: None }).await else {
        panic!("expected fills")
    };
    assert_eq!((first.items.len(), &first.next), (1, &None));
    let sell = ticket("s-2", "BTC", Side::Sell, "0.01", OrderKind::Market);
    order(world.call(Call::PlaceOrder(sell)).await);
    let Outcome::Answered(Answer::Fills(second)) = world.call(Call::ListFills { cursor: first.resume }).await
    else {
        panic!("expected fills")
    };
    assert_eq!(second.items.len(), 1);
    assert_ne!(second.items[0].id, first.items[0].id);
    let bad = Call::ListFills { cursor: Some("zzz".into()) };
    check_refused(&world.call(bad).await, 400, "bad_cursor");
}

#[tokio::test]
async fn the_same_key_is_the_same_order_and_another_body_is_refused() {
    let world = World::start();
    world.server.tick(&tick(0, "50000")).await;
    let first = order(world.call(market_order("s-1", "0.01")).await);
    world.server.tick(&tick(0, "60000")).await;
    assert_eq!(order(world.call(market_order("s-1", "0.01")).await), first);
    check_refused(&world.call(market_order("s-1", "0.02")).await, 422, "idempotency_conflict");
    assert_eq!(balance(&world).await.fills_total, Some(1));
}
