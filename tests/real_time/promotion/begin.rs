//! When virtual time begins, and how it catches up with the clock.

use serde_json::Value;
use soak::clock::Clock;
use soak::model::{Span, Time};

use super::place::Place;

/// Runs a soak of virtual time with `flags`; the line with its result.
#[track_caller]
fn result(place: &Place, flags: &[&str]) -> Value {
    let text = place.well(&[&["run", "--json", "--name", "x"], flags].concat());
    let last = text.lines().rfind(|line| line.starts_with('{')).unwrap();
    serde_json::from_str(last).unwrap()
}

#[test]
fn a_soak_begins_when_it_is_told_to_and_is_the_same_each_time() {
    let run = |flags: &[&str]| {
        let place = Place::new();
        let result = result(&place, &[&["--speed", "max", "--length", "30m"], flags].concat());
        let gate = place.soak(&["report", "x"]).text;
        (result["journal_sha256"].clone(), result["equity"].clone(), gate)
    };
    let (usual, equity, report) = run(&[]);
    assert!(report.contains("from 2026-01-01 00:00:00 to 2026-01-01 00:30:00 UTC"), "{report}");
    assert_eq!(run(&["--begin", "2026-01-01"]).0, usual);
    let (other, _, report) = run(&["--begin", "2025-06-30T12:00:00Z"]);
    assert!(report.contains("from 2025-06-30 12:00:00 to 2025-06-30 12:30:00 UTC"), "{report}");
    assert_eq!(run(&["--begin", "2025-06-30T14:00:00+02:00"]).0, other);
    assert_ne!(other, usual);
    assert_eq!(run(&["--begin", "2026-02-01"]).1, equity, "the day is another, the chances are the same");
}

/// A soak with `flags` is refused with `words`.
#[track_caller]
fn refused(place: &Place, flags: &[&str], words: &[&str]) {
    let said = place.soak(&[&["run", "--headless", "--name", "x"], flags].concat());
    assert_eq!(said.code, 2, "{said:?}");
    for word in words {
        assert!(said.text.contains(word), "no {word:?} in {said:?}");
    }
}

#[test]
fn where_time_is_not_made_up_nobody_says_when_it_begins() {
    let place = Place::new();
    place.file("bars.csv", "time,price\n");
    let begin = ["--begin", "2026-01-31"];
    refused(&place, &begin, &["--begin says when virtual time begins", "--speed max"]);
    let recorded = ["--feed", "recording:bars.csv", "--speed", "max"];
    refused(&place, &[&begin[..], &recorded].concat(), &["--begin is for the synthetic market"]);
    refused(&place, &["--speed", "max", "--begin", "noon"], &["\"noon\" is not a time", "2026-01-31T"]);
    refused(&place, &["--speed", "soon"], &["max, or catch-up"]);
    let tomorrow = (Clock::start().now() + Span::from_secs(86_400)).to_string();
    let ahead = ["--speed", "catch-up", "--begin", &tomorrow];
    refused(&place, &ahead, &["yet to come", "--speed catch-up"]);
    result(&Place::new(), &["--speed", "max", "--length", "1m", "--begin", &tomorrow]);
}

#[test]
fn a_soak_that_goes_on_began_when_it_began() {
    let place = Place::new();
    let flags = ["--speed", "max", "--begin", "2025-06-30", "--length"];
    result(&place, &[&flags[..], &["1m"]].concat());
    result(&place, &[&flags[..], &["2m"]].concat());
    result(&place, &["--speed", "max", "--length", "3m"]);
    let other =
        ["run", "--headless", "--name", "x", "--speed", "max", "--length", "4m", "--begin", "2025-07-01"];
    let said = place.soak(&other);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.text.contains("the soak x began at 2025-06-30"), "{said:?}");
    result(&place, &["--speed", "max", "--length", "4m"]);
}

#[test]
fn virtual_time_catches_up_and_then_goes_with_the_clock() {
    let place = Place::new();
    let clock = Clock::start();
    let begin = (clock.now() - Span::from_secs(3_600)).to_string();
    place.well(&[
        "run", "--detach", "--name", "x", "--speed", "catch-up", "--length", "1d", "--begin", &begin,
    ]);
    let at = |status: &Value| Time::from_micros(status["at"].as_i64().unwrap());
    let is_now = |status: &Value| clock.now().since(at(status)) < Span::from_secs(1);
    let found = place.look_until("now", |place| place.running("x"), is_now);
    let ahead = at(&found).since(clock.now());
    assert!(ahead < Span::from_secs(1), "it is {ahead} ahead of the clock");
    let healthy = found["soak"]["healthy"].as_i64().unwrap() / 1_000_000;
    assert!(healthy >= 3_598, "{healthy} s count");
    place.well(&["stop", "x"]);
    let judged = place.judged("x");
    let judged_at = Time::from_micros(judged["at"].as_i64().unwrap());
    assert!(judged_at <= clock.now(), "what has ended is not judged in the future");
}
