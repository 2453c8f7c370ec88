//! Journals of an older format: they are read as they are, and brought up to date by who writes them.

use std::path::Path;

use rusqlite::Connection;

use super::streams::{START, envelope, envelopes};
use super::tables::{order, request};
use super::{create, digest_of, replayed};
use crate::event::Route;
use crate::journal::{Archive, JOURNAL_FILE_NAME, Journal, examine};
use crate::model::{OrderSeq, Seq, Span};

/// A journal as the first version of this program made it, from that version's own tables.
fn format_1(dir: &Path) {
    let db = Connection::open(dir.join(JOURNAL_FILE_NAME)).unwrap();
    db.pragma_update(None, "application_id", 0x534f_414b).unwrap();
    db.pragma_update(None, "user_version", 1).unwrap();
    db.execute_batch(include_str!("format_1.sql")).unwrap();
    db.execute_batch(
        "INSERT INTO soak VALUES (1, 'a1b2', 'test', 1700000000000000);
         INSERT INTO orders VALUES (3, 'a1b2-3', 'v9', 'BTC', 'buy', '0.0100', 'market', NULL, NULL, 'entry',
             1700000000000000, 1700000000250000, 'filled', '0.0100', 'fast above slow');
         INSERT INTO equity VALUES (1700000000000000, '10000', '0', '0', '0', '0', '0');",
    )
    .unwrap();
    db.pragma_update(None, "journal_mode", "WAL").unwrap();
}

fn format_of(dir: &Path) -> i64 {
    let db = Connection::open(dir.join(JOURNAL_FILE_NAME)).unwrap();
    db.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap()
}

#[test]
fn a_journal_of_format_1_is_read_as_it_is() {
    let home = tempfile::tempdir().unwrap();
    format_1(home.path());
    let archive = Archive::open(home.path()).unwrap();
    let later = START + Span::from_secs(60);
    assert_eq!(archive.order(OrderSeq(3)).unwrap().unwrap().state, "filled");
    assert!(archive.orders_until(later, 9).unwrap().is_empty());
    assert!(archive.states_of(OrderSeq(3)).unwrap().is_empty());
    assert!(archive.failures_until(later, 9).unwrap().is_empty());
    assert_eq!(archive.pictures_reach().unwrap(), None);
    assert!(archive.extent().unwrap().minute.is_some());
    assert_eq!(format_of(home.path()), 1);
}

#[test]
fn a_journal_of_format_1_goes_on_in_format_3() {
    let home = tempfile::tempdir().unwrap();
    format_1(home.path());
    // One who reads meanwhile is not in the way, and goes on reading.
    let before = Archive::open(home.path()).unwrap();
    assert!(before.order(OrderSeq(3)).unwrap().is_some());
    let mut journal = Journal::open(home.path()).unwrap();
    journal.append(&envelope(1));
    journal.record(&order("open", "0"));
    journal.record(&request(1, Route::Balance, 5, "timed_out"));
    journal.picture(START, 2, b"a picture".to_vec());
    journal.commit().unwrap();
    drop(journal);
    assert_eq!(format_of(home.path()), 3);
    let archive = Archive::open(home.path()).unwrap();
    let later = START + Span::from_secs(60);
    assert_eq!(archive.states_of(OrderSeq(3)).unwrap().len(), 1);
    assert_eq!(archive.failures_until(later, 9).unwrap().len(), 1);
    assert_eq!(archive.pictures_reach().unwrap(), Some((START, START)));
    let journal = Journal::open(home.path()).unwrap();
    assert_eq!(replayed(&journal, 0), envelopes(1, 1).collect::<Vec<_>>());
    assert_eq!(journal.last_seq(), Seq(1));
}

/// A journal of format 2 with `inputs` inputs, as the version before wrote it: this one's, without what is new.
fn format_2(dir: &Path, inputs: u64) {
    let mut journal = create(dir);
    for envelope in envelopes(1, inputs) {
        journal.append(&envelope);
        if envelope.seq.0.is_multiple_of(100) {
            journal.commit().unwrap();
        }
    }
    journal.commit().unwrap();
    drop(journal);
    let db = Connection::open(dir.join(JOURNAL_FILE_NAME)).unwrap();
    db.execute_batch("ALTER TABLE segments DROP COLUMN sha256; PRAGMA user_version = 2").unwrap();
}

#[test]
fn inputs_of_format_2_are_covered_up_to_its_last_chunk_until_it_goes_on() {
    let home = tempfile::tempdir().unwrap();
    format_2(home.path(), 1_300);
    let look = || examine(&Archive::open_at_one_moment(home.path()).unwrap(), |_| Ok(())).unwrap();
    let before = look();
    assert!(before.is_sound(), "{:?}", before.damages);
    assert_eq!((before.last, before.uncovered), (Seq(1_300), 1_300 - 1_024));
    assert_eq!(format_of(home.path()), 2, "looking changes nothing");
    let mut journal = Journal::open(home.path()).unwrap();
    journal.append(&envelope(1_301));
    journal.commit().unwrap();
    let after = look();
    assert!(after.is_sound(), "{:?}", after.damages);
    assert_eq!((after.last, after.uncovered, after.links.len()), (Seq(1_301), 0, 1));
    assert_eq!(after.head, Some(digest_of(envelopes(1, 1_301))));
}

#[test]
fn what_an_old_journal_becomes_is_what_a_new_one_is() {
    let schema = |dir: &Path| -> Vec<String> {
        let db = Connection::open(dir.join(JOURNAL_FILE_NAME)).unwrap();
        let mut statement =
            db.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    format_1(old.path());
    drop(Journal::open(old.path()).unwrap());
    drop(create(new.path()));
    assert_eq!(schema(old.path()), schema(new.path()));
}
