//! A slice of what runs at night: every fault, some hours of it.

use soak::model::Span;
use soak::sim::{Strikes, Trial};

#[track_caller]
fn check(seeds: std::ops::Range<u64>) {
    let mut struck = 0;
    for seed in seeds {
        let trial = Trial { seed, length: Span::from_secs(3_600), strikes: Strikes::All };
        let report = trial.run();
        if let Some(broken) = report.broken {
            panic!("soak sim --seeds {seed} --hours 1: {} at {}: {}", broken.law, broken.at, broken.text);
        }
        struck += report.struck.values().sum::<u64>();
    }
    assert!(struck > 0, "nothing struck");
}

#[test]
fn the_first_seeds_hold() {
    check(0..8);
}

#[test]
fn the_next_seeds_hold() {
    check(8..16);
}

#[test]
fn a_seed_is_told_the_same_each_time() {
    let trial = Trial { seed: 3, length: Span::from_secs(3_600), strikes: Strikes::All };
    assert_eq!(trial.run(), trial.run());
}
