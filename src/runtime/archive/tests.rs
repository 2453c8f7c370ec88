//! The past of a small soak that was really run, under virtual time.

use std::path::Path;
use std::sync::LazyLock;

use tempfile::TempDir;
use tracing_subscriber::filter::LevelFilter;

use super::*;
use crate::clock::Clock;
use crate::market::SyntheticSettings;
use crate::model::Rules;
use crate::paper::Terms;
use crate::runtime::{Console, FeedSource, Labels, Pace, Plan, VenuePlan, Voice, run_virtual};
use crate::snapshot::{EventKind, RunResult};

/// How long the soak of these tests ran.
const MINUTES: i64 = 110;

/// The soak that all of these tests look at, run once.
static RUN: LazyLock<(TempDir, RunResult)> = LazyLock::new(|| {
    let home = tempfile::tempdir().unwrap();
    let result = run(home.path());
    (home, result)
});

fn past() -> (Archive, &'static RunResult) {
    let (home, result) = &*RUN;
    (Archive::open(home.path()).unwrap(), result)
}

fn run(folder: &Path) -> RunResult {
    let mut rules = Rules::default();
    rules.agent.bar = Span::from_secs(5);
    let source = FeedSource::synthetic(7, SyntheticSettings::default());
    let plan = Plan {
        name: "past".to_owned(),
        folder: folder.to_owned(),
        rules,
        seed: 1,
        length: Some(Span::from_secs(60 * MINUTES)),
        gap_after: Span::from_secs(60),
        pace: Pace::Max,
        venue: VenuePlan::embedded(source, Terms::default()),
        log_level: LevelFilter::OFF,
        labels: Labels::default(),
        to_prove: crate::model::Plan::default(),
    };
    let mut console = Console::new(Voice::Json, Box::new(std::io::sink()), Box::new(std::io::sink()), 1);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(run_virtual(plan, Clock::start(), &mut console)).unwrap()
}

fn picture(past: &Past) -> &Snapshot {
    past.picture.as_ref().unwrap()
}

#[test]
fn steps_lead_through_the_soak_and_no_further() {
    let (mut archive, result) = past();
    let last = archive.last().unwrap();
    assert_eq!(picture(&last).soak.phase, "ending");
    assert_eq!(picture(&last).pnl.fills, result.fills);
    let (first_at, last_at) = last.reach.unwrap();
    assert_eq!(last.history.at, last_at);
    let minute = Span::from_secs(60);
    let mut at = last_at;
    let mut seen = 1;
    loop {
        let past = archive.past(at, PastStep::Back).unwrap();
        assert_eq!(past.reach, Some((first_at, last_at)));
        assert_eq!(past.history.at, picture(&past).at.max(past.history.at));
        if past.history.at == at {
            break;
        }
        // Nothing is known of what came later.
        let latest = past.history.events.last().map(|event| event.at);
        assert!(latest.is_none_or(|latest| latest <= past.history.at));
        assert!(at.since(past.history.at) <= minute, "a minute has no picture: {at}");
        assert_eq!(archive.past(past.history.at, PastStep::Forward).unwrap().history.at, at);
        at = past.history.at;
        seen += 1;
    }
    assert_eq!(at, first_at);
    assert!((MINUTES..MINUTES + 10).contains(&seen), "{seen} pictures");
    let mut leap = |from, step| archive.past(from, step).unwrap().history.at;
    let hour = leap(first_at, PastStep::LeapForward);
    assert!(hour.since(first_at) >= LEAP && hour.since(first_at) <= LEAP + minute);
    assert!(leap(hour, PastStep::LeapBack) <= hour - LEAP);
    assert_eq!(leap(first_at + minute, PastStep::LeapBack), first_at);
    assert_eq!(leap(last_at - minute, PastStep::LeapForward), last_at);
    assert_eq!(leap(last_at, PastStep::Forward), last_at);
    assert_eq!(leap(hour + Span::from_micros(1), PastStep::Stay), hour);
    let before = archive.past(first_at - minute, PastStep::Stay).unwrap();
    assert_eq!((before.picture, before.history.at), (None, first_at - minute));
}

#[test]
fn history_tells_what_happened_within_its_limits() {
    let (mut archive, result) = past();
    let history = archive.history(None).unwrap();
    assert_eq!(history.began_at, Time::from_millis(1_767_225_600_000));
    assert!((58..=60).contains(&history.hour.len()), "{}", history.hour.len());
    assert!(history.day.len() <= 288 && history.soak.len() <= 512);
    for curve in [&history.hour, &history.day, &history.soak] {
        assert!(curve.is_sorted_by(|a, b| a.at < b.at));
        assert_eq!(curve.last(), history.hour.last());
    }
    assert!(history.soak.first().unwrap().at.since(history.began_at) <= Span::from_secs(120));
    assert!(history.events.len() <= 500 && history.events.is_sorted_by_key(|event| event.at));
    let fills = history.events.iter().filter(|event| event.kind == EventKind::Fill).collect::<Vec<_>>();
    assert_eq!(fills.len() as u64, result.fills);
    assert!(fills.iter().all(|event| event.order.is_some() && event.text.contains(" @ ")), "{fills:?}");
    let of_orders = history.latency.iter().filter(|minute| minute.route == "order");
    assert_eq!(of_orders.map(|minute| minute.count).sum::<u64>(), result.orders);
    assert!(history.latency.iter().all(|minute| minute.mean <= minute.max && minute.count > 0));
    // The same question has the same answer, from another reader too.
    assert_eq!(archive.history(None).unwrap(), history);
    assert_eq!(past().0.history(None).unwrap(), history);
}

#[test]
fn an_orders_life_is_whole() {
    let (archive, result) = past();
    assert!(result.orders > 1);
    for number in 1..=result.orders {
        let life = archive.order(OrderSeq(number)).unwrap();
        let words: Vec<&str> = life.steps.iter().map(|step| step.word.as_str()).collect();
        assert_eq!(words[..3], ["intent", "journaled", "sent"], "{life:?}");
        assert!(words.contains(&"answer") && words.contains(&"fill"), "{words:?}");
        // The venue's stream can be faster than its answer.
        let place = |word| words.iter().position(|known| *known == word);
        assert!(place("filled") > place("fill"), "{life:?}");
        assert!(life.steps.iter().all(|step| !step.bad));
        let fact = |name: &str| life.facts.iter().find(|fact| fact.0 == name).unwrap().1.clone();
        assert_eq!(fact("state"), "filled");
        assert!(fact("key").ends_with(&format!("-{number}")) && fact("venue id") != "not known");
    }
    let error = archive.order(OrderSeq(result.orders + 1)).unwrap_err().to_string();
    assert!(error.contains(&format!("has no order {}", result.orders + 1)), "{error}");
}

#[test]
fn a_soak_that_has_no_journal_has_no_past() {
    let home = tempfile::tempdir().unwrap();
    assert!(Archive::open(home.path()).is_err());
}
