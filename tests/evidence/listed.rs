//! `soak evidence list` says of each evidence what the gate says: it holds, or why it does not.

use serde_json::{Value, json};

use crate::place::Place;

/// Evidence of every way to be bound: its folder, its name, and what it found.
fn every_kind() -> Vec<(&'static str, &'static str, Value)> {
    let drill = json!({"kind": "drill", "real_time": false, "held": 4, "failed": 0, "recovery": null});
    let load = json!({
        "kind": "load", "normal_rpm": 40, "asked_rpm": 80, "sent": 800, "dropped": 0, "errors": 0,
        "p99": null, "length": 600_000_000, "cut_short": false,
    });
    let tests = json!({"kind": "tests", "run": 3, "failed": 0, "skipped": 0});
    vec![
        ("drills", "dns-failure.virtual", drill.clone()),
        ("drills", "latch.virtual", drill.clone()),
        ("drills", "stuck-position.real_time", drill),
        ("load", "load", load),
        ("tests", "other", tests),
    ]
}

/// Name and lapse of each evidence, in the order of the list.
fn lapses(place: &Place) -> Vec<(String, Option<String>)> {
    let listed = place.soak(&["evidence", "list", "--config", "soak.toml", "--json"]);
    let listed: Value = serde_json::from_str(&listed.out).unwrap();
    let text = |row: &Value, place: &str| row.pointer(place).and_then(Value::as_str).map(str::to_owned);
    let row = |row: &Value| (text(row, "/evidence/name").unwrap(), text(row, "/lapse"));
    listed.get("evidence").and_then(Value::as_array).unwrap().iter().map(row).collect()
}

#[track_caller]
fn check(place: &Place, expect: &[(&str, Option<&str>)]) {
    let found = lapses(place);
    let found: Vec<_> = found.iter().map(|(name, why)| (name.as_str(), why.as_deref())).collect();
    assert_eq!(found, expect);
}

#[test]
fn the_list_says_what_the_gate_says() {
    let place = Place::new();
    std::fs::create_dir(place.path().join("agent")).unwrap();
    place.file("agent/agent.py", "buy()\n");
    place.file("soak.toml", "[agent]\nsource = \"agent\"\n");
    place.file("a.info", "SF:a\nDA:1,1\nend_of_record\n");
    let added = place.soak(&["evidence", "add", "coverage", "a.info", "--config", "soak.toml"]);
    assert_eq!(added.code, 0, "{added:?}");
    let folder = place.data().join("_evidence");
    let kept = std::fs::read_to_string(folder.join("coverage/coverage.json")).unwrap();
    let write = |kind: &str, name: &str, finding: &Value, older_us: u64| {
        let mut kept: Value = serde_json::from_str(&kept).unwrap();
        let taken_at = kept["evidence"]["taken_at"].as_u64().unwrap() - older_us;
        kept["evidence"]["taken_at"] = taken_at.into();
        kept["evidence"]["name"] = name.into();
        kept["evidence"]["finding"] = finding.clone();
        std::fs::create_dir_all(folder.join(kind)).unwrap();
        std::fs::write(folder.join(kind).join(format!("{name}.json")), kept.to_string()).unwrap();
    };
    for (kind, name, finding) in every_kind() {
        write(kind, name, &finding, 0);
    }
    let names =
        ["dns-failure.virtual", "latch.virtual", "stuck-position.real_time", "load", "coverage", "other"];
    check(&place, &names.map(|name| (name, None)));

    // Another agent: the engine's own drills and the load test do not ask for it.
    place.file("agent/agent.py", "sell()\n");
    let agent = ["dns-failure.virtual", "coverage", "other"];
    check(&place, &names.map(|name| (name, agent.contains(&name).then_some("agent changed"))));
    place.file("agent/agent.py", "buy()\n");

    // Another configuration.
    place.file("soak.toml", "[agent]\nsource = \"agent\"\n[breaker]\nday_loss_max_pct = 1\n");
    let free = ["load", "coverage"];
    check(&place, &names.map(|name| (name, (!free.contains(&name)).then_some("configuration changed"))));
    place.file("soak.toml", "[agent]\nsource = \"agent\"\n");

    // Two days: the engine's own drills hold for one.
    for (kind, name, finding) in every_kind() {
        write(kind, name, &finding, 2 * 86_400 * 1_000_000);
    }
    let old = ["latch.virtual", "stuck-position.real_time"];
    check(&place, &names.map(|name| (name, old.contains(&name).then_some("over 1d 00h old"))));
}
