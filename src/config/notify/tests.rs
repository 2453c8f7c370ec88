//! Ways out of the box that can be read, and those that are refused.

use std::path::Path;

use super::*;
use crate::config::{ConfigError, Loaded};

const PHONE: &str = "name = \"phone\"\nwebhook = \"https://hooks.example/soak\"\nsecret_env = \"SECRET\"";

fn parse(text: &str) -> Result<Loaded, ConfigError> {
    Settings::parse(Path::new("soak.toml"), text)
}

/// What one sink is read as, and that it is printed so that it reads back.
#[track_caller]
fn check(lines: &str, expect: &str) {
    let settings = parse(&format!("[[alerts.sink]]\n{lines}\n")).expect("the file was refused").settings;
    let printed = settings.print();
    let entry = printed.split_once("[[alerts.sink]]\n").expect("no sink was printed").1;
    let lines = entry.lines().take_while(|line| !line.is_empty());
    assert_eq!(lines.collect::<Vec<_>>().join("; "), expect);
    let again = parse(&printed).expect("what was printed was refused").settings;
    assert_eq!((&again, again.print()), (&settings, printed));
}

#[track_caller]
fn refuses(text: &str, expect: &str) {
    let error = parse(text).expect_err("the file was taken").to_string();
    assert!(error.contains(expect), "{error}");
}

#[test]
fn sinks_are_read_and_printed_in_one_form() {
    check(
        PHONE,
        "name = \"phone\"; webhook = \"https://hooks.example/soak\"; secret_env = \"SECRET\"; \
         severities = [\"page\", \"warn\"]",
    );
    check(
        "severities = [\"note\", \"page\", \"note\"]\nname = \"bell\"\ncommand = [\"/bin/ring\", \"$(x) \\\"y\\\"\", \"\"]",
        "name = \"bell\"; command = [\"/bin/ring\", \"$(x) \\\"y\\\"\", \"\"]; severities = [\"page\", \"note\"]",
    );
}

#[test]
fn what_cannot_be_a_sink_is_refused_with_what_can() {
    #[track_caller]
    fn check(lines: &str, expect: &str) {
        refuses(&format!("[[alerts.sink]]\n{lines}\n"), expect);
    }
    check("webhook = \"https://x/\"", "1:1: alerts.sink[1]: lacks name");
    check("name = \"a\"", "alerts.sink[1].webhook: lacks webhook or command");
    check(
        "name = \"a\"\nwebhook = \"https://x/\"",
        "alerts.sink[1].secret_env: has to name the variable with the secret",
    );
    check(
        "name = \"a\"\nwebhook = \"https://x/\"\ncommand = [\"/x\"]",
        "4:11: alerts.sink[1].command: is a webhook already",
    );
    check("name = \"a\"\ncommand = [\"/x\"]\nsecret_env = \"S\"", "alerts.sink[1].secret_env: has no effect");
    check(
        "name = \"a\"\nwebhook = \"http://hooks.example/\"\nsecret_env = \"S\"",
        "must be an https:// address",
    );
    check(
        "name = \"a\"\nwebhook = \"https://x/?token=1\"\nsecret_env = \"S\"",
        "must be an https:// address",
    );
    check("name = \"a\"\ncommand = \"/bin/ring --loud\"", "must be a list of at most 32 texts");
    check("name = \"a\"\ncommand = [\"ring\"]", "the full path of a program");
    check("name = \"a\"\ncommand = []", "the full path of a program");
    check("name = \"a b\"\ncommand = [\"/x\"]", "must be a name of 1 to 32 of a-z");
    check(
        "name = \"a\"\ncommand = [\"/x\"]\nseverities = [\"pager\"]",
        "some of \"page\", \"warn\", \"note\"",
    );
    check("name = \"a\"\ncommand = [\"/x\"]\nseverities = []", "some of \"page\", \"warn\", \"note\"");
    check("name = \"a\"\ncomand = [\"/x\"]", "the nearest is alerts.sink.command");
}

#[test]
fn the_section_holds_together() {
    refuses("[alerts]\nrepeat_first = \"5h\"", "must not be above alerts.repeat_max (4h 00m)");
    let twice = format!("[[alerts.sink]]\n{PHONE}\n[[alerts.sink]]\n{PHONE}\n");
    refuses(&twice, "6:8: alerts.sink[2].name: another sink is called \"phone\" already");
    refuses(&format!("[[alerts.sink]]\n{PHONE}\n").repeat(9), "must be at most 8 tables");
}

#[test]
fn what_stands_where_a_secret_may_have_been_pasted_is_never_shown() {
    for line in ["webhook = \"hunter2\"", "secret_env = \"hunter2\"", "command = \"hunter2\""] {
        let error = parse(&format!("[[alerts.sink]]\nname = \"a\"\n{line}")).expect_err("taken");
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    }
}

#[test]
fn a_secret_that_is_not_there_is_told_by_its_variable() {
    let error = sink_secret("phone", "SOAK_TEST_NO_SUCH_VARIABLE").unwrap_err().to_string();
    assert!(error.contains("SOAK_TEST_NO_SUCH_VARIABLE is not set"), "{error}");
}
