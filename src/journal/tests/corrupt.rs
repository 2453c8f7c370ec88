//! A file that is not a sound journal is refused, said why, and left as it is.

use std::path::Path;

use rusqlite::Connection;

use super::create;
use super::streams::envelopes;
use crate::journal::{JOURNAL_FILE_NAME, Journal, JournalError};
use crate::model::Seq;

/// A sound journal of some chunks, wholly in its main file.
fn sound(dir: &Path) {
    let mut journal = create(dir);
    for envelope in envelopes(1, 3_000) {
        journal.append(&envelope);
        if envelope.seq.0.is_multiple_of(100) {
            journal.commit().unwrap();
        }
    }
    journal.maintain().unwrap();
}

/// Opens after `damage` and gives what is said; the damaged file must be left as it is.
#[track_caller]
fn refused(damage: impl FnOnce(&Path)) -> String {
    let home = tempfile::tempdir().unwrap();
    sound(home.path());
    let file = home.path().join(JOURNAL_FILE_NAME);
    damage(&file);
    let before = std::fs::read(&file).ok();
    let error = Journal::open(home.path()).unwrap_err();
    assert_eq!(std::fs::read(&file).ok(), before, "the file was changed");
    error.to_string()
}

#[track_caller]
fn check(damage: impl FnOnce(&Path), says: &str) {
    let said = refused(damage);
    assert!(said.contains(says), "{said}");
}

/// Changes the database with a statement.
fn sql(statement: &'static str) -> impl FnOnce(&Path) {
    move |file| Connection::open(file).unwrap().execute_batch(statement).unwrap()
}

/// Changes the file's bytes.
fn bytes(change: impl FnOnce(&mut Vec<u8>)) -> impl FnOnce(&Path) {
    move |file| {
        let mut bytes = std::fs::read(file).unwrap();
        change(&mut bytes);
        std::fs::write(file, bytes).unwrap();
    }
}

#[test]
fn what_is_not_a_journal_is_refused() {
    check(|file| std::fs::remove_file(file).unwrap(), "does not exist");
    check(bytes(Vec::clear), "shorter than any database");
    check(bytes(|bytes| bytes.truncate(99)), "shorter than any database");
    check(bytes(|bytes| bytes.fill(b'x')), "not an SQLite database");
    check(sql("PRAGMA application_id = 7"), "another program's database");
    check(sql("PRAGMA user_version = 4"), "has format 4, this program knows 3; use a newer soak");
    check(sql("PRAGMA user_version = 0"), "format 0 never existed");
}

#[test]
fn a_truncated_journal_is_refused() {
    check(bytes(|bytes| bytes.truncate(bytes.len() - 4_096)), "damaged");
    check(bytes(|bytes| bytes.truncate(bytes.len() / 2)), "damaged");
    check(bytes(|bytes| bytes.truncate(4_096)), "damaged");
}

#[test]
fn inputs_that_do_not_follow_one_another_are_refused() {
    check(sql("DELETE FROM segments WHERE first_seq = 101"), "does not follow 100");
    check(sql("DELETE FROM segments WHERE first_seq < 101"), "does not follow 0");
    check(sql("UPDATE segments SET count = 99 WHERE first_seq = 101"), "does not follow");
    check(sql("UPDATE segments SET count = 99 WHERE first_seq = 2901"), "another length than it says");
    check(sql("UPDATE segments SET bytes = x'ffff' WHERE first_seq = 2901"), "damaged: input 29");
    check(sql("DELETE FROM chunks WHERE chunk = 1"), "chunk 1 has no fingerprint");
}

#[test]
fn inputs_of_the_last_chunk_that_were_edited_are_refused() {
    let edit = "UPDATE segments SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) || x'01' AS BLOB) WHERE";
    for row in ["first_seq = 2101", "first_seq = 2901"] {
        let statement = format!("{edit} {row}");
        let edited = |file: &Path| Connection::open(file).unwrap().execute_batch(&statement).unwrap();
        check(edited, "damaged: inputs 2049 to 3000 do not fit the fingerprint they were written with");
    }
}

#[test]
fn a_table_that_is_gone_is_told() {
    let said = refused(sql("DROP TABLE segments"));
    assert!(said.contains("no such table"), "{said}");
}

#[test]
fn a_changed_input_in_the_middle_is_found_by_reading_everything() {
    let home = tempfile::tempdir().unwrap();
    sound(home.path());
    let file = home.path().join(JOURNAL_FILE_NAME);
    // The last byte is the end of a trade's size: it still reads, as another size.
    sql(
        "UPDATE segments SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) || x'01' AS BLOB) WHERE first_seq = 1",
    )(&file);
    let journal = Journal::open(home.path()).unwrap();
    let error = journal.verify().unwrap_err();
    assert!(matches!(&error, JournalError::Corrupt { what, .. } if what.contains("chunk 0")), "{error}");
}

#[test]
fn replay_stops_at_the_first_damage() {
    let home = tempfile::tempdir().unwrap();
    sound(home.path());
    sql("UPDATE segments SET bytes = substr(bytes, 1, 500) WHERE first_seq = 101")(
        &home.path().join(JOURNAL_FILE_NAME),
    );
    let journal = Journal::open(home.path()).unwrap();
    let read: Vec<_> = journal.replay(Seq(0)).unwrap().collect();
    let (last, sound) = read.split_last().unwrap();
    assert!(last.is_err());
    assert!(sound.len() > 100 && sound.len() < 200 && sound.iter().all(Result::is_ok));
}
