//! Lists of tables, faults with figures, and what may not be injected.

use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::config::{ConfigError, Loaded};

fn parse(text: &str) -> Result<Loaded, ConfigError> {
    Settings::parse(Path::new("soak.toml"), text)
}

/// A file that injects one fault with these further lines.
fn file(lines: &str) -> String {
    format!("[game_day]\nenabled = true\n[[game_day.fault]]\nfor = \"30s\"\n{lines}\n")
}

/// What the one fault is read as, and that it is printed so that it reads back.
#[track_caller]
fn check(lines: &str, expect: &str) {
    let settings = parse(&file(lines)).expect("the file was refused").settings;
    let printed = settings.print();
    let entry = printed.split_once("[[game_day.fault]]\n").expect("no fault was printed").1;
    let lines = entry.lines().take_while(|line| !line.is_empty());
    assert_eq!(lines.collect::<Vec<_>>().join("; "), expect);
    let again = parse(&printed).expect("what was printed was refused").settings;
    assert_eq!((&again, again.print()), (&settings, printed));
}

/// The file's problems are exactly these lines.
#[track_caller]
fn refused(text: &str, expect: &[&str]) {
    let error = parse(text).expect_err("the file was taken").to_string();
    assert_eq!(error.lines().collect::<Vec<_>>(), expect);
}

#[track_caller]
fn refuses(lines: &str, expect: &str) {
    let error = parse(&file(lines)).expect_err("the file was taken").to_string();
    assert!(error.contains(expect), "{error}");
}

#[test]
fn faults_are_read_with_their_figures() {
    check("fault = \"partition\"", "from = \"0s\"; for = \"30s\"; fault = \"partition\"; share = 1");
    check(
        "from = \"6h\"\nevery = \"24h\"\nshare = 0.20\nroutes = [\"order\", \"cancel\"]\nsymbol = \"BTC\"\nlabel = \"late \\\"answers\\\"\"\n\
         fault = { delay = { min = \"1000ms\", max = \"8s\" } }",
        "from = \"6h\"; for = \"30s\"; every = \"1d\"; fault = { delay = { max = \"8s\", min = \"1s\" } }; share = 0.2; \
         routes = [\"order\", \"cancel\"]; symbol = \"BTC\"; label = \"late \\\"answers\\\"\"",
    );
    for by in ["-0.40", "\"-0.4\""] {
        check(
            &format!("fault = {{ price_jump = {{ by = {by} }} }}"),
            "from = \"0s\"; for = \"30s\"; fault = { price_jump = { by = \"-0.4\" } }; share = 1",
        );
    }
    check(
        "fault.answer.status = 502\nfault.answer.effect = \"done\"",
        "from = \"0s\"; for = \"30s\"; fault = { answer = { body = \"json\", effect = \"done\", status = 502 } }; share = 1",
    );
    check(
        "fault = { rate_limited = { retry_after = { seconds = \"5s\" } } }",
        "from = \"0s\"; for = \"30s\"; fault = { rate_limited = { retry_after = { seconds = \"5s\" } } }; share = 1",
    );
}

#[test]
fn all_problems_of_a_list_are_told_at_once_with_their_places() {
    refused(
        "[game_day]\nenabled = true\n\n[[game_day.fault]]\nfor = \"2h\"\nfault = \"partitoin\"\nshar = 1\n\n\
         [[game_day.fault]]\nfrom = 3\nfault = \"crash\"\nroutes = [\"ordr\"]\n",
        &[
            "soak.toml:5:7: game_day.fault[1].for = \"2h\": must be a length of time in quotes from \"100ms\" to \"1h\" \
             (ms, s, m, h or d)",
            "soak.toml:6:9: game_day.fault[1].fault = \"partitoin\": must be the word of a fault such as \"partition\", \
             or a table with its figures such as { delay = { min = \"1s\", max = \"8s\" } }; there is no fault \
             \"partitoin\"; the nearest is partition",
            "soak.toml:7:1: game_day.fault.shar: there is no such key; the nearest is game_day.fault.share",
            "soak.toml:9:1: game_day.fault[2]: lacks for",
            "soak.toml:10:8: game_day.fault[2].from = 3: must be a length of time in quotes from \"0s\" to \"366d\" \
             (ms, s, m, h or d)",
            "soak.toml:11:9: game_day.fault[2].fault: crash is not for a running soak: a process cannot start itself \
             again; soak drill latch rehearses it",
            "soak.toml:12:10: game_day.fault[2].routes = a list: must be a list of some of \"order\", \"cancel\", \
             \"order_query\", \"orders\", \"fills\", \"positions\", \"balance\", \"health\"",
        ],
    );
}

