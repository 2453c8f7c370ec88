//! A real journal's file, changed in every way that there is: each is found, and the right chunk is named.

use std::path::Path;

use proptest::prelude::*;
use rusqlite::Connection;

use super::{Damage, Examined, WalEnd, examine, wal_end};
use crate::event::{Envelope, OperatorRecord, Record};
use crate::journal::tests::streams::{envelope, envelopes};
use crate::journal::tests::{create, digest_of};
use crate::journal::{Archive, JOURNAL_FILE_NAME, Journal, JournalError};
use crate::model::Seq;

/// Inputs of the journal that is changed: two packed chunks, two raw ones, and a part of one.
const INPUTS: u64 = 4_500;

/// A journal of every kind of row, wholly in its main file.
fn sound(dir: &Path) {
    let mut journal = create(dir);
    for envelope in envelopes(1, INPUTS) {
        journal.append(&envelope);
        match envelope.seq.0 {
            2_500 => journal.checkpoint(envelope.seq, envelope.at, 1, b"state").unwrap(),
            seq if seq.is_multiple_of(100) => drop(journal.commit().unwrap()),
            _ => {}
        }
    }
    journal.commit().unwrap();
    journal.maintain().unwrap();
}

fn look(dir: &Path) -> Examined {
    examined(dir, |_| Ok(())).unwrap()
}

fn examined(dir: &Path, look: impl FnMut(&Envelope) -> Result<(), String>) -> Result<Examined, JournalError> {
    examine(&Archive::open_at_one_moment(dir)?, look)
}

/// What is found after `statement` was done to a sound journal.
#[track_caller]
fn changed(statement: &str) -> Vec<Damage> {
    let home = tempfile::tempdir().unwrap();
    sound(home.path());
    Connection::open(home.path().join(JOURNAL_FILE_NAME)).unwrap().execute_batch(statement).unwrap();
    let examined = look(home.path());
    assert_eq!(examined.head, None, "{statement} was not found");
    examined.damages
}

#[track_caller]
fn check(statement: &str, expect: &[&str]) {
    let damages: Vec<_> = changed(statement).iter().map(ToString::to_string).collect();
    assert_eq!(damages, expect, "{statement}");
}

#[test]
fn a_sound_journal_shows_every_input_and_its_fingerprint() {
    let home = tempfile::tempdir().unwrap();
    sound(home.path());
    let mut seen = Vec::new();
    let examined = examined(home.path(), |envelope| {
        seen.push(envelope.clone());
        Ok(())
    })
    .unwrap();
    assert_eq!(seen, envelopes(1, INPUTS).collect::<Vec<Envelope>>());
    assert!(examined.is_sound());
    assert_eq!(examined.head, Some(digest_of(envelopes(1, INPUTS))));
    assert_eq!((examined.last, examined.links.len(), examined.uncovered), (Seq(INPUTS), 4, 0));
    assert_eq!(examined.reach, Some((envelope(1).at, envelope(INPUTS).at)));
    assert_eq!(examined.about.name, "test");
}

#[test]
fn an_input_that_makes_no_sense_is_named_and_nothing_is_shown_after_it() {
    let home = tempfile::tempdir().unwrap();
    sound(home.path());
    let mut seen = Seq(0);
    let look = |envelope: &Envelope| {
        seen = envelope.seq;
        if envelope.seq == Seq(1_500) { Err("it makes no sense".to_owned()) } else { Ok(()) }
    };
    let examined = examined(home.path(), look).unwrap();
    let damages: Vec<_> = examined.damages.iter().map(ToString::to_string).collect();
    assert_eq!(damages, ["chunk 1, input 1500: it makes no sense"]);
    assert_eq!((examined.head, seen, examined.last), (None, Seq(1_500), Seq(INPUTS)));
}

#[test]
fn an_empty_journal_is_sound() {
    let home = tempfile::tempdir().unwrap();
    drop(create(home.path()));
    let examined = look(home.path());
    assert!(examined.is_sound() && examined.last == Seq(0) && examined.reach.is_none());
}

#[test]
fn what_was_deleted_is_named() {
    check("DELETE FROM segments WHERE first_seq = 1", &["chunk 0, inputs 1 to 2048: they are gone"]);
    check("DELETE FROM segments WHERE first_seq = 2101", &["chunk 2, inputs 2101 to 2200: they are gone"]);
    check(
        "DELETE FROM segments WHERE first_seq > 4000",
        &["chunk 3, inputs 4001 to 4096: they are gone, their fingerprint is there: the journal was cut"],
    );
    check("DELETE FROM chunks WHERE chunk = 1", &["chunk 1, inputs 1025 to 2048: its fingerprint is gone"]);
    check(
        "DELETE FROM segments WHERE first_seq > 2400; DELETE FROM chunks WHERE chunk > 1",
        &["inputs 2401 to 2500: they are gone, a checkpoint after them is there: the journal was cut"],
    );
}

