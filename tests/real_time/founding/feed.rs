//! A recording that breaks while it is played: a fault, not the end of the recording.

use std::fmt::Write;
use std::fs::File;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use soak::clock::Clock;
use soak::market::Recording;
use soak::paper::Terms;
use soak::runtime::{FeedSource, VenuePlan};
use soak::snapshot::Ended;

use super::soak_run::{Soak, rules};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recording_that_is_cut_behind_our_back_is_a_fault_and_not_its_end() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("ticks.csv.gz");
    let mut rows = "ts_ms,symbol,price,size,side\n".to_owned();
    // Many, and with digits that do not pack, so that a part is still to be read after the opening.
    for row in 0..30_000_u64 {
        let (at, digits) = (1_700_000_000_000 + row / 20, row * 2_654_435_761 % 99_999_989);
        writeln!(rows, "{at},BTC,50000.{:02},1.{digits:08},buy", row % 50).unwrap();
    }
    let mut packed = GzEncoder::new(File::create(&path).unwrap(), Compression::default());
    packed.write_all(rows.as_bytes()).unwrap();
    packed.finish().unwrap();
    let recording = Recording::open(&path).unwrap();
    let file = File::options().write(true).open(&path).unwrap();
    file.set_len(file.metadata().unwrap().len() / 2).unwrap();
    let source = FeedSource::Recording(Box::new(recording));
    let venue = VenuePlan::embedded(source, Terms::default());
    let end = Soak::run(home, venue, rules(), Clock::start()).end().await;
    assert_eq!(end.result.ended, Ended::Fault, "{:?}", end.result);
    assert!(end.result.fault.is_some());
    assert!(!end.state.feed().ended, "once the file is whole again the soak can go on");
}
