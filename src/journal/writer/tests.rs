//! The writer: what it says is durable is durable, and a full disk stops nobody.

use std::path::Path;

use rusqlite::Connection;

use super::super::tests::create;
use super::super::tests::streams::{START, envelope, envelopes};
use super::super::{Checkpoint, JOURNAL_FILE_NAME, Journal, JournalError};
use super::*;
use crate::event::{Envelope, FeedStatus, Input, JournalStatus, Record};
use crate::model::Seq;

fn append(writer: &WriterHandle, first: u64, last: u64) {
    envelopes(first, last).for_each(|envelope| writer.append(envelope, Vec::new()));
}

async fn durable(writer: &mut WriterHandle, seq: u64) {
    writer.durable.wait_for(|durable| *durable >= Seq(seq)).await.unwrap();
}

async fn failing(writer: &mut WriterHandle) -> String {
    let is_failing = |status: &JournalStatus| matches!(status, JournalStatus::Failing { .. });
    match writer.status.wait_for(is_failing).await.unwrap().clone() {
        JournalStatus::Failing { reason } => reason,
        JournalStatus::Healthy => unreachable!(),
    }
}

/// What is durable in `dir`, while the writer still has it open.
fn on_disk(dir: &Path) -> Vec<Envelope> {
    let journal = Journal::open(dir).unwrap();
    journal.replay(Seq(0)).unwrap().map(Result::unwrap).collect()
}

#[tokio::test]
async fn a_commit_covers_everything_appended_before_it() {
    let home = tempfile::tempdir().unwrap();
    let mut writer = WriterHandle::spawn(create(home.path())).unwrap();
    append(&writer, 1, 500);
    writer.commit_now();
    durable(&mut writer, 500).await;
    assert_eq!(on_disk(home.path()), envelopes(1, 500).collect::<Vec<_>>());
    append(&writer, 501, 2_100);
    writer.checkpoint(Checkpoint { seq: Seq(2_100), at: START, version: 1, state: vec![7] });
    let digest = writer.digest();
    let finished = writer.finish().unwrap();
    assert_eq!(finished, Finished { last_seq: Seq(2_100), digest });
    let journal = Journal::open(home.path()).unwrap();
    assert_eq!(journal.verify().unwrap(), finished.digest);
    assert_eq!(journal.latest_checkpoint().unwrap().unwrap().state, [7]);
}

#[tokio::test]
async fn what_nobody_waits_for_is_durable_by_itself() {
    let home = tempfile::tempdir().unwrap();
    let mut writer = WriterHandle::spawn(create(home.path())).unwrap();
    append(&writer, 1, 3);
    durable(&mut writer, 3).await;
    let status = writer.status.clone();
    drop(writer);
    assert_eq!(*status.borrow(), JournalStatus::Healthy);
    assert_eq!(on_disk(home.path()).len(), 3);
}

#[tokio::test]
async fn a_full_disk_is_told_and_everything_is_written_when_there_is_space_again() {
    let home = tempfile::tempdir().unwrap();
    let mut journal = create(home.path());
    // Ballast, so that the test can make space later without the writer's help.
    journal.record(&Record::Note { at: START, kind: "ballast".into(), text: "x".repeat(1 << 20) });
    journal.commit().unwrap();
    journal.limit_pages(1);
    let mut writer = WriterHandle::spawn(journal).unwrap();
    append(&writer, 1, 1_000);
    writer.commit_now();
    let reason = failing(&mut writer).await;
    assert!(reason.contains("full"), "{reason}");
    append(&writer, 1_001, 2_000);
    assert_eq!(*writer.durable.borrow(), Seq(0));
    let other = Connection::open(home.path().join(JOURNAL_FILE_NAME)).unwrap();
    other.execute("DELETE FROM notes", []).unwrap();
    durable(&mut writer, 2_000).await;
    writer.status.wait_for(|status| *status == JournalStatus::Healthy).await.unwrap();
    assert_eq!(writer.lost(), 0);
    let finished = writer.finish().unwrap();
    assert_eq!(on_disk(home.path()), envelopes(1, 2_000).collect::<Vec<_>>());
    assert_eq!(Journal::open(home.path()).unwrap().verify().unwrap(), finished.digest);
}

#[tokio::test]
async fn inputs_beyond_memory_are_counted_and_what_is_kept_has_no_gap() {
    let home = tempfile::tempdir().unwrap();
    let journal = create(home.path());
    journal.limit_pages(1);
    let mut writer = WriterHandle::spawn(journal).unwrap();
    let large = |seq| Envelope {
        seq: Seq(seq),
        at: START,
        input: Input::Feed(FeedStatus::Lost { reason: "x".repeat(1 << 20) }),
    };
    // Each is a megabyte and a little, so that the last one that fits goes over the limit.
    let fit = (MEMORY_MAX >> 20) as u64;
    (1..=fit + 5).for_each(|seq| writer.append(large(seq), Vec::new()));
    let lost = writer.lost();
    assert_eq!((writer.last_seq(), lost), (Seq(fit), 5));
    let told = format!("{lost} inputs did not fit");
    let has = |status: &JournalStatus| matches!(status, JournalStatus::Failing { reason } if reason.contains(&told));
    writer.status.wait_for(has).await.unwrap();
    writer.append(envelope(1), Vec::new());
    assert_eq!(writer.lost(), lost + 1);
    assert!(matches!(writer.finish(), Err(JournalError::Sqlite { .. } | JournalError::Overflowed { .. })));
}
