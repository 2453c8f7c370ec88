//! A start that works: the operator reads what is about to happen and types the name; real money is on every
//! face, and never more of it than the ramp's first step.

use rust_decimal::Decimal;
use serde_json::Value;

use crate::place::Place;

/// A tenth of what all positions together may take (12.5% of the 10,000 of the account), and what the price may
/// move between the sizing of an order and its fill.
const FIRST_STEP_MAX: Decimal = Decimal::from_parts(126, 0, 0, false, 0);

const LIVE: [&str; 6] = ["--config", "soak.toml", "--name", "x", "--live", "week.soakbundle"];

fn is_trading(status: &Value) -> bool {
    status["pnl"]["fills"].as_u64() >= Some(3)
}

#[test]
fn the_dashboard_asks_first_and_then_says_live_everywhere() {
    let (place, venue) = Place::with_venue();
    place.bundle(|_| {});
    let mut terminal = place.terminal(&[&["run"][..], &LIVE].concat());
    terminal.shows(&[
        "LIVE: REAL MONEY. The soak x is about to trade with it.",
        "account  main",
        &format!("venue    {}", venue.url),
        "10% of risk.exposure_max_pct (12.5%): all positions together stay under 1.25%",
        "each 2d 00h of healthy time the next step: 25%, 50%, 100%; any trip begins it again",
        "GO of the soak week",
        "Type the account's name",
    ]);
    assert!(!place.soak_folder("x").exists(), "it begins with the name and not before");
    terminal.press("main\r");
    terminal.shows(&[" LIVE ", "ARMED", "Positions"]);
    terminal.hides(&["PAPER", "UNPROVEN", "NOT PROVEN"]);
    let status = place.until("x", "trading", is_trading);
    assert_eq!(status["soak"]["execution"], "live");
    assert_eq!(status["soak"]["key_env"], "LIVE_KEY");
    // A confirmation names the money.
    terminal.press("t");
    terminal.shows(&["Trip the breaker of x (LIVE: REAL MONEY)"]);
    terminal.press("n");
    terminal.hides(&["Trip the breaker"]);
    terminal.press("q");
    assert_eq!(terminal.ended().0, 0);
    // So does every other face.
    assert!(place.soak(&["status", "x"]).text.starts_with("x  LIVE  "));
    assert!(place.soak(&["list"]).text.contains("LIVE running (pid "));
    let gate = place.soak(&["gate", "x"]).text;
    assert!(gate.contains("step 1 of 4: 10% may be taken"), "{gate}");
    assert!(gate.contains("this run trades with real money"), "{gate}");
    assert_eq!(place.soak(&["stop", "x"]).code, 0);
    assert!(place.soak(&["status", "x"]).text.starts_with("x  LIVE ended"));
    let report = place.soak(&["report", "x"]).text;
    assert!(report.contains("LIVE, with real money"), "{report}");
    let exposure = venue.exposure_max();
    assert!(Decimal::ZERO < exposure && exposure <= FIRST_STEP_MAX, "{exposure} was held");
}

#[test]
fn a_trip_begins_the_ramp_again() {
    let (place, venue) = Place::with_venue();
    place.bundle(|_| {});
    place.start_live(&["--live", "week.soakbundle"]);
    place.until("x", "trading", is_trading);
    let steps = "SELECT group_concat(text, '|') FROM notes WHERE kind = 'ramp'";
    let first = "step 1 of 4: 10% of the exposure limit may be taken";
    assert_eq!(place.journal("x", steps), first);
    assert_eq!(place.soak(&["flatten", "x", "--reason", "rehearsal"]).code, 0);
    place.until("x", "flat", |status| !status["breaker"]["flat_at"].is_null());
    assert_eq!(place.soak(&["reset", "x", "--reason", "rehearsed"]).code, 0);
    assert_eq!(place.soak(&["stop", "x"]).code, 0);
    // At the trip, and counted anew from the reset on.
    assert_eq!(place.journal("x", steps), [first; 3].join("|"));
    assert!(venue.exposure_max() <= FIRST_STEP_MAX);
}

#[test]
fn without_a_dashboard_lines_and_json_say_live() {
    let (place, _venue) = Place::with_venue();
    place.bundle(|_| {});
    for (face, words) in [("--headless", "  LIVE  "), ("--json", "\"execution\":\"live\"")] {
        let name = face.trim_start_matches('-');
        let arguments = ["run", face, "--length", "2s", "--config", "soak.toml", "--name", name, "--live"];
        let mut terminal = place.terminal(&[&arguments[..], &["week.soakbundle"]].concat());
        terminal.shows(&["Type the account's name"]);
        terminal.press("main\r");
        let (code, said) = terminal.ended();
        assert_eq!(code, 0, "{said}");
        let written = String::from_utf8_lossy(terminal.raw()).into_owned();
        assert!(written.contains(words), "{face}: {written}");
        assert!(!written.contains("PAPER"), "{face}: {written}");
    }
}

#[test]
fn in_one_process_it_asks_too() {
    let (place, _venue) = Place::with_venue();
    place.bundle(|_| {});
    let mut terminal = place.terminal(&[&["run", "--foreground"][..], &LIVE].concat());
    terminal.shows(&["Type the account's name"]);
    terminal.press("main\r");
    terminal.shows(&[" LIVE ", "ARMED"]);
    assert_eq!(place.status("x")["soak"]["execution"], "live");
    terminal.press("Q");
    terminal.shows(&["Stop x (LIVE: REAL MONEY)"]);
    terminal.answer("\r");
    assert_eq!(terminal.ended().0, 0);
}
