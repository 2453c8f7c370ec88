//! What a drill's file may say, and what it is refused for.

use super::*;

/// The least that is a drill.
const LEAST: &str = r#"id = "least"
family = "field"
title = "nothing happens"
about = "Nothing happens, and nothing must."

[[case]]
name = "only"
length = "1m"
[[case.market]]
symbol = "BTC"
price = "100"
[[case.expect]]
measure = "fills"
equals = 0
"#;

#[test]
fn the_least_is_a_drill() {
    let drill = Drill::parse("least.toml", LEAST).unwrap();
    assert_eq!((drill.id.as_str(), drill.cases.len()), ("least", 1));
}

#[track_caller]
fn check(from: &str, to: &str, expect: &str) {
    assert!(LEAST.contains(from), "{from}");
    let error = Drill::parse("least.toml", &LEAST.replace(from, to)).unwrap_err().to_string();
    assert!(error.contains(expect), "{error}");
}

#[test]
fn what_makes_no_sense_is_refused_with_its_place() {
    check("name = \"only\"", "name = \"only\"\ncolour = 1", "least.toml:8:1: unknown field `colour`");
    check("price = \"100\"", "price = 100.5", "least.toml:11:9:");
    check("equals = 0", "equals = 0.5", "least.toml:14:10: a limit is a whole number or a text");
    check("equals = 0", "", "one of at_most, at_least and equals");
    check("equals = 0", "equals = 0\nat_most = 1", "one of at_most, at_least and equals");
    check("equals = 0", "equals = \"5s\"", "is no figure of this measure");
    check("\"fills\"", "\"filled\"", "unknown variant `filled`");
    check("\"fills\"", "\"fills\"\nof = \"x\"", "leave of out");
    check("\"fills\"", "\"replies\"", "say of what");
    check("\"fills\"", "\"entries_while\"\nof = \"bored\"", "not one of tripped, stale");
    check("\"fills\"", "\"alerts_left\"\nof = \"bored\"", "unknown variant `bored`");
    check("family = \"field\"", "family = \"fields\"", "unknown variant `fields`");
    check("length = \"1m\"", "length = \"1 m\"", "least.toml:8:10:");
}

#[test]
fn what_could_not_run_or_could_not_fail_is_refused() {
    let expectation = "[[case.expect]]\nmeasure = \"fills\"\nequals = 0\n";
    check(expectation, "", "missing field `expect`");
    check("length = \"1m\"", "length = \"1m\"\nexpect = []", "duplicate key");
    let window = "[[case.fault]]\nfrom = \"30s\"\nfor = \"30s\"\nfault = \"partition\"\n";
    check("[[case.market]]", &format!("{window}[[case.market]]"), "leaves no quiet phase");
    let act = "[[case.act]]\nat = \"10s\"\ntimes = 6\nevery = \"10s\"\ndo = \"trip\"\n";
    check("[[case.market]]", &format!("{act}[[case.market]]"), "leaves no quiet phase");
    let act = "[[case.act]]\nat = \"10s\"\ndo = { enter = { side = \"buy\", symbol = \"ETH\" } }\n";
    check("[[case.market]]", &format!("{act}[[case.market]]"), "no market ETH");
    check("length = \"1m\"", "length = \"1m\"\nsettings = \"[risk]\\nfast = 1\"", "settings are refused");
}
