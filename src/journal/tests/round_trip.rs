//! What was committed is there again, whatever was committed together, packed, or reopened between.

use proptest::prelude::*;

use super::streams::{START, envelope, envelopes, inputs, stamped};
use super::{create, digest_of, replayed};
use crate::event::Envelope;
use crate::journal::codec::CHUNK;
use crate::journal::database::FORMAT;
use crate::journal::{Checkpoint, Journal, JournalError};
use crate::model::{Seq, SoakId};

/// What a run does after an envelope.
#[derive(Clone, Copy, Debug)]
enum Step {
    Nothing,
    Commit,
    Checkpoint,
    Maintain,
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        200 => Just(Step::Nothing),
        8 => Just(Step::Commit),
        2 => Just(Step::Checkpoint),
        1 => Just(Step::Maintain),
        1 => Just(Step::Reopen),
    ]
}

fn run(stream: &[Envelope], steps: &[Step]) {
    let home = tempfile::tempdir().unwrap();
    let mut journal = create(home.path());
    for (envelope, step) in stream.iter().zip(steps) {
        journal.append(envelope);
        match step {
            Step::Nothing => {}
            Step::Commit => assert_eq!(journal.commit().unwrap(), envelope.seq),
            Step::Checkpoint => journal.checkpoint(envelope.seq, envelope.at, 1, b"state").unwrap(),
            Step::Maintain => journal.maintain().unwrap(),
            Step::Reopen => {
                journal.commit().unwrap();
                journal = Journal::open(home.path()).unwrap();
                assert_eq!((journal.last_seq(), journal.last_at()), (envelope.seq, Some(envelope.at)));
            }
        }
    }
    journal.commit().unwrap();
    assert_eq!(format!("{:?}", replayed(&journal, 0)), format!("{stream:?}"));
    assert_eq!(journal.digest(), digest_of(stream.iter().cloned()));
    assert_eq!(journal.verify().unwrap(), journal.digest());
}

proptest! {
    // Few cases, because every commit waits for the disk; the codec's own tests have many.
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn arbitrary_streams_committed_arbitrarily_come_back(
        (stream, steps) in (1..200_usize).prop_flat_map(|count| {
            (inputs(count).prop_map(stamped), prop::collection::vec(step(), count))
        }),
    ) {
        run(&stream, &steps);
    }

    #[test]
    fn long_streams_come_back_over_the_borders_of_chunks(
        steps in prop::collection::vec(step(), 2_000..3_200),
    ) {
        let stream: Vec<Envelope> = envelopes(1, steps.len() as u64).collect();
        run(&stream, &steps);
    }
}

#[test]
fn replay_begins_after_any_envelope_also_in_packed_rows() {
    let home = tempfile::tempdir().unwrap();
    let mut journal = create(home.path());
    let last = 3 * CHUNK + 100;
    for envelope in envelopes(1, last) {
        journal.append(&envelope);
        if envelope.seq.0.is_multiple_of(300) {
            journal.commit().unwrap();
        }
    }
    let check = |journal: &Journal| {
        for after in [0, 1, 299, 300, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, last - 1, last, last + 5] {
            let expect: Vec<Envelope> = envelopes(after + 1, last).collect();
            assert_eq!(replayed(journal, after), expect, "after {after}");
        }
    };
    journal.commit().unwrap();
    check(&journal);
    journal.checkpoint(Seq(last), START, 1, b"state").unwrap();
    check(&journal);
    check(&Journal::open(home.path()).unwrap());
}

/// A change of this fingerprint is a change of the format: bytes written before would read as something else.
#[test]
fn the_bytes_of_a_stream_are_what_they_were_in_format_1() {
    // Format 2 has further tables, format 3 fingerprints of rows; the stream is the same.
    assert_eq!(FORMAT, 3);
    assert_eq!(
        digest_of(envelopes(1, 2_100)),
        "ec6b4646b2bb185f17595039f6df8f30da65a69b621cfa943596c238fb142ba4"
    );
}

#[test]
fn packing_leaves_few_rows() {
    let home = tempfile::tempdir().unwrap();
    let mut journal = create(home.path());
    let last = 2 * CHUNK + 50;
    for envelope in envelopes(1, last) {
        journal.append(&envelope);
        if envelope.seq.0.is_multiple_of(10) {
            journal.commit().unwrap();
        }
    }
    journal.checkpoint(Seq(last), START, 1, b"state").unwrap();
    let rows = || -> i64 {
        let (_, store) = Journal::open(home.path()).unwrap().into_parts();
        store.db().query_row("SELECT count(*) FROM segments", [], |row| row.get(0)).unwrap()
    };
    // One packed row of two chunks, then the 50 envelopes of the incomplete chunk with a row a commit: those
    // commits ended at 2050, 2060, … 2090, and at the checkpoint.
    assert_eq!(rows(), 1 + 6);
}

#[test]
fn the_last_two_checkpoints_are_kept_and_the_last_that_reads_is_given() {
    let home = tempfile::tempdir().unwrap();
    let mut journal = create(home.path());
    assert_eq!(journal.latest_checkpoint().unwrap(), None);
    for envelope in envelopes(1, 30) {
        journal.append(&envelope);
        if envelope.seq.0.is_multiple_of(10) {
            let state = vec![envelope.seq.to_string().into_bytes()[0]; 1_000];
            journal.checkpoint(envelope.seq, envelope.at, 7, &state).unwrap();
        }
    }
    let checkpoint = |seq, digit| Checkpoint {
        seq: Seq(seq),
        at: envelope(seq).at,
        version: 7,
        state: vec![digit; 1_000],
    };
    assert_eq!(journal.latest_checkpoint().unwrap(), Some(checkpoint(30, b'3')));
    let (_, store) = journal.into_parts();
    store.db().execute("UPDATE checkpoints SET state = x'00' WHERE seq = 30", []).unwrap();
    drop(store);
    let journal = Journal::open(home.path()).unwrap();
    assert_eq!(journal.latest_checkpoint().unwrap(), Some(checkpoint(20, b'2')));
}

#[test]
fn a_journal_knows_whose_it_is_and_is_never_made_twice() {
    let home = tempfile::tempdir().unwrap();
    let about = create(home.path()).about().unwrap();
    assert_eq!((about.soak, about.name.as_str(), about.created_at), (SoakId::new("a1b2"), "test", START));
    let refused = Journal::create(home.path(), &SoakId::new("c3"), "other", START).unwrap_err();
    assert!(matches!(refused, JournalError::Exists { .. }), "{refused}");
}

#[test]
fn the_files_are_private() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("deep/soak");
    let mut journal = create(&dir);
    journal.append(&envelope(1));
    journal.commit().unwrap();
    let mode = |path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(dir.clone()), 0o700);
    for name in ["journal.db", "journal.db-wal", "journal.db-shm"] {
        assert_eq!(mode(dir.join(name)), 0o600, "{name}");
    }
    assert!(!dir.join("journal.db.new").exists());
}
