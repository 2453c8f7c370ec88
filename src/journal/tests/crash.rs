//! kill -9 at random moments: what was said to be durable is there, in order, with the same fingerprint.
//!
//! The test runs itself again as a child that appends and commits, prints each seq that is durable, and is
//! killed while it works.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use super::streams::{envelope, envelopes};
use super::{create, digest_of, replayed};
use crate::event::Envelope;
use crate::journal::Journal;

/// Tells the child where to work; without it, the child's test does nothing.
const CHILD_DIR: &str = "SOAK_JOURNAL_CRASH_DIR";
const KILLS: u64 = 12;

#[test]
fn what_was_durable_survives_kill_9() {
    let home = tempfile::tempdir().unwrap();
    drop(create(home.path()));
    let mut durable = 0;
    for round in 0..KILLS {
        durable = run_and_kill(home.path(), durable + 40 + round * round * 37 % 700);
        let journal = Journal::open(home.path()).unwrap();
        let last = journal.last_seq().0;
        assert!(last >= durable, "{durable} was durable, {last} is there");
        let expect: Vec<Envelope> = envelopes(1, last).collect();
        assert_eq!(replayed(&journal, 0), expect);
        assert_eq!(journal.digest(), digest_of(expect));
        assert_eq!(journal.verify().unwrap(), journal.digest());
        if let Some(checkpoint) = journal.latest_checkpoint().unwrap() {
            assert_eq!(checkpoint.state, checkpoint.seq.to_string().into_bytes());
        }
        durable = last;
    }
    assert!(durable > 1_024, "only {durable} envelopes were written: no chunk was ever finished");
}

/// Runs a child until it says that `enough` envelopes are durable, kills it wherever it then is, and gives the
/// last that it said.
fn run_and_kill(dir: &Path, enough: u64) -> u64 {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "journal::tests::crash::child", "--nocapture"])
        .env(CHILD_DIR, dir)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut durable = 0;
    for line in lines {
        // The harness prints the test's name before the child's first line.
        if let Some(seq) = line.unwrap().rsplit("durable ").next().and_then(|text| text.parse().ok()) {
            durable = seq;
        }
        if durable >= enough {
            child.kill().ok();
        }
    }
    child.wait().unwrap();
    assert!(durable >= enough, "the child ended by itself after {durable}");
    durable
}

#[test]
fn child() {
    let Some(dir) = std::env::var_os(CHILD_DIR) else { return };
    let mut journal = Journal::open(Path::new(&dir)).unwrap();
    let mut out = std::io::stdout();
    for seq in journal.last_seq().0 + 1.. {
        let envelope = envelope(seq);
        journal.append(&envelope);
        match seq % 97 {
            0 => journal.checkpoint(envelope.seq, envelope.at, 1, seq.to_string().as_bytes()).unwrap(),
            50 => journal.maintain().unwrap(),
            kind if kind % 7 == 0 => {
                let durable = journal.commit().unwrap();
                writeln!(out, "durable {durable}").unwrap();
                out.flush().unwrap();
            }
            _ => {}
        }
    }
}
