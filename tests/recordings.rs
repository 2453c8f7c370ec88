//! Recordings through the real program, headless and as fast as it goes: exit 0, the books equal the
//! venue's to the last digit, the budget kept, the losses bounded, and the same seed the same journal.
//!
//! The project's own small files always run. Of the files of real markets in `../shared/market-data`,
//! where it is there, each runs with the seven hours around its most violent minute: in a build without
//! optimisation, the eleven months of all of them would take half an hour. Whole, they are run by
//! `soak run --headless --feed recording:FILE --speed max --until-feed-ends --json` of a release build.

#![expect(clippy::unwrap_used, reason = "a test stops where its program cannot be started")]

#[path = "recordings/run.rs"]
mod run;
#[path = "recordings/window.rs"]
mod window;

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use run::{Outcome, run};

/// Runs at the same time: the smallest machine that this is built on has two cores.
const THREADS: usize = 2;

/// Entries that a market may make in 24 hours by default.
const ENTRIES_PER_DAY_MAX: u64 = 18;

fn own(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/market").join(name)
}

#[track_caller]
fn check(name: &str, markets: u64, outcome: &Outcome) {
    let result = &outcome.result;
    let text = |key: &str| result[key].as_str().unwrap_or("?").to_owned();
    let number = |key: &str| result[key].as_u64().unwrap_or(u64::MAX);
    let decimal = |key: &str| text(key).parse::<rust_decimal::Decimal>().unwrap();
    assert_eq!(outcome.code, Some(0), "{name}: {}", outcome.words);
    assert_eq!(text("ended"), "feed_ends", "{name}");
    assert!(decimal("drift_unexplained").is_zero(), "{name}: {result}");
    assert_eq!(decimal("venue_equity"), decimal("equity"), "{name}");
    assert_eq!(number("orders_unknown"), 0, "{name}");
    assert!(number("requests_per_min_max") <= 180, "{name}: {result}");
    assert!(decimal("max_drawdown_1d_pct") < 5.into(), "{name}: {result}");
    assert_eq!((text("breaker").as_str(), number("breaker_trips")), ("armed", 0), "{name}: {result}");
    let trades_max = markets * ENTRIES_PER_DAY_MAX * (1 + decimal_days(&decimal("virtual_s")));
    assert!(number("trades") <= trades_max, "{name}: {result}");
}

fn decimal_days(seconds: &rust_decimal::Decimal) -> u64 {
    u64::try_from((seconds / rust_decimal::Decimal::from(86_400)).floor()).unwrap()
}

#[test]
fn the_projects_own_files_run_to_their_end() {
    for (name, markets) in [("bars.csv", 2), ("trades.csv.gz", 2), ("quotes.csv.zst", 1), ("bad_rows.csv", 1)]
    {
        check(name, markets, &run(&own(name), 1));
    }
}

#[test]
fn rows_that_were_left_out_are_told() {
    let outcome = run(&own("bad_rows.csv"), 1);
    assert!(outcome.words.contains("3 rows of"), "{}", outcome.words);
}

#[test]
fn the_same_file_and_seed_give_the_same_journal_and_another_seed_another() {
    let digest = |seed| run(&own("bars.csv"), seed).result["journal_sha256"].as_str().unwrap().to_owned();
    let once = digest(1);
    assert_eq!(once, digest(1));
    assert_ne!(once, digest(2));
}

#[test]
fn every_file_of_real_markets_runs_through_its_most_violent_hours() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/market-data");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("SKIPPED: no files of real markets in {}", folder.display());
        return;
    };
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "gz"));
    files.sort();
    assert!(!files.is_empty());
    let cut = tempfile::tempdir().unwrap();
    let left = Mutex::new(files);
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let Some(file) = left.lock().unwrap().pop() else { return };
                    let name = file.file_name().unwrap().to_string_lossy().into_owned();
                    let window = window::cut(&file, &cut.path().join(name.trim_end_matches(".gz")));
                    check(&name, window.markets, &run(&window.file, 1));
                }
            });
        }
    });
}
