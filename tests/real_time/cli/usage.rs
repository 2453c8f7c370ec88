//! Slips of the pen, exit codes, and readers that hang up.

use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use super::place::{Place, Said};

#[test]
fn slips_get_one_clean_paragraph_and_code_2() {
    #[track_caller]
    fn check(arguments: &[&str], words: &[&str]) {
        Place::new().soak(arguments).refused(2, words);
    }
    check(&["rn"], &["unrecognized subcommand 'rn'", "--help"]);
    check(&["--feed", "binance"], &["is not a feed: write synthetic"]);
    check(&["--length", "7"], &["is not a length of time"]);
    check(&["--length", "0s"], &["--length 0s is not between 1s and 366d"]);
    check(&["--name", "../x"], &["cannot name a soak"]);
    check(&["--speed", "0"], &["write 1, a larger whole number, max, or catch-up"]);
    check(&["--agent", "rsi"], &["write crossover or none"]);
    check(&["--until-feed-ends"], &["needs a feed that ends"]);
    check(&["--until-feed-ends", "--length", "1s"], &["cannot be used with"]);
    check(&["--detach", "--foreground"], &["cannot be used with"]);
    check(&["--feed", "venue"], &["has no stream of its own"]);
    check(&["--feed", "recording:absent.csv"], &["cannot read the recording absent.csv: No such file"]);
    check(&["--feed", "recording:."], &["is a folder"]);
    check(&["venue", "--listen", "8787"], &["invalid value '8787'"]);
    check(&["venue", "--feed", "venue"], &["cannot take its prices from a venue"]);
    check(&["reset"], &["--reason <TEXT>"]);
    check(&["trip", "btc"], &["there is no soak btc in", "no soak was ever started there"]);
}

#[test]
fn a_slip_leaves_nothing_behind() {
    let place = Place::new();
    place.soak(&["--feed", "recording:absent.csv"]).refused(2, &[]);
    assert!(!place.data().exists());
}

#[test]
fn without_a_soak_the_answer_is_no() {
    let place = Place::new();
    place.soak(&["list"]).printed("");
    for verb in ["status", "stop", "trip", "pause", "resume", "flatten"] {
        place.soak(&[verb]).refused(1, &["no soak is running in", "hint:"]);
    }
}

#[test]
fn a_soak_that_does_not_run_is_told_with_the_nearest_name() {
    let place = Place::new();
    for name in ["btc-week", "eth-week"] {
        std::fs::create_dir_all(place.data().join(name)).unwrap();
    }
    std::fs::write(place.data().join("eth-week/lock"), "99999999\n").unwrap();
    std::fs::write(place.data().join("not a soak"), "").unwrap();
    place
        .soak(&["trip", "btc-wek"])
        .refused(2, &["there is no soak btc-wek", "the nearest name is btc-week"]);
    place.soak(&["trip", "eth-week"]).refused(1, &["eth-week is not running; it last ran at 2"]);
    let status = place.soak(&["status", "eth-week", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&status.out).unwrap();
    assert_eq!((status.code, &value["state"]), (1, &"interrupted".into()));
    let list = place.soak(&["list"]);
    let rows: Vec<Vec<&str>> = list.out.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(
        rows[0],
        ["NAME", "STATE", "CLOCK", "EQUITY", "CHANGE", "TRADES", "BREAKER", "NEEDS", "LAST", "RAN"]
    );
    assert_eq!(rows[1], ["btc-week", "never", "ran"]);
    assert_eq!(rows[2][..2], ["eth-week", "interrupted"]);
    assert_eq!(rows.len(), 3);
}

#[test]
fn the_doctor_looks_at_everything_and_says_what_to_do() {
    let place = Place::new();
    let said = place.soak(&["doctor"]);
    let subjects = ["data folder", "free space", "file system", "disk speed", "terminal", "locale", "clock"];
    for subject in subjects.iter().chain(&["open files", "port", "key"]) {
        assert!(said.out.contains(subject), "no {subject} in {}", said.out);
    }
    assert!(said.out.contains("PURPLE_FLEA_API_KEY is set"), "{}", said.out);
    let value: serde_json::Value = serde_json::from_str(&place.soak(&["doctor", "--json"]).out).unwrap();
    assert_eq!(value["checks"].as_array().unwrap().len(), 10);
    assert_eq!(std::fs::metadata(place.data()).unwrap().permissions().mode() & 0o777, 0o700);
    let file = place.file("file", "");
    let bad = place.soak(&["doctor", "--data", file.to_str().unwrap()]);
    assert!(bad.code == 1 && bad.out.starts_with("fail  data folder"), "{bad:?}");
}

#[test]
fn a_missing_key_is_named_and_nothing_is_started() {
    let place = Place::new();
    let config = place
        .file("outside.toml", "[venue]\nurl = \"https://venue.invalid/api\"\nkey_env = \"NO_SUCH_KEY\"\n");
    let said = place.soak(&["--config", config.to_str().unwrap()]);
    said.refused(2, &["the environment variable NO_SUCH_KEY is not set"]);
    assert!(!place.data().exists());
}

#[test]
fn a_reader_that_hangs_up_ends_the_command_quietly() {
    let place = Place::new();
    let mut command = place.command(env!("CARGO_BIN_EXE_soak"));
    let mut child =
        command.args(["config", "print"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let said = Said::of(child.wait_with_output().unwrap());
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{said:?}");
}

#[test]
fn help_is_for_everybody_and_shows_no_option_of_later() {
    let place = Place::new();
    let help = place.soak(&["--help"]);
    assert_eq!((help.code, help.err.as_str()), (0, ""));
    assert!(!help.out.contains("agent-command"), "an option of later is in the help: {}", help.out);
    assert_eq!(place.soak(&["--version"]).code, 0);
}

#[test]
fn completions_are_printed_for_each_shell() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish"] {
        let said = place.soak(&["completions", shell]);
        assert!(said.code == 0 && said.out.contains("flatten"), "{shell}: {said:?}");
    }
    place.soak(&["completions", "tcsh"]).refused(2, &["possible values: bash"]);
}
