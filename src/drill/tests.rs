//! The drills themselves: all pass, the same way twice, and none would without what it exists for.

use super::*;
use crate::config::Settings;
use crate::engine::Protection;
use crate::model::Fingerprints;
use crate::model::Span;

fn run(drill: &Drill) -> Verdict {
    run_virtual(drill, 1, &Settings::default(), &Fingerprints::default())
}

/// What failed, for the message of a test.
fn failures(verdict: &Verdict) -> Vec<String> {
    let mut found = Vec::new();
    for case in &verdict.cases {
        found.extend(case.broken.iter().chain(&case.fault).map(|why| format!("{}: {why}", case.case)));
        for judged in case.expectations.iter().filter(|judged| !judged.passed) {
            let (words, limit, measured) = (judged.words(), judged.limit, judged.measured);
            found.push(format!("{}: {words}: expected {limit}, measured {measured}", case.case));
        }
    }
    found
}

/// Every drill; ten thousand trades are drilled by the program's own test, forty show the same here.
fn catalogue() -> Vec<Drill> {
    let mut catalogue = Drill::catalogue().unwrap();
    for drill in catalogue.iter_mut().filter(|drill| drill.id == "precision") {
        drill.cases[0].length = Span::from_secs(40);
        drill.cases[0].acts.iter_mut().for_each(|act| act.times = 40);
        drill.cases[0].expectations.retain(|expected| expected.measure != Measure::Fills);
    }
    catalogue
}

#[test]
fn every_drill_passes() {
    let failed: Vec<_> = catalogue()
        .iter()
        .map(run)
        .filter(|verdict| !verdict.passed)
        .map(|verdict| format!("{} ({}): {:#?}", verdict.drill, verdict.took, failures(&verdict)))
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Each protection with a drill that exists for it, and what is off in that drill without it.
const PAIRS: [(Protection, &str, Measure); 34] = [
    (Protection::ExposureLimit, "flash-crash", Measure::LossMax),
    (Protection::CrashBand, "flash-crash", Measure::MarketOrdersInCrash),
    (Protection::StopLoss, "flash-crash", Measure::PositionsLeft),
    (Protection::LossLimits, "flash-crash", Measure::BreakerLeft),
    (Protection::Backoff, "rate-storm", Measure::RequestsInFaults),
    (Protection::TimeToLive, "rate-storm", Measure::StaleOrders),
    (Protection::StuckWatch, "stuck-position", Measure::AlertAfterClose),
    (Protection::OneCloseAtATime, "stuck-position", Measure::OrdersPosted),
    (Protection::UnknownStays, "partition", Measure::OrdersAtVenue),
    (Protection::TimeToLive, "delayed-responses", Measure::IntentsExpired),
    (Protection::Blindness, "delayed-responses", Measure::EntriesWhile),
    (Protection::FillOnce, "precision", Measure::CashApart),
    (Protection::TimeToLive, "dns-failure", Measure::StaleOrders),
    (Protection::Blindness, "dns-failure", Measure::EntriesWhile),
    (Protection::Blindness, "slow-network", Measure::EntriesWhile),
    (Protection::FillOnce, "packet-loss", Measure::FillsApart),
    (Protection::JournalGuard, "disk-full", Measure::EntriesWhile),
    (Protection::SameKey, "rate-limited", Measure::OrdersPosted),
    (Protection::Budget, "rate-limited", Measure::RequestsPerMinuteMax),
    (Protection::UnknownStays, "server-error", Measure::OrdersAtVenue),
    (Protection::Blindness, "server-error", Measure::EntriesWhile),
    (Protection::ErrorLimit, "server-error", Measure::BreakerLeft),
    (Protection::AbsenceTwice, "timeout", Measure::PostsWithoutProof),
    (Protection::SameKey, "timeout", Measure::OrdersAtVenue),
    (Protection::UnknownStays, "malformed", Measure::OrdersAtVenue),
    (Protection::Blindness, "malformed", Measure::EntriesWhile),
    (Protection::Latch, "latch", Measure::BreakerAfterRestart),
    (Protection::Breaker, "latch", Measure::EntriesWhile),
    (Protection::Freshness, "zombie-stream", Measure::EntriesWhile),
    (Protection::CancelAsks, "cancel-loop", Measure::CancelsPerOrderMax),
    (Protection::Quarantine, "external-position", Measure::EntriesWhile),
    (Protection::ReduceOnly, "external-position", Measure::PositionsLeft),
    (Protection::LyingRefusals, "error-after-effect", Measure::OrdersAtVenue),
    (Protection::UnknownStays, "error-after-effect", Measure::OrdersAtVenue),
];

/// What is off in `drill` by its measures alone, the laws left out of it.
fn off(drill: &Drill) -> Vec<Measure> {
    let run = |case: &Case| {
        let settings = case.settings_over(&drill.id, &Settings::default()).unwrap();
        virtual_run::run_case(case, 1, &settings, |faults, rules| Watch::new(faults, rules).without_laws())
    };
    let judged = drill.cases.iter().flat_map(|case| run(case).expectations);
    judged.filter(|judged| !judged.passed).map(|judged| judged.measure).collect()
}

#[test]
fn every_protection_has_a_drill_and_every_drill_says_which() {
    for protection in Protection::ALL {
        assert!(PAIRS.iter().any(|(paired, ..)| *paired == protection), "{protection:?} has no drill");
    }
    for drill in Drill::catalogue().unwrap() {
        let paired = PAIRS.iter().filter(|(_, id, _)| *id == drill.id).map(|(protection, ..)| *protection);
        assert_eq!(paired.collect::<Vec<_>>(), drill.guards, "{}", drill.id);
    }
}

#[test]
fn a_drill_fails_without_the_protection_that_it_exists_for() {
    let catalogue = catalogue();
    for (protection, id, measure) in PAIRS {
        let drill = catalogue.iter().find(|drill| drill.id == id).unwrap();
        assert_eq!(off(drill), [], "{id} with every protection");
        let without = protection.without(|| off(drill));
        assert!(without.contains(&measure), "{id} without {protection:?} sees {without:?}, not {measure:?}");
    }
}

#[test]
fn the_same_seed_gives_the_same_verdict_and_another_another_run() {
    let catalogue = Drill::catalogue().unwrap();
    let drill = catalogue.iter().find(|drill| drill.id == "packet-loss").unwrap();
    let run = |seed| run_virtual(drill, seed, &Settings::default(), &Fingerprints::default()).cases;
    assert_eq!(run(7), run(7));
    assert_ne!(run(7)[0].journal, run(8)[0].journal);
}

#[test]
fn a_run_that_breaks_a_law_is_failed_and_the_law_is_named() {
    let catalogue = Drill::catalogue().unwrap();
    let drill = catalogue.iter().find(|drill| drill.id == "latch").unwrap();
    let verdict = Protection::Breaker.without(|| run(drill));
    assert!(!verdict.passed);
    assert!(verdict.cases[0].broken.is_some(), "{verdict:#?}");
}
