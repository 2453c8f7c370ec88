//! The drills that have to pass, run together, and what happens when one does not.

use soak::model::Fingerprints;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use futures_util::future::join_all;
use soak::config::Settings;
use soak::drill::{Drill, Verdict, real};

/// What has to pass in real time: the five chaos cases, and the scenarios with figures of their own.
const DRILLS: [&str; 8] = [
    "dns-failure",
    "slow-network",
    "packet-loss",
    "clock-skew",
    "disk-full",
    "rate-storm",
    "stuck-position",
    "partition",
];

/// Whether this machine lets anybody have a file system of their own.
fn has_name_spaces() -> bool {
    let mount = "mount -t tmpfs -o size=1m none /tmp";
    let tried =
        Command::new("unshare").args(["--user", "--map-root-user", "--mount", "sh", "-c", mount]).status();
    tried.is_ok_and(|status| status.success())
}

/// What came of it, for people.
fn told(verdict: &Verdict) -> String {
    let mut text = String::new();
    for case in &verdict.cases {
        writeln!(text, "  {} ({}), {}", verdict.drill, case.case, case.length).unwrap();
        for problem in case.broken.iter().chain(&case.fault) {
            writeln!(text, "    ✗ {problem}").unwrap();
        }
        for judged in &case.expectations {
            let mark = if judged.passed { "✓" } else { "✗" };
            let (words, limit, measured) = (judged.words(), judged.limit, judged.measured);
            writeln!(text, "    {mark} {words}: {limit}, measured {measured}").unwrap();
        }
    }
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn drills_pass_over_real_sockets() {
    let catalogue = Drill::catalogue().unwrap();
    let mut drills: Vec<_> = catalogue.iter().filter(|drill| DRILLS.contains(&drill.id.as_str())).collect();
    assert_eq!(drills.len(), DRILLS.len());
    if !has_name_spaces() {
        println!("SKIPPED: disk-full, because this machine has no user name spaces to mount a disk in");
        drills.retain(|drill| drill.id != "disk-full");
    }
    let base = Settings::default();
    let fingerprints = Fingerprints::of_this_program(&base).unwrap();
    let home = tempfile::tempdir().unwrap();
    let place = real::Place { home: home.path(), program: Path::new(env!("CARGO_BIN_EXE_soak")) };
    let runs = drills.iter().map(|drill| real::run(drill, 7, &base, &fingerprints, &place, &|_| {}));
    let verdicts = join_all(runs).await;
    let text: String = verdicts.iter().map(told).collect();
    println!("{text}");
    assert!(verdicts.iter().all(|verdict| verdict.passed), "\n{text}");
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0, "every folder is gone again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_drill_that_does_not_get_what_it_expects_fails() {
    let drill = r#"
        id = "none"
        family = "field"
        title = "an order that nobody wants"
        about = "It expects what cannot be."
        [[case]]
        name = "one"
        length = "1s"
        [[case.market]]
        symbol = "BTC"
        price = "50000"
        [[case.expect]]
        measure = "orders_at_venue"
        equals = 1
        [case.real_time]
    "#;
    let drill = Drill::parse("none.toml", drill).unwrap();
    let base = Settings::default();
    let fingerprints = Fingerprints::of_this_program(&base).unwrap();
    let home = tempfile::tempdir().unwrap();
    let place = real::Place { home: home.path(), program: Path::new("none") };
    let verdict = real::run(&drill, 7, &base, &fingerprints, &place, &|_| {}).await;
    assert!(!verdict.passed);
    assert_eq!(verdict.cases[0].fault, None, "it ran to its end");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_cannot_be_staged_is_not_passed_and_says_what_is_lacking() {
    let catalogue = Drill::catalogue().unwrap();
    let drill = catalogue.iter().find(|drill| drill.id == "disk-full").unwrap();
    let base = Settings::default();
    let fingerprints = Fingerprints::of_this_program(&base).unwrap();
    let home = tempfile::tempdir().unwrap();
    let place = real::Place { home: home.path(), program: Path::new("/no/such/program") };
    let verdict = real::run(drill, 7, &base, &fingerprints, &place, &|_| {}).await;
    assert!(!verdict.passed);
    let why = verdict.cases[0].fault.as_deref().unwrap();
    assert!(why.contains("could not be staged") || why.contains("it needs unshare"), "{why}");
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
}
