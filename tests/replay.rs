//! Law 1: the same inputs give the same state. A journal replayed from its first input gives the
//! bytes that its checkpoint holds, and its fingerprint is that of what lies on the disk.

#![expect(clippy::unwrap_used, reason = "a test stops where its soak cannot be run")]

use std::path::Path;

use soak::clock::Clock;
use soak::engine::{State, apply};
use soak::journal::Journal;
use soak::market::{Recording, SyntheticSettings};
use soak::model::{Rules, Seq, Span};
use soak::paper::Terms;
use soak::runtime::{Console, FeedSource, Pace, Plan, RunError, VenuePlan, Voice, recover, run_virtual};
use soak::snapshot::RunResult;
use tracing_subscriber::filter::LevelFilter;

fn plan(folder: &Path, source: FeedSource, seed: u64, length: Option<Span>) -> Plan {
    let mut rules = Rules::default();
    rules.agent.bar = Span::from_secs(60);
    Plan {
        name: "replay".to_owned(),
        folder: folder.to_owned(),
        rules,
        seed,
        length,
        gap_after: Span::from_secs(600),
        pace: Pace::Max,
        venue: VenuePlan::embedded(source, Terms::default()),
        log_level: LevelFilter::OFF,
        labels: soak::runtime::Labels::default(),
        to_prove: soak::model::Plan::default(),
    }
}

fn run(plan: Plan) -> RunResult {
    try_run(plan).unwrap()
}

fn try_run(plan: Plan) -> Result<RunResult, RunError> {
    let mut console = Console::new(Voice::Json, Box::new(std::io::sink()), Box::new(std::io::sink()), 1);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(run_virtual(plan, Clock::start(), &mut console))
}

fn synthetic() -> FeedSource {
    FeedSource::synthetic(7, SyntheticSettings::default())
}

fn bars() -> FeedSource {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/market/bars.csv");
    FeedSource::Recording(Box::new(Recording::open(&file).unwrap()))
}

#[track_caller]
fn check(source: FeedSource, length: Option<Span>) {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("soak");
    let result = run(plan(&folder, source, 1, length));
    assert!(result.trades > 0, "nothing happened: {result:?}");
    let journal = Journal::open(&folder).unwrap();
    let mut replayed = State::new();
    let mut effects = Vec::new();
    for envelope in journal.replay(Seq(0)).unwrap() {
        apply(&mut replayed, &envelope.unwrap(), &mut effects);
        effects.clear();
    }
    let recovered = recover(&journal).unwrap();
    assert_eq!(replayed.seq(), journal.last_seq());
    assert_eq!(replayed.to_bytes().unwrap(), recovered.to_bytes().unwrap());
    assert_eq!(journal.verify().unwrap(), result.journal_sha256);
    assert_eq!(Some(result.equity), result.venue_equity);
    assert!(result.drift_unexplained.is_zero());
}

#[test]
fn a_journal_replayed_from_its_start_gives_the_checkpointed_bytes() {
    check(bars(), None);
    check(synthetic(), Some(Span::from_secs(3_600)));
}

#[test]
fn the_same_feed_and_seed_give_the_same_journal_and_another_seed_another() {
    let journal_of = |seed: u64| {
        let home = tempfile::tempdir().unwrap();
        let length = Some(Span::from_secs(900));
        run(plan(&home.path().join("soak"), synthetic(), seed, length)).journal_sha256
    };
    let first = journal_of(1);
    assert_eq!(first, journal_of(1));
    assert_ne!(first, journal_of(2));
}

#[test]
fn a_soak_whose_journal_was_taken_away_is_not_begun_anew() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("soak");
    let length = Some(Span::from_secs(60));
    run(plan(&folder, synthetic(), 1, length));
    for file in ["journal.db", "journal.db-wal", "journal.db-shm"] {
        let _ = std::fs::remove_file(folder.join(file));
    }
    let latch = std::fs::read(folder.join("breaker.latch")).unwrap();
    let refused = try_run(plan(&folder, synthetic(), 1, length)).unwrap_err().to_string();
    assert!(refused.contains("no journal"), "{refused}");
    assert_eq!(std::fs::read(folder.join("breaker.latch")).unwrap(), latch);
    assert!(!folder.join("journal.db").exists());
}
