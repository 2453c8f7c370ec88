//! A full disk: commits fail, nothing taken is lost, and all is written when there is space again.
//!
//! The full disk is a limit on the database's pages, which gives the very error that a full disk gives.

use super::streams::{START, envelope, envelopes};
use super::{create, digest_of, replayed};
use crate::event::{Envelope, Record};
use crate::journal::{Journal, JournalError};

#[test]
fn what_a_full_disk_refuses_is_kept_and_committed_later() {
    let home = tempfile::tempdir().unwrap();
    let mut journal = create(home.path());
    envelopes(1, 10).for_each(|envelope| journal.append(&envelope));
    journal.commit().unwrap();
    journal.limit_pages(1);
    envelopes(11, 3_000).for_each(|envelope| journal.append(&envelope));
    let waiting = journal.buffered();
    for _ in 0..3 {
        let error = journal.commit().unwrap_err();
        assert!(matches!(error, JournalError::Sqlite { .. }), "{error}");
        assert!(journal.checkpoint(envelope(10).seq, START, 1, b"state").is_err());
    }
    assert_eq!(journal.buffered(), waiting);
    assert_eq!(replayed(&journal, 0).len(), 10);
    journal.limit_pages(1 << 20);
    journal.append(&envelope(3_001));
    assert_eq!(journal.commit().unwrap(), envelope(3_001).seq);
    assert_eq!(journal.buffered(), 0);
    let all = || envelopes(1, 3_001);
    assert_eq!(replayed(&journal, 0), all().collect::<Vec<Envelope>>());
    assert_eq!(journal.digest(), digest_of(all()));
    drop(journal);
    assert_eq!(Journal::open(home.path()).unwrap().verify().unwrap(), digest_of(all()));
}

#[test]
fn rows_shed_on_a_full_disk_are_counted_in_a_note() {
    let home = tempfile::tempdir().unwrap();
    let mut journal = create(home.path());
    journal.append(&envelope(1));
    for _ in 0..10 {
        journal.record(&Record::Note { at: START, kind: "long".into(), text: "x".repeat(1 << 20) });
    }
    assert_eq!(journal.shed(), 3);
    assert_eq!(journal.shed(), 0);
    journal.commit().unwrap();
    let (_, store) = journal.into_parts();
    let note: String = store
        .db()
        .query_row("SELECT text FROM notes WHERE kind = 'rows_dropped'", [], |row| row.get(0))
        .unwrap();
    assert!(note.starts_with("3 rows were dropped"), "{note}");
}
