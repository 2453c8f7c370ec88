//! Drills that run: what is said, what is kept, and that it is the same each time.

use serde_json::Value;

use crate::place::{Place, Said};

/// The lines of JSON that `said` holds.
fn objects(said: &Said) -> Vec<Value> {
    said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn all_drills_pass() {
    let place = Place::new();
    let said = place.soak(&["drill", "all", "--json"]);
    let objects = objects(&said);
    let (summary, verdicts) = objects.split_last().unwrap();
    let failed: Vec<_> = verdicts.iter().filter(|verdict| verdict["passed"] != true).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert_eq!(verdicts.len(), 20);
    assert_eq!(summary["summary"]["passed"], 20);
    for verdict in verdicts {
        let name = format!("{}.virtual.json", verdict["drill"].as_str().unwrap());
        let kept = place.data().join("_evidence/drills").join(name);
        let kept: Value = serde_json::from_slice(&std::fs::read(kept).unwrap()).unwrap();
        assert_eq!(kept["detail"], *verdict);
        assert_eq!(
            (&kept["evidence"]["finding"]["kind"], &kept["evidence"]["finding"]["failed"]),
            (&"drill".into(), &0.into())
        );
        assert_eq!(verdict["fingerprints"]["binary"].as_str().unwrap().len(), 64);
    }
    place.soak(&["list"]).printed("");
}

#[test]
fn the_same_seed_gives_the_same_verdict_and_another_another_run() {
    let verdict = |seed: &str| {
        let said = Place::new().soak(&["drill", "packet-loss", "--seed", seed, "--json"]);
        assert_eq!(said.code, 0, "{}{}", said.out, said.err);
        let mut verdict = objects(&said).remove(0);
        let object = verdict.as_object_mut().unwrap();
        object.remove("started_at").and(object.remove("took")).unwrap();
        verdict
    };
    let (first, again, other) = (verdict("1"), verdict("1"), verdict("2"));
    assert_eq!(first, again);
    assert_ne!(first["cases"][0]["journal"], other["cases"][0]["journal"]);
}

#[test]
fn a_person_is_told_in_words_and_a_failure_with_what_was_expected() {
    let place = Place::new();
    let said = place.soak(&["drill", "stuck-position", "latch"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let lines: Vec<_> = said.out.lines().collect();
    assert!(
        lines[0].starts_with("✓ stuck-position") && lines[0].contains(" 5.95s (at most 6s), "),
        "{lines:?}"
    );
    assert!(lines[1].starts_with("✓ latch"), "{lines:?}");
    assert!(lines[2].starts_with("2 of 2 drills passed in "), "{lines:?}");

    let config = place.file("risky.toml", "[risk]\nexposure_max_pct = 50\n");
    let said = place.soak(&["drill", "flash-crash", "--config", config.to_str().unwrap()]);
    assert_eq!(said.code, 1, "{}", said.err);
    for word in [
        "✗ flash-crash",
        "in one tick: largest loss of marked equity: expected at most 4.999%, measured 7.9",
        "again: soak drill flash-crash --seed 1",
        "0 of 1 drill passed",
    ] {
        assert!(said.out.contains(word), "{word} is missing: {}", said.out);
    }
}
