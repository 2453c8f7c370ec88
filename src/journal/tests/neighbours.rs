//! Others at the same database: people who look, people who hold it, and the WAL's maintenance.

use rusqlite::Connection;

use super::streams::{envelope, envelopes};
use super::{create, replayed};
use crate::journal::wal::Maintainer;
use crate::journal::{JOURNAL_FILE_NAME, Journal, JournalError};

#[test]
fn a_person_who_looks_does_not_hold_up_commits() {
    let home = tempfile::tempdir().unwrap();
    let mut journal = create(home.path());
    let person = Connection::open(home.path().join(JOURNAL_FILE_NAME)).unwrap();
    person.execute_batch("BEGIN; SELECT * FROM v_orders;").unwrap();
    for envelope in envelopes(1, 20) {
        journal.append(&envelope);
        journal.commit().unwrap();
        journal.maintain().unwrap();
    }
    assert_eq!(replayed(&journal, 0).len(), 20);
}

#[test]
fn a_person_who_holds_the_database_delays_a_commit_and_loses_nothing() {
    let home = tempfile::tempdir().unwrap();
    let mut journal = create(home.path());
    let person = Connection::open(home.path().join(JOURNAL_FILE_NAME)).unwrap();
    person.execute_batch("BEGIN IMMEDIATE").unwrap();
    journal.append(&envelope(1));
    let error = journal.commit().unwrap_err();
    assert!(matches!(error, JournalError::Sqlite { .. }), "{error}");
    assert!(error.to_string().contains("locked"), "{error}");
    person.execute_batch("ROLLBACK").unwrap();
    assert_eq!(journal.commit().unwrap(), envelope(1).seq);
}

#[test]
fn the_wal_is_emptied_from_a_second_connection_and_from_the_first() {
    let home = tempfile::tempdir().unwrap();
    let (mut intake, mut store) = create(home.path()).into_parts();
    let maintainer = Maintainer::open(home.path()).unwrap();
    for (envelope, own) in envelopes(1, 6).zip([true, false].into_iter().cycle()) {
        intake.append(&envelope);
        store.commit(intake.batch()).unwrap();
        intake.clear();
        assert!(store.wal_pages().unwrap().waiting > 0);
        if own {
            store.maintain().unwrap();
        } else {
            maintainer.run().unwrap();
        }
        assert_eq!(store.wal_pages().unwrap().waiting, 0);
    }
    drop(store);
    assert_eq!(replayed(&Journal::open(home.path()).unwrap(), 0).len(), 6);
}