#[test]
fn lists_that_are_none_are_refused() {
    let told = "must be at most 32 tables, each under [[game_day.fault]]";
    refused("[game_day.fault]\nfor = \"3s\"", &[&format!("soak.toml:1:1: game_day.fault = a table: {told}")]);
    refused("game_day.fault = 3", &[&format!("soak.toml:1:18: game_day.fault = 3: {told}")]);
    refused("game_day.fault = [3]", &[&format!("soak.toml:1:18: game_day.fault = a list: {told}")]);
    let many = "[[game_day.fault]]\nfor = \"1s\"\nfault = \"partition\"\n".repeat(33);
    refused(&many, &[&format!("soak.toml:1:1: game_day.fault = a list: {told}")]);
    refused(
        "[[game_day.fautl]]",
        &["soak.toml:1:12: game_day.fautl: there is no such list; the nearest is [[game_day.fault]]"],
    );
}

#[test]
fn what_cannot_be_together_is_refused() {
    refuses("fault = { delay = { min = \"1s\" } }", "missing field `max`");
    refuses(
        "fault = { delay = { min = \"9s\", max = \"8s\" } }",
        "game_day.fault[1].fault: the shortest delay 9s is above",
    );
    refuses("fault = { price_jump = { by = -1 } }", "a price cannot move by -1");
    refuses("fault = \"delay\"", "delay needs its figures");
    refuses("fault = 3", "it is neither");
    refuses("fault = \"disk_full\"", "soak drill disk-full rehearses it");
    refuses("fault = \"partition\"\nevery = \"1m\"\nfor = \"1m\"", "duplicate key");
    refuses("fault = \"partition\"\nshare = 0", "must be a share above 0 and up to 1");
    refuses("fault = \"partition\"\nevery = \"1m\"", "more than 400 windows in 7d 00h; open them less often");
    refuses(
        "fault = \"partition\"\n[venue]\nurl = \"http://127.0.0.1:1\"",
        "2:11: game_day.enabled: faults are injected into the embedded exchange only",
    );
    let text = "[[game_day.fault]]\nfor = \"5m\"\nevery = \"5m\"\nfault = \"partition\"\n";
    refuses(text.trim_start_matches("[[game_day.fault]]\n"), "duplicate key");
    refused(
        &format!("game_day.enabled = true\nsoak.length = \"1h\"\n{text}"),
        &["soak.toml:5:9: game_day.fault[1].every: 5m 00s must be longer than the window (5m 00s)"],
    );
}

#[test]
fn what_has_no_effect_is_told() {
    let loaded = parse("[[game_day.fault]]\nfrom = \"8d\"\nfor = \"5m\"\nfault = \"partition\"").unwrap();
    let told: Vec<_> = loaded.warnings.iter().map(ToString::to_string).collect();
    let expect = [
        "1:1: warning: game_day.fault: has no effect while game_day.enabled is false",
        "2:8: warning: game_day.fault[1].from: it opens after the soak's length (7d 00h)",
    ];
    assert_eq!(told, expect);
}

#[test]
fn repetitions_end_with_the_run() {
    let settings = parse(&file("from = \"6h\"\nevery = \"1d\"\nfault = \"partition\"")).unwrap().settings;
    let hours = |length: i64| {
        let windows = settings.game_day.windows(Span::from_secs(length * 3_600));
        windows.map(|window| window.from.as_secs() / 3_600).collect::<Vec<_>>()
    };
    assert_eq!(hours(6), [0_i64; 0]);
    assert_eq!(hours(7), [6]);
    assert_eq!(hours(72), [6, 30, 54]);
}

#[test]
fn every_kind_of_fault_is_printed_so_that_it_reads_back() {
    for (line, _) in crate::fault::TYPED {
        let window: Window = line.parse().unwrap();
        let fault = FaultSettings { window, every: None };
        let game_day = GameDaySettings { enabled: true, seed: 7, faults: vec![fault] };
        let settings = Settings { game_day, ..Settings::default() };
        let again = parse(&settings.print()).map(|loaded| loaded.settings);
        assert_eq!(again.expect("what was printed was refused"), settings, "{line}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,80}", key in "(from|for|every|fault|share|routes|symbol|label)") {
        let _ = parse(&file(&text));
        let _ = parse(&file(&format!("{key} = {text}")));
    }
}