#[test]
fn what_was_edited_is_named() {
    const FITS_NOT: &str = "its fingerprint does not fit: its inputs, or the fingerprint, were changed";
    let chunk = |chunk: u64| {
        let (first, last) = (chunk * 1_024 + 1, (chunk + 1) * 1_024);
        format!("chunk {chunk}, inputs {first} to {last}: {FITS_NOT}")
    };
    let last_byte = "CAST(substr(bytes, 1, length(bytes) - 1) || x'01' AS BLOB)";
    check(&format!("UPDATE segments SET bytes = {last_byte} WHERE first_seq = 2101"), &[&chunk(2)]);
    for index in 0..4 {
        let zeros = format!("UPDATE chunks SET sha256 = zeroblob(32) WHERE chunk = {index}");
        check(&zeros, &[&chunk(index)]);
    }
    check(
        "UPDATE chunks SET sha256 = (SELECT sha256 FROM chunks WHERE chunk = 1) WHERE chunk = 2",
        &[&chunk(2)],
    );
    let row = "the fingerprint of their row does not fit";
    let edit = |first| format!("UPDATE segments SET bytes = {last_byte} WHERE first_seq = {first}");
    check(&edit(4_401), &[&format!("chunk 4, inputs 4401 to 4500: {row}: they, or it, were changed")]);
    check(&edit(4_097), &[&format!("chunk 4, inputs 4097 to 4100: {row}: they, or it, were changed")]);
    // Where the chunk is complete, its own fingerprint says that the inputs are whole.
    check(
        "UPDATE segments SET sha256 = zeroblob(32) WHERE first_seq = 2101",
        &[&format!("chunk 2, inputs 2101 to 2200: {row}")],
    );
    check(
        "UPDATE segments SET sha256 = NULL WHERE first_seq = 4401",
        &["chunk 4, inputs 4401 to 4500: the fingerprint of their row is gone: they, or it, were changed"],
    );
    check(
        "UPDATE segments SET count = 99 WHERE first_seq = 2101",
        &[
            "chunk 2, inputs 2101 to 2199: 65 bytes follow them that are no input",
            "chunk 2, input 2200: they are gone",
        ],
    );
    check(
        "UPDATE segments SET bytes = x'00' WHERE first_seq = 1",
        &["chunk 0, inputs 1 to 2048: they do not unpack: incomplete deflate stream"],
    );
    check(
        "UPDATE segments SET bytes = substr(bytes, 1, 50) WHERE first_seq = 2101",
        &["chunk 2, input 2105: the bytes end within an envelope"],
    );
}

#[test]
fn rows_that_changed_places_are_found_wherever_they_stand() {
    for (one, other) in [(2_101, 2_201), (2_301, 4_001), (3_073, 3_101), (4_201, 4_301)] {
        let swap = format!(
            "CREATE TEMP TABLE kept AS SELECT bytes FROM segments WHERE first_seq = {one};
             UPDATE segments SET bytes = (SELECT bytes FROM segments WHERE first_seq = {other})
             WHERE first_seq = {one};
             UPDATE segments SET bytes = (SELECT bytes FROM kept) WHERE first_seq = {other};"
        );
        assert!(!changed(&swap).is_empty(), "{one} for {other}");
    }
    let chunks = "CREATE TEMP TABLE kept AS SELECT sha256 FROM chunks WHERE chunk = 0;
        UPDATE chunks SET sha256 = (SELECT sha256 FROM chunks WHERE chunk = 3) WHERE chunk = 0;
        UPDATE chunks SET sha256 = (SELECT sha256 FROM kept) WHERE chunk = 3;";
    let named: Vec<_> = changed(chunks).iter().map(|damage| damage.chunk).collect();
    assert_eq!(named, [Some(0), Some(3)]);
}

