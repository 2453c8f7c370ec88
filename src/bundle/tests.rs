//! A bundle, and everything that can be done to one.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::archive::{Stored, members};
use super::make::{described, json, sealed};
use super::*;
use crate::engine::State;
use crate::gate::{Evidence, Facts, Finding, RunFacts, Verdict};
use crate::model::{Fingerprints, Plan, Seq, Time};

const AT: Time = Time::from_millis(1_767_312_000_000);

fn fingerprints() -> Fingerprints {
    Fingerprints { agent: "a1".into(), configuration: "c1".into(), binary: "b1".into() }
}

fn drill(name: &str) -> Evidence {
    let finding = Finding::Drill { real_time: false, held: 3, failed: 0, recovery: None };
    let origin = format!("soak drill {name}");
    Evidence { name: name.to_owned(), finding, taken_at: AT, origin, fingerprints: fingerprints() }
}

fn file_of(evidence: &Evidence) -> Vec<u8> {
    serde_json::to_vec(&serde_json::json!({"version": 2, "evidence": evidence, "detail": [1]})).unwrap()
}

fn contents() -> Contents {
    let drills = [drill("partition"), drill("timeout")];
    let plan = Plan { fingerprints: fingerprints(), ..Plan::default() };
    Contents {
        name: "btc-week".into(),
        facts: Facts {
            at: AT,
            plan: Some(plan),
            run: RunFacts::of(&State::new()),
            venue: "embedded".into(),
            key_env: None,
            evidence: drills.to_vec(),
            fixtures: BTreeMap::new(),
        },
        evidence: drills.iter().map(|one| (format!("drills/{}.json", one.name), file_of(one))).collect(),
        configuration: "[soak]\nlength = \"7d\"\n".into(),
        journal: JournalMark {
            soak_id: "a1b2".into(),
            inputs: (Seq(1), Seq(2_000)),
            reach: Some((Time::EPOCH, AT)),
            head: "77".repeat(32),
            links: vec!["66".repeat(32)],
        },
        report: "# btc-week\n".into(),
    }
}

fn bundle() -> Vec<u8> {
    make(&contents()).unwrap().bytes
}

fn problems(file: &[u8]) -> Vec<String> {
    check(file).unwrap().problems.iter().map(ToString::to_string).collect()
}

/// The member in which the byte `at` lies, its header and what fills it up included, and the one before.
fn place<'a>(stored: &[Stored<'a>], at: usize) -> [&'a str; 2] {
    let index = stored.iter().rposition(|member| member.at <= at).unwrap();
    [stored[index].name, index.checked_sub(1).map_or("the beginning", |before| stored[before].name)]
}

#[test]
fn a_bundle_is_sound_and_its_verdict_is_computed() {
    let made = make(&contents()).unwrap();
    assert_eq!(made, make(&contents()).unwrap(), "the same contents make the same bytes");
    let checked = check(&made.bytes).unwrap();
    assert_eq!(checked.problems, []);
    assert_eq!((checked.sha256, checked.manifest_sha256), (made.sha256, Some(made.manifest_sha256)));
    assert_eq!(checked.facts, Some(contents().facts));
    assert_eq!(checked.judgement.map(|judgement| judgement.verdict), Some(Verdict::NoGo));
    assert_eq!(checked.journal, Some(contents().journal));
    assert_eq!(checked.configuration, Some(contents().configuration));
    let names: Vec<_> = members(&made.bytes).0.iter().map(|member| member.name).collect();
    assert!(names.is_sorted() && names.last() == Some(&"seal"), "{names:?}");
}

#[test]
fn every_byte_that_is_changed_is_found_and_its_member_named() {
    let whole = bundle();
    let (stored, broken) = members(&whole);
    assert_eq!(broken, []);
    for at in 0..whole.len() {
        let mut file = whole.clone();
        // Every bit gets its turn as the bytes go by.
        file[at] ^= 1 << (at % 8);
        let checked = check(&file).unwrap();
        let near = place(&stored, at);
        let is_named = checked.problems.iter().any(|problem| near.contains(&problem.member.as_str()));
        assert!(is_named, "byte {at} of {near:?}: {:?}", checked.problems);
    }
}

#[test]
fn what_is_cut_off_or_added_is_found() {
    let whole = bundle();
    for length in (1..whole.len()).step_by(97) {
        match check(&whole[..length]) {
            Ok(checked) => assert!(!checked.is_sound(), "cut at {length}"),
            // Not even the first header is whole.
            Err(error) => assert!(error == Unreadable::NoBundle && length < 512, "cut at {length}"),
        }
    }
    let added = [whole.as_slice(), &[0; 512]].concat();
    assert!(problems(&added)[0].starts_with("seal: what follows it, at byte "));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_make_it_panic_or_pass(at in 0..16_000_usize, with in prop::collection::vec(any::<u8>(), 1..600)) {
        let whole = bundle();
        let mut file = whole.clone();
        let at = at % file.len();
        let end = (at + with.len()).min(file.len());
        file.splice(at..end, with);
        let passes = check(&file).is_ok_and(|checked| checked.is_sound());
        prop_assert_eq!(passes, file == whole);
    }
}

