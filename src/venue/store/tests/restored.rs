//! What comes back.

use std::os::unix::fs::PermissionsExt;

use proptest::prelude::*;

use super::*;
use crate::model::{ClientOrderId, Side};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_exchange_comes_back_as_it_was(first in commands(), second in commands()) {
        let (_folder, path) = place();
        let (mut store, mut exchange) = open(&path).unwrap();
        prop_assert_eq!(&exchange, &odd_exchange());
        for commands in [first, second] {
            run_and_save(&commands, &mut store, &mut exchange);
            drop(store);
            let restored;
            (store, restored) = open(&path).unwrap();
            exchange = exchange.restarted();
            prop_assert_eq!(&restored, &exchange);
            let (digits, expect) = (serde_json::to_string(&restored), serde_json::to_string(&exchange));
            prop_assert_eq!(digits.unwrap(), expect.unwrap());
        }
    }
}

#[test]
fn a_key_is_known_after_a_restart_and_equity_does_not_wait_for_a_tick() {
    let (_folder, path) = place();
    let (mut store, mut exchange) = open(&path).unwrap();
    let order = keyed("soak-1", ticket(Side::Buy, "1"));
    let mut changes = Vec::new();
    exchange.on_tick(&trade(0, "100", "5"), &mut changes);
    let answer = exchange.place(Time::EPOCH, &order, &mut changes).unwrap();
    store.save(&changes).unwrap();
    let balance = exchange.balance();
    drop(store);

    let (_store, mut exchange) = open(&path).unwrap();
    assert_eq!(exchange.balance(), balance);
    assert_eq!(exchange.order_by_client_id(&ClientOrderId::new("soak-1")), Some(answer.clone()));
    assert_eq!(exchange.place(Time::EPOCH, &order, &mut Vec::new()), Ok(answer));
    let other = keyed("soak-1", ticket(Side::Buy, "2"));
    assert_eq!(
        exchange.place(Time::EPOCH, &other, &mut Vec::new()).unwrap_err().code,
        "idempotency_conflict"
    );
}

#[test]
fn new_markets_join_old_ones_stay_and_the_balance_is_not_paid_in_again() {
    let (_folder, path) = place();
    let (mut store, mut exchange) = open(&path).unwrap();
    let mut changes = Vec::new();
    exchange.on_tick(&trade(0, "100", "5"), &mut changes);
    exchange.place(Time::EPOCH, &ticket(Side::Buy, "1"), &mut changes).unwrap();
    store.save(&changes).unwrap();
    drop(store);

    let terms = Terms { initial_balance: "77".parse().unwrap(), ..Terms::default() };
    let markets = Markets::new([market("SOL"), market("ETH")]);
    let (store, restored) = Store::open(&path, &markets, terms.clone()).unwrap();
    let symbols = restored.markets().iter().map(|(_, market)| market.symbol.to_string());
    assert_eq!(symbols.collect::<Vec<_>>(), ["SOL", "ETH", "BTC"]);
    assert_eq!(restored.balance(), exchange.balance());
    assert_eq!(restored.terms().initial_balance, "10000".parse().unwrap());
    assert_eq!(restored.terms().maker_fee, terms.maker_fee);
    assert_eq!(
        ask(&store, "SELECT group_concat(symbol) FROM (SELECT * FROM markets ORDER BY place)"),
        "SOL,ETH,BTC"
    );
}

#[test]
fn a_person_can_read_the_tables() {
    let (_folder, path) = place();
    let (mut store, mut exchange) = open(&path).unwrap();
    let mut changes = Vec::new();
    exchange.on_tick(&trade(0, "100", "5"), &mut changes);
    exchange.place(Time::EPOCH, &keyed("soak-1", ticket(Side::Sell, "1")), &mut changes).unwrap();
    store.save(&changes).unwrap();
    let order =
        "SELECT concat_ws(' ', id, client_order_id, symbol, side, filled, status, placed) FROM order_list";
    assert_eq!(ask(&store, order), "ord_1 soak-1 BTC sell 1 filled 1970-01-01 00:00:00");
    let fill = "SELECT concat_ws(' ', id, order_id, symbol, side, price, quantity, liquidity) FROM fill_list";
    assert_eq!(ask(&store, fill), "fil_1 ord_1 BTC sell 99.99 1 taker");
    assert_eq!(ask(&store, "SELECT concat_ws(' ', symbol, quantity, cost) FROM positions"), "BTC -1 -99.99");
    assert_eq!(ask(&store, "SELECT concat_ws(' ', key, order_number) FROM idempotency"), "soak-1 1");
}

#[test]
fn only_the_owner_may_read_it() {
    let (folder, path) = place();
    let (_store, _exchange) = open(&path).unwrap();
    for entry in folder.path().read_dir().unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.path());
    }
}

#[test]
fn what_a_full_disk_refused_is_written_by_the_next_save() {
    let (_folder, path) = place();
    let (mut store, mut exchange) = open(&path).unwrap();
    let limit = |store: &Store, pages: u32| {
        store.connection().pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap();
    };
    limit(&store, 1);
    let mut refused = 0;
    for command in &same_commands(600) {
        let mut changes = Vec::new();
        run(&mut exchange, command, &mut changes);
        refused += usize::from(store.save(&changes).is_err());
    }
    assert!(refused > 0, "the disk was never full");
    limit(&store, 1_000_000);
    store.save(&[]).unwrap();
    drop(store);
    assert_eq!(open(&path).unwrap().1, exchange.restarted());
}

#[test]
fn a_checkpoint_loses_nothing() {
    let (_folder, path) = place();
    let (mut store, mut exchange) = open(&path).unwrap();
    run_and_save(&same_commands(200), &mut store, &mut exchange);
    store.checkpoint().unwrap();
    drop(store);
    assert_eq!(open(&path).unwrap().1, exchange.restarted());
}
