//! Drills over real sockets, with real faults. All run at the same time, so that the whole takes as long
//! as the longest.

use std::path::Path;

use futures_util::future::join_all;
use soak::config::Settings;
use soak::drill::{Drill, Fingerprints, Verdict, real};

/// What has to pass in real time.
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

/// What was not as expected, for people.
fn told(verdict: &Verdict) -> String {
    let mut text = String::new();
    for case in &verdict.cases {
        text += &format!("\n  {} ({}), {}", verdict.drill, case.case, case.length);
        for problem in case.broken.iter().chain(&case.fault) {
            text += &format!("\n    {problem}");
        }
        for judged in &case.expectations {
            let mark = if judged.passed { "  " } else { "✗ " };
            text +=
                &format!("\n    {mark}{}: {}, measured {}", judged.words(), judged.limit, judged.measured);
        }
    }
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn drills_pass_over_real_sockets() {
    let only = std::env::var("ONLY").ok();
    let all: Vec<String> = only.iter().flat_map(|only| only.split(',')).map(str::to_owned).collect();
    let chosen = DRILLS.map(str::to_owned).into_iter().filter(|_| all.is_empty()).chain(all.clone());
    let catalogue = Drill::catalogue().unwrap();
    let drills: Vec<_> = chosen.map(|id| catalogue.iter().find(|drill| drill.id == id).unwrap()).collect();
    let base = Settings::default();
    let fingerprints = Fingerprints::of_this_program(&base).unwrap();
    let home = tempfile::tempdir().unwrap();
    let place = real::Place { home: home.path(), program: Path::new(env!("CARGO_BIN_EXE_soak")) };
    let runs = drills.iter().map(|drill| real::run(drill, 7, &base, &fingerprints, &place, &|_| {}));
    let verdicts = join_all(runs).await;
    let text: String = verdicts.iter().map(told).collect();
    println!("{text}");
    assert!(verdicts.iter().all(|verdict| verdict.passed), "{text}");
}
