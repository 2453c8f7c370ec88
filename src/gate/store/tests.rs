//! Evidence is kept, found again, private, and not without end.

use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::gate::Finding;
use crate::model::{Fingerprints, Time};

fn drilled(name: &str, second: i64) -> Evidence {
    Evidence {
        name: name.to_owned(),
        finding: Finding::Drill { real_time: false, held: 1, failed: 0, recovery: None },
        taken_at: Time::from_millis(second * 1_000),
        origin: "soak drill".to_owned(),
        fingerprints: Fingerprints::default(),
    }
}

/// Keeps `evidence` with its second as the detail.
fn keep(store: &Store, evidence: &Evidence) -> PathBuf {
    store.keep(evidence, &evidence.taken_at.as_millis()).unwrap()
}

#[test]
fn the_newest_of_each_name_is_found_again_with_its_detail() {
    let place = tempfile::tempdir().unwrap();
    let store = Store::below(place.path());
    assert_eq!(store.detail::<i64>("drills", "a").unwrap(), None);
    assert!(store.newest().unwrap().0.is_empty());
    for evidence in [drilled("a", 1), drilled("a", 2), drilled("b", 4)] {
        let file = keep(&store, &evidence);
        assert_eq!(file, place.path().join(format!("_evidence/drills/{}.json", evidence.name)));
    }
    let tests = Finding::Tests { run: 3, failed: 0, skipped: 1 };
    let imported = Evidence { finding: tests, ..drilled("a", 3) };
    keep(&store, &imported);
    let (found, errors) = store.newest().unwrap();
    assert_eq!(found, [drilled("a", 2), drilled("b", 4), imported]);
    assert!(errors.is_empty());
    assert_eq!(store.detail("drills", "a").unwrap(), Some(2_000));
    assert_eq!(store.detail("tests", "a").unwrap(), Some(3_000));
    assert_eq!(files(&store.folder().join("drills/history")).unwrap().len(), 3);
}

#[test]
fn what_is_kept_is_private_and_nothing_unfinished_stays() {
    let place = tempfile::tempdir().unwrap();
    let file = keep(&Store::below(place.path()), &drilled("a", 1));
    let folder = file.parent().unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(folder), mode(&folder.join("history")), mode(&file)), (0o700, 0o700, 0o600));
    assert_eq!(fs::read_dir(folder).unwrap().count(), 2);
}

#[test]
fn a_file_that_is_no_evidence_is_told_and_the_others_are_read() {
    let place = tempfile::tempdir().unwrap();
    let store = Store::below(place.path());
    let file = keep(&store, &drilled("a", 1));
    fs::write(file.with_file_name("b.json"), "{").unwrap();
    let now = format!("\"version\": {VERSION}");
    let old = fs::read_to_string(&file).unwrap().replace(&now, "\"version\": 1");
    fs::write(file.with_file_name("c.json"), old).unwrap();
    let (found, errors) = store.newest().unwrap();
    assert_eq!((found.len(), errors.len()), (1, 2));
    assert!(errors[1].to_string().contains("version 1"), "{}", errors[1]);
    assert!(store.detail::<i64>("drills", "b").is_err());
}

#[test]
fn the_history_has_an_end() {
    let place = tempfile::tempdir().unwrap();
    let history = place.path();
    for number in 0..HISTORY_MAX + 3 {
        fs::write(history.join(format!("{number:020}-a.json")), "").unwrap();
    }
    forget_oldest(history).unwrap();
    let left = files(history).unwrap();
    assert_eq!(left.len(), HISTORY_MAX);
    assert!(left[0].ends_with(format!("{:020}-a.json", 3)));
}