#[test]
fn each_row_that_is_missing_is_found() {
    let home = tempfile::tempdir().unwrap();
    sound(home.path());
    let file = home.path().join(JOURNAL_FILE_NAME);
    let rows: Vec<i64> = {
        let db = Connection::open(&file).unwrap();
        let mut statement = db.prepare("SELECT first_seq FROM segments").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    for row in rows {
        let other = tempfile::tempdir().unwrap();
        let copy = other.path().join(JOURNAL_FILE_NAME);
        std::fs::copy(&file, &copy).unwrap();
        Connection::open(&copy).unwrap().execute("DELETE FROM segments WHERE first_seq = ?1", [row]).unwrap();
        // Without the last row of all it is the journal of a while before.
        assert_eq!(look(other.path()).is_sound(), row == 4_401, "row {row}");
    }
}

#[test]
fn inputs_cut_off_after_the_last_chunk_are_betrayed_by_what_follows_from_them() {
    let home = tempfile::tempdir().unwrap();
    let mut journal = create(home.path());
    envelopes(1, 100).for_each(|envelope| journal.append(&envelope));
    journal.commit().unwrap();
    journal.append(&envelope(101));
    let act = OperatorRecord {
        at: envelope(101).at,
        user: "ann".into(),
        terminal: "pts/0".into(),
        command: "trip".into(),
        reason: "odd".into(),
        result: "done".into(),
    };
    journal.record(&Record::Operator(act));
    journal.commit().unwrap();
    drop(journal);
    let cut = "DELETE FROM segments WHERE first_seq = 101";
    Connection::open(home.path().join(JOURNAL_FILE_NAME)).unwrap().execute_batch(cut).unwrap();
    let damages = look(home.path()).damages;
    assert!(damages.len() == 1 && damages[0].what.contains("inputs were cut off"), "{damages:?}");
}

#[test]
fn one_moment_is_seen_whatever_is_written_meanwhile() {
    let home = tempfile::tempdir().unwrap();
    sound(home.path());
    let archive = Archive::open_at_one_moment(home.path()).unwrap();
    let mut journal = Journal::open(home.path()).unwrap();
    envelopes(INPUTS + 1, INPUTS + 900).for_each(|envelope| journal.append(&envelope));
    let last = envelope(INPUTS + 900);
    journal.checkpoint(last.seq, last.at, 1, b"state").unwrap();
    let examined = examine(&archive, |_| Ok(())).unwrap();
    assert_eq!((examined.last, examined.is_sound()), (Seq(INPUTS), true), "{:?}", examined.damages);
    assert_eq!(look(home.path()).last, Seq(INPUTS + 900));
}

#[test]
fn what_is_no_journal_is_an_error() {
    let home = tempfile::tempdir().unwrap();
    let error = |dir: &Path| examined(dir, |_| Ok(())).unwrap_err();
    assert!(matches!(error(home.path()), JournalError::Missing { .. }));
    std::fs::write(home.path().join(JOURNAL_FILE_NAME), [0; 4_096]).unwrap();
    assert!(matches!(error(home.path()), JournalError::Foreign { .. }));
}

#[test]
fn a_commit_that_a_crash_cut_off_is_no_damage() {
    let home = tempfile::tempdir().unwrap();
    let mut journal = create(home.path());
    for seq in 1..=3_000 {
        journal.append(&envelope(seq));
        if seq % 300 == 0 {
            journal.commit().unwrap();
        }
    }
    // As a killed process leaves it: the log is there, nothing was closed.
    let left = tempfile::tempdir().unwrap();
    let names = [JOURNAL_FILE_NAME, "journal.db-wal"];
    for name in names {
        std::fs::copy(home.path().join(name), left.path().join(name)).unwrap();
    }
    let log = std::fs::read(left.path().join(names[1])).unwrap();
    assert_eq!(wal_end(left.path()).unwrap(), WalEnd::Whole);
    // The last commit has a few pages: cut anywhere in them, it is as if it had not been.
    for cut in [1, 7, 4_119, 4_120, 4_121, 9_000] {
        std::fs::write(left.path().join(names[1]), &log[..log.len() - cut]).unwrap();
        std::fs::remove_file(left.path().join("journal.db-shm")).ok();
        let examined = look(left.path());
        assert!(examined.is_sound(), "{cut}: {:?}", examined.damages);
        assert_eq!(examined.last, Seq(2_700));
        assert_eq!(wal_end(left.path()).unwrap(), WalEnd::Whole, "{cut}");
    }
    // Half-written at its end, as a power cut may leave it.
    let mut torn = log.clone();
    let end = torn.len();
    torn[end - 5_000..end - 4_000].fill(0);
    std::fs::write(left.path().join(names[1]), &torn).unwrap();
    assert_eq!(wal_end(left.path()).unwrap(), WalEnd::Torn);
    // Changed in the middle, with whole commits behind it.
    let mut changed = log;
    changed[end / 2] ^= 1;
    std::fs::write(left.path().join(names[1]), &changed).unwrap();
    let found = wal_end(left.path()).unwrap();
    assert!(matches!(found, WalEnd::Damaged { commits, .. } if commits > 1), "{found:?}");
}

/// A row of inputs with its fingerprint, or the fingerprint of a chunk.
type Covered = (i64, i64, String, Vec<u8>, Option<Vec<u8>>);

/// The inputs and all fingerprints, as the database in `dir` has them, if it can be read.
fn truth(dir: &Path) -> Option<Vec<Covered>> {
    let db = Connection::open(dir.join(JOURNAL_FILE_NAME)).ok()?;
    let sql = "SELECT first_seq, count, encoding, bytes, sha256 FROM segments
        UNION ALL SELECT chunk, 0, 'chunk', sha256, NULL FROM chunks";
    let mut statement = db.prepare(sql).ok()?;
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?));
    statement.query_map([], row).ok()?.collect::<rusqlite::Result<Vec<_>>>().ok()
}

