//! Whatever happens to the breaker's file, it never reads as armed by mistake.

use super::*;
use crate::model::{BreakerLevel, Time};

fn latch(level: BreakerLevel, reason: &str) -> Latch {
    Latch { level, at: Time::from_millis(1_700_000_000_000), by: "ops".into(), reason: reason.into() }
}

#[test]
fn what_is_written_is_read_and_replaced() {
    let home = tempfile::tempdir().unwrap();
    assert_eq!(LatchFile::read(home.path()), LatchState::Missing);
    let armed = latch(BreakerLevel::Armed, "start");
    let file = LatchFile::create(home.path(), &armed).unwrap();
    assert_eq!(LatchFile::read(home.path()), LatchState::Set(armed.clone()));
    let tripped = latch(BreakerLevel::Tripped, "day loss limit");
    file.write(&tripped).unwrap();
    assert_eq!(LatchFile::read(home.path()), LatchState::Set(tripped));
    assert!(LatchFile::read(home.path()).is_tripped());
    assert!(LatchFile::create(home.path(), &armed).is_err(), "an existing file was taken for a new one");
    LatchFile::open(home.path()).unwrap().write(&armed).unwrap();
    assert!(!LatchFile::read(home.path()).is_tripped());
}

#[test]
fn a_restart_goes_as_far_as_it_says_and_trips_when_it_says_nothing() {
    #[track_caller]
    fn check(level: BreakerLevel, expect: Latched) {
        let read = parse(&image(&latch(level, "drill"))).unwrap();
        assert_eq!(LatchState::Set(read).latched(), expect);
    }
    check(BreakerLevel::Armed, Latched::Open);
    check(BreakerLevel::Paused, Latched::Open);
    check(BreakerLevel::Tripped, Latched::Tripped);
    check(BreakerLevel::Flattening, Latched::Flattening);
    assert_eq!(LatchState::Missing.latched(), Latched::Lost);
    assert_eq!(LatchState::Unreadable("torn".to_owned()).latched(), Latched::Lost);
}

/// Files of before say the level by these words.
#[test]
fn a_file_of_before_reads_as_it_was_meant() {
    let json = r#"{"level":"flattening","at":1700000000000000,"by":"ops","reason":"out"}"#;
    let body = format!("{json:width$}\n", width = SIZE - HEAD - 1);
    let bytes = format!("{MAGIC}{}\n{body}", checksum(body.as_bytes())).into_bytes();
    assert_eq!(LatchState::Set(parse(&bytes).unwrap()).latched(), Latched::Flattening);
}

#[test]
fn a_file_cut_anywhere_is_unreadable() {
    let whole = image(&latch(BreakerLevel::Armed, "start"));
    for length in 0..whole.len() {
        assert!(parse(&whole[..length]).is_err(), "{length} bytes were taken");
    }
}

#[test]
fn a_file_with_any_bit_turned_is_unreadable() {
    let whole = image(&latch(BreakerLevel::Armed, "start"));
    for bit in 0..whole.len() * 8 {
        let mut turned = whole.clone();
        turned[bit / 8] ^= 1 << (bit % 8);
        assert!(parse(&turned).is_err(), "bit {bit} was not missed");
    }
}

#[test]
fn a_write_torn_anywhere_reads_as_before_as_after_or_not_at_all() {
    let before = image(&latch(BreakerLevel::Armed, "start"));
    let after = image(&latch(BreakerLevel::Tripped, "day loss limit"));
    for written in 0..=SIZE {
        let torn = [&after[..written], &before[written..]].concat();
        if torn != before && torn != after {
            assert!(parse(&torn).is_err(), "torn after {written} bytes");
        }
    }
}

#[test]
fn long_and_strange_texts_are_cut_and_still_read() {
    for reason in ["x".repeat(5_000), "\"\\".repeat(900), "ß€𝄞".repeat(300), "\u{1}".repeat(600)] {
        let read = parse(&image(&latch(BreakerLevel::Tripped, &reason))).unwrap();
        assert_eq!(read.level, BreakerLevel::Tripped);
        assert!(read.reason.ends_with('…'));
    }
}

#[test]
fn a_file_that_is_a_folder_is_unreadable() {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join(LATCH_FILE_NAME)).unwrap();
    assert!(matches!(LatchFile::read(home.path()), LatchState::Unreadable(_)));
    assert!(LatchFile::read(home.path()).is_tripped());
}
