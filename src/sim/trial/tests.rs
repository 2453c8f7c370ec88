//! Trials that must hold, and trials of an engine with a protection taken away, which must not.

use super::*;
use crate::engine::Protection;

fn trial(seed: u64, hours: i64, faults: &str) -> Trial {
    Trial { seed, length: Span::from_secs(hours * 3_600), strikes: faults.parse().unwrap() }
}

#[test]
fn a_calm_seed_holds_and_trades() {
    let report = trial(1, 1, "none").run();
    assert_eq!(report.broken, None);
    assert!(report.orders > 5 && report.steps > 5_000 && report.struck.is_empty(), "{report:?}");
    assert_eq!(trial(1, 1, "none").run(), report);
}

/// Without `protection` a law of `names` is broken under one of the seeds, of those in which only
/// `faults` strike.
#[track_caller]
fn check(protection: Protection, faults: &str, names: &[Law]) {
    let seeds = 0..60;
    let trials = seeds.map(|seed| protection.without(|| trial(seed, 1, faults).judge(Disk::simulated())));
    let mut broken = trials.filter_map(|report| report.broken);
    let broken = broken.next().map(|broken| broken.law);
    let names: Vec<_> = names.iter().map(|law| Some(law.as_str())).collect();
    assert!(names.contains(&broken), "without {protection:?}: {broken:?} instead of {names:?}");
}

#[test]
fn without_the_backoff_it_is_seen() {
    check(Protection::Backoff, "rate_limited", &[Law::Backoff]);
}

#[test]
fn without_two_absences_it_is_seen() {
    check(
        Protection::AbsenceTwice,
        "request_lost,connection_refused",
        &[Law::NothingResent, Law::NoGuessing],
    );
}

#[test]
fn when_unknown_does_not_stay_it_is_seen() {
    check(Protection::UnknownStays, "reply_lost,reply_cut,answer", &[Law::NothingResent, Law::NoGuessing]);
}

#[test]
fn without_blindness_it_is_seen() {
    check(Protection::Blindness, "partition,reply_lost", &[Law::EntriesWait]);
}

#[test]
fn without_the_crash_band_it_is_seen() {
    check(Protection::CrashBand, "price_jump,price_slide", &[Law::CrashBand]);
}

#[test]
fn when_fills_are_booked_twice_it_is_seen() {
    check(Protection::FillOnce, "none", &[Law::Money]);
}

#[test]
fn without_the_journals_guard_it_is_seen() {
    check(Protection::JournalGuard, "disk_fails,disk_full", &[Law::JournalGuard, Law::IntentBeforeBytes]);
}
