//! What is refused, and that it stays as it is.

use std::fs;

use super::*;

/// Opens the store after `spoil` and expects an error whose text holds `expect`, and the file
/// unchanged.
#[track_caller]
fn check(spoil: impl Fn(&Path), expect: &str) {
    let (_folder, path) = place();
    let (mut store, mut exchange) = open(&path).unwrap();
    run_and_save(&same_commands(100), &mut store, &mut exchange);
    drop(store);
    spoil(&path);
    let before = fs::read(&path).ok();
    let error = open(&path).unwrap_err().to_string();
    assert!(error.contains(expect), "{error}");
    assert_eq!(fs::read(&path).ok(), before, "the refused file was changed");
}

fn edit(sql: &'static str) -> impl Fn(&Path) {
    move |path| rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap()
}

#[test]
fn files_of_others() {
    check(|path| fs::write(path, "not a database at all").unwrap(), "not a store of a paper exchange");
    check(|path| fs::write(path, "").unwrap(), "not a store of a paper exchange");
    check(edit("PRAGMA application_id = 1"), "not a store of a paper exchange");
    check(edit("PRAGMA user_version = 2"), "its version 2 is not the version 1");
    check(
        |path| {
            fs::remove_file(path).unwrap();
            fs::write(path.with_file_name("venue.db-wal"), "log").unwrap();
        },
        "venue.db-wal without it",
    );
}

#[test]
fn damaged_files() {
    check(|path| fs::write(path, &fs::read(path).unwrap()[..10_000]).unwrap(), "cannot read");
    check(
        |path| {
            let mut bytes = fs::read(path).unwrap();
            bytes[5_000..].fill(0xa5);
            fs::write(path, bytes).unwrap();
        },
        "cannot read",
    );
    check(edit("DROP VIEW fill_list; DROP TABLE fills"), "no such table");
    check(
        edit("UPDATE markets SET symbol = 'GONE', quantity_step = '0.0' WHERE place = 1"),
        "the column quantity_step holds \"0.0\"",
    );
    check(edit("UPDATE orders SET filled = '1e5' WHERE number = 1"), "the column filled holds \"1e5\"");
}

#[test]
fn books_that_were_edited() {
    check(edit("DELETE FROM orders WHERE number = 2"), "the order ord_2 is missing");
    check(edit("DELETE FROM fills WHERE number = 1"), "the fill fil_1 is missing");
    check(
        edit("UPDATE fills SET price = '70000000000000000000000000000'"),
        "not one that can have been made",
    );
    check(edit("UPDATE fills SET fee = '7' WHERE number = 1"), "the sums of the account");
    check(edit("UPDATE positions SET cost = '7'"), "is not what its fills say");
    check(edit("UPDATE orders SET filled = '0' WHERE status = 'filled'"), "is not what its fills say");
    check(edit("DELETE FROM idempotency WHERE key = (SELECT min(key) FROM idempotency)"), "is missing");
    check(edit("UPDATE idempotency SET order_number = order_number + 1"), "is not that of its order");
}

#[test]
fn a_store_that_is_open_elsewhere() {
    let (_folder, path) = place();
    let (store, _exchange) = open(&path).unwrap();
    assert!(matches!(open(&path), Err(StoreError::InUse { .. })));
    drop(store);
    assert!(open(&path).is_ok());
}

#[test]
fn a_draft_that_a_crash_left_is_not_in_the_way() {
    let (folder, path) = place();
    fs::write(folder.path().join("venue.db.new"), "half").unwrap();
    fs::write(folder.path().join("venue.db.new-journal"), "half").unwrap();
    assert!(open(&path).is_ok());
    assert!(!folder.path().join("venue.db.new").exists());
}

#[test]
fn more_markets_than_can_be_counted() {
    let (_folder, path) = place();
    drop(open(&path).unwrap());
    let markets = Markets::new((0..Markets::COUNT_MAX).map(|number| market(&format!("M{number}"))));
    let error = Store::open(&path, &markets, Terms::default()).unwrap_err();
    assert!(matches!(error, StoreError::TooManyMarkets { .. }), "{error}");
}