/// A sound journal that was ended as a run ends it: with a last checkpoint, in one file.
fn ended(dir: &Path) {
    sound(dir);
    let mut journal = Journal::open(dir).unwrap();
    envelopes(INPUTS + 1, INPUTS + 300).for_each(|envelope| journal.append(&envelope));
    let last = envelope(INPUTS + 300);
    journal.checkpoint(last.seq, last.at, 1, b"state").unwrap();
    journal.maintain().unwrap();
    drop(journal);
    // Emptied and closed by the last connection.
    drop(Connection::open(dir.join(JOURNAL_FILE_NAME)).unwrap());
}

/// Whether anything is found in the journal's file of `bytes`, or nothing that is covered was changed.
fn found_or_untouched(bytes: &[u8], before: &[Covered]) -> bool {
    let other = tempfile::tempdir().unwrap();
    std::fs::write(other.path().join(JOURNAL_FILE_NAME), bytes).unwrap();
    let found = examined(other.path(), |_| Ok(()));
    let is_found = found.as_ref().map_or(true, |examined| !examined.is_sound());
    is_found || truth(other.path()).is_some_and(|after| after == before)
}

#[test]
fn a_changed_byte_of_the_file_is_found_or_changed_nothing_that_is_covered() {
    let home = tempfile::tempdir().unwrap();
    ended(home.path());
    let whole = std::fs::read(home.path().join(JOURNAL_FILE_NAME)).unwrap();
    let before = truth(home.path()).unwrap();
    let strategy = (0..whole.len(), 1..=255_u8);
    proptest!(ProptestConfig::with_cases(150), |((at, flip) in strategy)| {
        let mut bytes = whole.clone();
        bytes[at] ^= flip;
        prop_assert!(found_or_untouched(&bytes, &before), "byte {at} by {flip}");
    });
}

#[test]
fn every_byte_of_the_last_rows_is_covered() {
    let home = tempfile::tempdir().unwrap();
    ended(home.path());
    let whole = std::fs::read(home.path().join(JOURNAL_FILE_NAME)).unwrap();
    let before = truth(home.path()).unwrap();
    let last = before.iter().filter(|row| row.2 == "raw");
    let places: Vec<usize> = last
        .flat_map(|row| [&row.3, row.4.as_ref().unwrap()])
        .flat_map(|bytes| {
            // Short enough to lie on one page.
            let part = &bytes[..bytes.len().min(12)];
            let at = whole.windows(part.len()).position(|window| window == part).unwrap();
            at..at + part.len()
        })
        .collect();
    assert!(places.len() > 100, "{} bytes of rows behind the last chunk", places.len());
    for at in places {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        let other = tempfile::tempdir().unwrap();
        std::fs::write(other.path().join(JOURNAL_FILE_NAME), bytes).unwrap();
        assert!(!look(other.path()).is_sound(), "byte {at}");
    }
}

#[test]
fn rows_cut_off_the_end_of_a_run_that_ended_are_betrayed_by_its_last_checkpoint() {
    let home = tempfile::tempdir().unwrap();
    ended(home.path());
    assert!(look(home.path()).is_sound());
    let cut = "DELETE FROM segments WHERE first_seq = (SELECT max(first_seq) FROM segments)";
    Connection::open(home.path().join(JOURNAL_FILE_NAME)).unwrap().execute_batch(cut).unwrap();
    let damages = look(home.path()).damages;
    assert!(damages.len() == 1 && damages[0].what.contains("the journal was cut"), "{damages:?}");
}

#[test]
fn a_journal_killed_with_inputs_that_were_not_committed_is_sound() {
    let home = tempfile::tempdir().unwrap();
    let mut journal = create(home.path());
    envelopes(1, 2_000).for_each(|envelope| journal.append(&envelope));
    journal.commit().unwrap();
    envelopes(2_001, 2_600).for_each(|envelope| journal.append(&envelope));
    // Never committed, as after kill -9.
    drop(journal);
    let examined = look(home.path());
    assert!(examined.is_sound() && examined.last == Seq(2_000));
    assert_eq!(examined.head, Some(Journal::open(home.path()).unwrap().digest()));
}
