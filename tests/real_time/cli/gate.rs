//! Go or no-go, asked of a soak that runs, of one that has ended, and of none.

use rustix::process::Signal;
use serde_json::Value;
use soak::journal::Journal;
use soak::model::{Plan, Span, TradingMode};
use soak::runtime::recover;

use super::place::{Place, Said};
use super::started::Started;

/// The judgement that was printed as JSON, which is a no.
#[track_caller]
fn no_go(said: &Said) -> Value {
    assert_eq!(said.code, 1, "{said:?}");
    let judgement: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(judgement.get("verdict"), Some(&"no_go".into()), "{judgement}");
    assert_eq!(items(&judgement).len(), 15, "{judgement}");
    judgement
}

fn items(judgement: &Value) -> &[Value] {
    judgement.get("items").and_then(Value::as_array).unwrap()
}

fn evidence<'a>(judgement: &'a Value, item: &str) -> &'a str {
    let judged = items(judgement).iter().find(|judged| judged.get("item") == Some(&item.into())).unwrap();
    judged.get("evidence").and_then(Value::as_str).unwrap()
}

/// What the soak `x` was set out to prove at its last start.
fn plan(place: &Place) -> Plan {
    let journal = Journal::open(&place.data().join("x")).unwrap();
    recover(&journal).unwrap().plan().unwrap().clone()
}

#[test]
fn what_cannot_be_judged_is_neither_go_nor_no_go() {
    let place = Place::new();
    place.soak(&["gate"]).refused(2, &["no soak is running"]);
    place.soak(&["gate", "x"]).refused(2, &["there is no soak x"]);
    place.soak(&["gate", "--json", "--markdown"]).refused(2, &["cannot be used with"]);
    assert!(!place.data().exists(), "a look leaves nothing behind");
    let ran = place.soak(&["--headless", "--name", "x", "--speed", "max", "--length", "1m"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let journal = place.data().join("x/journal.db");
    std::fs::write(&journal, "no journal at all").unwrap();
    place.soak(&["gate", "x"]).refused(2, &["journal.db"]);
}

#[test]
fn a_soak_that_has_ended_is_judged_from_its_journal() {
    let place = Place::new();
    let ran = place.soak(&["--headless", "--name", "x", "--speed", "max", "--length", "2h"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let judgement = no_go(&place.soak(&["gate", "x", "--json"]));
    assert!(evidence(&judgement, "seven_days").starts_with("2h 00m"), "{judgement}");

    let page = place.soak(&["gate"]);
    assert!(page.code == 1 && page.err == "no soak is running; judging x, which ran last\n", "{page:?}");
    let lines: Vec<_> = page.out.lines().collect();
    assert!(lines[0].starts_with("x  as of 20"), "{page:?}");
    let last = lines.last().unwrap();
    assert!(
        last.starts_with("NO-GO  ") && last.ends_with(", on virtual time and synthetic prices"),
        "{page:?}"
    );
    for words in ["✓ GO", "… WAIT", "seven days", "→ "] {
        assert!(page.out.contains(words), "no {words:?} in {}", page.out);
    }
    let table = place.soak(&["gate", "x", "--markdown"]).out;
    assert!(table.starts_with("# Go or no-go: x\n") && table.contains("\n**NO-GO  "), "{table}");
    assert_eq!(table.lines().filter(|line| line.starts_with("| ")).count(), 16, "{table}");
}

#[test]
fn a_running_soak_is_asked_and_a_killed_one_is_read() {
    let place = Place::new();
    let soak = Started::and_said(&place, &["--headless", "--name", "x"], "trading");
    no_go(&place.soak(&["gate", "--json"]));
    place.soak(&["trip", "--reason", "odd"]);
    let running = no_go(&place.soak(&["gate", "--json"]));
    assert_eq!(evidence(&running, "breaker"), "tripped: odd");
    soak.signal(Signal::KILL);
    assert_eq!(soak.ended().code, -1);
    let killed = no_go(&place.soak(&["gate", "x", "--json"]));
    assert_eq!(evidence(&killed, "breaker"), "tripped: odd");
    assert_eq!(evidence(&killed, "paper"), evidence(&running, "paper"));
}

#[test]
fn each_start_says_what_it_is_to_prove() {
    let place = Place::new();
    let run = |length, more: &[&str]| {
        let flags = ["--headless", "--name", "x", "--speed", "max", "--length", length];
        let ran = place.soak(&[&flags, more].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
        plan(&place)
    };
    let first = run("1m", &[]);
    assert_eq!((first.fingerprints.binary.len(), first.fingerprints.configuration.len()), (64, 64));
    assert_eq!(first.fingerprints.agent, first.fingerprints.binary, "the built-in agent is in the binary");
    assert_eq!((first.mode, &first.gate), (TradingMode::Paper, &Plan::default().gate));
    assert_eq!(run("2m", &["--seed", "1"]), first, "a longer run of the same configuration");

    let file = place.file("tight.toml", "[gate]\nhealthy_min = \"14d\"\n[ramp]\nsteps_pct = [5, 100]\n");
    let second = run("3m", &["--config", file.to_str().unwrap()]);
    assert_eq!((second.gate.healthy_min, second.ramp.steps.len()), (Span::from_secs(14 * 86_400), 2));
    assert_ne!(second.fingerprints.configuration, first.fingerprints.configuration);
    assert_eq!(second.fingerprints.binary, first.fingerprints.binary);

    std::fs::create_dir(place.path().join("agent")).unwrap();
    place.file("agent/strategy.py", "buy low");
    let named = place.file("named.toml", "[agent]\nsource = \"agent\"\n");
    let third = run("4m", &["--config", named.to_str().unwrap()]).fingerprints;
    assert_eq!(third.configuration, first.fingerprints.configuration, "where it lies does not matter");
    place.file("agent/strategy.py", "buy high");
    let fourth = run("5m", &["--config", named.to_str().unwrap()]).fingerprints;
    assert!(third.agent != first.fingerprints.agent && fourth.agent != third.agent);
    std::fs::remove_dir_all(place.path().join("agent")).unwrap();
    let gone = ["--headless", "--name", "x", "--speed", "max", "--config", named.to_str().unwrap()];
    place.soak(&gone).refused(2, &["agent.source", "agent"]);
}
