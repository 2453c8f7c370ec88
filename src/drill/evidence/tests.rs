//! Verdicts are kept, found again, private, and not without end.

use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::drill::Family;
use crate::model::{Fingerprints, Span, Time};

fn verdict(drill: &str, second: i64) -> Verdict {
    Verdict {
        drill: drill.to_owned(),
        family: Family::Field,
        mode: Mode::Virtual,
        seed: 1,
        passed: true,
        cases: Vec::new(),
        started_at: Time::from_millis(second * 1_000),
        took: Span::ZERO,
        fingerprints: Fingerprints::default(),
    }
}

#[test]
fn the_newest_of_each_drill_is_found_again() {
    let place = tempfile::tempdir().unwrap();
    let evidence = Evidence::below(place.path());
    assert_eq!(evidence.newest_of("a", Mode::Virtual).unwrap(), None);
    assert!(evidence.newest().unwrap().0.is_empty());
    for second in [1, 2] {
        evidence.keep(&verdict("a", second)).unwrap();
    }
    evidence.keep(&Verdict { mode: Mode::RealTime, ..verdict("a", 3) }).unwrap();
    evidence.keep(&verdict("b", 4)).unwrap();
    assert_eq!(evidence.newest_of("a", Mode::Virtual).unwrap(), Some(verdict("a", 2)));
    let (verdicts, errors) = evidence.newest().unwrap();
    let found: Vec<_> = verdicts.iter().map(|found| (found.drill.as_str(), found.mode)).collect();
    assert_eq!(found, [("a", Mode::RealTime), ("a", Mode::Virtual), ("b", Mode::Virtual)]);
    assert!(errors.is_empty());
    assert_eq!(files(&evidence.folder().join("history")).unwrap().len(), 4);
}

#[test]
fn what_is_kept_is_private_and_nothing_unfinished_stays() {
    let place = tempfile::tempdir().unwrap();
    let evidence = Evidence::below(place.path());
    evidence.keep(&verdict("a", 1)).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(evidence.folder()), 0o700);
    assert_eq!(mode(&evidence.folder().join("a.virtual.json")), 0o600);
    assert_eq!(fs::read_dir(evidence.folder()).unwrap().count(), 2);
}

#[test]
fn a_file_that_is_no_verdict_is_told_and_the_others_are_read() {
    let place = tempfile::tempdir().unwrap();
    let evidence = Evidence::below(place.path());
    evidence.keep(&verdict("a", 1)).unwrap();
    fs::write(evidence.folder().join("b.virtual.json"), "{").unwrap();
    let old = fs::read_to_string(evidence.folder().join("a.virtual.json")).unwrap();
    let old = old.replace("\"version\": 1", "\"version\": 0");
    fs::write(evidence.folder().join("c.virtual.json"), old).unwrap();
    let (verdicts, errors) = evidence.newest().unwrap();
    assert_eq!((verdicts.len(), errors.len()), (1, 2));
    assert!(errors[1].to_string().contains("version 0"), "{}", errors[1]);
    assert!(evidence.newest_of("b", Mode::Virtual).is_err());
}

#[test]
fn the_history_has_an_end() {
    let place = tempfile::tempdir().unwrap();
    let history = place.path();
    for number in 0..HISTORY_MAX + 3 {
        fs::write(history.join(format!("{number:020}-a.virtual.json")), "").unwrap();
    }
    forget_oldest(history).unwrap();
    let left = files(history).unwrap();
    assert_eq!(left.len(), HISTORY_MAX);
    assert!(left[0].ends_with(format!("{:020}-a.virtual.json", 3)));
}