/// What is found in a bundle whose members were changed by somebody who then made manifest and seal anew.
fn forged(change: impl FnOnce(&mut BTreeMap<String, Vec<u8>>)) -> Vec<String> {
    let whole = bundle();
    let stored = members(&whole).0;
    let mut all: BTreeMap<_, _> =
        stored.iter().map(|member| (member.name.to_owned(), member.bytes.to_vec())).collect();
    all.remove("seal");
    change(&mut all);
    let mut manifest: Manifest = serde_json::from_slice(&all["manifest.json"]).unwrap();
    let others = all.iter().filter(|(name, _)| *name != "manifest.json");
    manifest.members = others.map(|(name, bytes)| described(name, bytes)).collect();
    all.insert("manifest.json".to_owned(), json("manifest.json", &manifest).unwrap());
    problems(&sealed(&all).bytes)
}

/// The same with one text in place of another in one member.
#[track_caller]
fn check_forged(member: &str, from: &str, to: &str, expect: &[&str]) {
    let found = forged(|all| {
        let text = String::from_utf8(all[member].clone()).unwrap();
        assert!(text.contains(from), "{member} has no {from}: {text}");
        all.insert(member.to_owned(), text.replacen(from, to, 1).into_bytes());
    });
    assert_eq!(found, expect);
}

#[test]
fn a_forged_bundle_whose_parts_do_not_agree_is_found() {
    check_forged(
        "judgement.json",
        "\"verdict\": \"no_go\"",
        "\"verdict\": \"go\"",
        &["judgement.json: it says Go, the facts say NoGo"],
    );
    check_forged(
        "judgement.json",
        "\"evidence\": \"",
        "\"evidence\": \"nearly ",
        &["judgement.json: it is not what the facts say: coverage"],
    );
    check_forged(
        "facts.json",
        "\"agent\": \"a1\"",
        "\"agent\": \"a2\"",
        &[
            "judgement.json: it is not what the facts say: integration",
            "manifest.json: its fingerprints are not those of the facts",
        ],
    );
    check_forged(
        "manifest.json",
        "\"binary\": \"b1\"",
        "\"binary\": \"b2\"",
        &["manifest.json: its fingerprints are not those of the facts"],
    );
    check_forged(
        "evidence/drills/timeout.json",
        "\"failed\":0",
        "\"failed\":1",
        &[
            "evidence/drills/timeout.json: it is not the evidence of the facts",
            "evidence/drills/timeout.json: the facts have it, its file is not here",
        ],
    );
    check_forged("journal.json", "a1b2", "ffff", &["journal.json: it is another soak's"]);
    check_forged(
        "journal.json",
        "2000",
        "3000",
        &["journal.json: it has not one fingerprint for each complete chunk"],
    );
    assert_eq!(
        forged(|all| drop(all.remove("evidence/drills/timeout.json"))),
        ["evidence/drills/timeout.json: the facts have it, its file is not here"]
    );
    assert_eq!(forged(|all| drop(all.remove("facts.json"))), ["facts.json: it is gone"]);
    assert_eq!(
        forged(|all| drop(all.remove("configuration.toml"))),
        ["configuration.toml: it is gone, or no text"]
    );
    let more = forged(|all| drop(all.insert("evidence/drills/x.json".into(), file_of(&drill("x")))));
    assert_eq!(more, ["evidence/drills/x.json: it is not the evidence of the facts"]);
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    for name in ["../x.json", "/etc/passwd", "drills//x", "drills/.x", "a b", "drills/x\u{e9}", ""] {
        let mut contents = contents();
        contents.evidence.insert(name.to_owned(), Vec::new());
        let absolute = format!("evidence/{name}");
        assert!(
            matches!(make(&contents), Err(MakeError::Name { name }) if name == absolute),
            "{absolute:?} was taken"
        );
        // A file that has one all the same is read no further.
        let found = forged(|all| drop(all.insert("../x".into(), Vec::new())));
        assert!(found[0].starts_with("the beginning: what follows it, at byte 0"), "{found:?}");
    }
}

#[test]
fn another_version_and_another_file_are_said_so() {
    let other = forged_version();
    assert_eq!(check(&other).unwrap_err(), Unreadable::Version { found: 2 });
    for file in [&b""[..], b"hello", &[0; 4_096]] {
        assert_eq!(check(file).unwrap_err(), Unreadable::NoBundle);
    }
}

fn forged_version() -> Vec<u8> {
    let whole = bundle();
    let mut all: BTreeMap<_, _> =
        members(&whole).0.iter().map(|member| (member.name.to_owned(), member.bytes.to_vec())).collect();
    all.remove("seal");
    let mut manifest: Manifest = serde_json::from_slice(&all["manifest.json"]).unwrap();
    manifest.version = 2;
    all.insert("manifest.json".to_owned(), json("manifest.json", &manifest).unwrap());
    sealed(&all).bytes
}
