//! A live soak that was killed goes on by itself, and with nothing but itself.

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use soak::link::SoakState;

use crate::place::Place;

fn kill(place: &Place) {
    let pid = place.status("x")["pid"].as_i64().and_then(|pid| i32::try_from(pid).ok()).unwrap();
    kill_process(Pid::from_raw(pid).unwrap(), Signal::KILL).unwrap();
    // The lock goes with the process.
    while matches!(SoakState::of(&place.soak_folder("x")), SoakState::Running { .. }) {}
    assert!(place.soak(&["status", "x"]).text.starts_with("x  LIVE interrupted"));
}

fn positions(status: &Value) -> Vec<(Value, Value)> {
    let positions = status["positions"].as_array().unwrap();
    positions.iter().map(|held| (held["symbol"].clone(), held["quantity"].clone())).collect()
}

#[test]
fn killed_it_goes_on_without_another_proof_when_the_name_is_typed_again() {
    let (place, venue) = Place::with_venue();
    place.bundle(|_| {});
    place.start_live(&["--live", "week.soakbundle"]);
    place.until("x", "holding something", |status| !positions(status).is_empty());
    kill(&place);
    let orders = venue.orders();
    // The same command without a terminal, and without the bundle: nothing.
    std::fs::remove_file(place.path().join("week.soakbundle")).unwrap();
    place.configure_also("soak.mode = \"live\"");
    let again = ["run", "--detach", "--config", "soak.toml", "--name", "x"];
    place.soak(&again).refused(&["the account's name has to be typed"]);
    // Another name: nothing.
    let mut terminal = place.terminal(&again);
    terminal.shows(&["The soak x goes on trading with it.", "the bundle that it was begun with"]);
    terminal.press("paper\r");
    assert_eq!(terminal.ended().0, 1);
    assert_eq!(place.status("x")["state"], "interrupted");
    assert_eq!(venue.orders(), orders);
    // The name: it goes on, with its positions, on the step of the ramp where it was.
    place.start_live(&[]);
    let status = place.until("x", "agreed", |status| !status["reconcile"]["agreed_at"].is_null());
    assert_eq!(status["soak"]["restarts"], 1);
    assert_eq!(status["soak"]["execution"], "live");
    let ramps = place.journal("x", "SELECT CAST(count(*) AS TEXT) FROM notes WHERE kind = 'ramp'");
    assert_eq!(ramps, "1", "going on does not begin the ramp again");
    place.until("x", "trading", |status| status["pnl"]["fills"].as_u64() >= Some(1));
}

#[test]
fn it_goes_on_as_nothing_else() {
    let (place, _venue) = Place::with_venue();
    place.bundle(|_| {});
    place.start_live(&["--live", "week.soakbundle"]);
    kill(&place);
    let run = ["run", "--headless", "--config", "soak.toml", "--name", "x"];
    // On paper.
    let said = place.soak(&run);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.text.contains("was begun with real money and never continues on paper"), "{said:?}");
    // Of another configuration, with the bundle of before and without one.
    place.configure_also("soak.mode = \"live\"\nrisk.trade_max_pct = 1");
    place.soak(&run).refused(&["was begun with another configuration", "has to be typed"]);
    let said = place.soak(&[&run[..], &["--live", "week.soakbundle"]].concat());
    said.refused(&["the configuration is not the one that was soaked", "has to be typed"]);
    // A bundle of its own opens the door.
    place.bundle(|_| {});
    place.start_live(&["--live", "week.soakbundle"]);
    assert_eq!(place.status("x")["soak"]["restarts"], 1);
}

#[test]
fn a_paper_soak_is_never_continued_with_real_money() {
    let (place, venue) = Place::with_venue();
    place.bundle(|_| {});
    let paper = ["run", "--headless", "--length", "1s", "--config", "soak.toml", "--name", "x"];
    let said = place.soak(&paper);
    assert_eq!(said.code, 0, "{said:?}");
    let said = place.soak(&[
        "run",
        "--headless",
        "--config",
        "soak.toml",
        "--name",
        "x",
        "--live",
        "week.soakbundle",
    ]);
    said.refused(&[
        "was begun on paper, and its journal stays paper's; give another --name",
        "has to be typed",
    ]);
    assert_eq!(venue.orders(), 0);
}
