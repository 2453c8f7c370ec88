//! `soak config` and what a wrong configuration does to the other verbs.

use super::place::{KEY, Place};

#[test]
fn what_is_printed_is_accepted_and_printed_again_the_same() {
    let place = Place::new();
    place.file("mine.toml", "[risk]\ntrade_max_pct = 1.50\n[budget.per_route]\norder = 30\n");
    let printed = place.soak(&["config", "print", "mine.toml"]);
    assert!(
        printed.out.contains("trade_max_pct = 1.5\n") && printed.out.contains("order = 30\n"),
        "{printed:?}"
    );
    place.file("printed.toml", &printed.out);
    place.soak(&["config", "check", "printed.toml"]).printed("ok\n");
    place.soak(&["config", "print", "printed.toml"]).printed(&printed.out);
}

#[test]
fn the_sample_is_accepted_and_is_what_holds_without_it() {
    let place = Place::new();
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/soak.toml");
    place.soak(&["config", "check", sample]).printed("ok\n");
    let defaults = place.soak(&["config", "print"]);
    place.soak(&["config", "print", sample]).printed(&defaults.out);
}

#[test]
fn all_problems_are_data_and_the_code_says_no_to_the_configuration() {
    let place = Place::new();
    place.file("bad.toml", "[risk]\ntrade_max_pct = 3\nstop_los_pct = 5\n");
    let said = place.soak(&["config", "check", "bad.toml"]);
    assert_eq!(said.code, 2);
    let lines: Vec<&str> = said.out.lines().collect();
    assert!(lines[0].starts_with("bad.toml:2:17: risk.trade_max_pct = 3: must be a percentage"), "{lines:?}");
    assert!(lines[1].ends_with("the nearest is risk.stop_loss_pct"), "{lines:?}");
    assert_eq!(lines.len(), 2);
}

#[test]
fn a_refused_configuration_starts_nothing() {
    let place = Place::new();
    place.file("bad.toml", "[agent]\nfast = 30\n");
    place.soak(&["run", "--config", "bad.toml"]).refused(2, &["bad.toml:2:8: agent.fast", "hint:"]);
    assert!(!place.data().exists(), "a folder was made");
}

#[test]
fn unreadable_files_are_named() {
    let place = Place::new();
    place.soak(&["config", "check", "absent.toml"]).refused(2, &["absent.toml", "No such file"]);
    place.soak(&["config", "check", "."]).refused(2, &["is not a file"]);
    std::fs::write(place.path().join("latin.toml"), b"# caf\xe9\n").unwrap();
    place.soak(&["config", "check", "latin.toml"]).refused(2, &["latin.toml:1:6: not UTF-8"]);
}

#[test]
fn a_key_in_the_file_is_refused_and_nowhere_repeated() {
    let place = Place::new();
    place.file("key.toml", &format!("[venue]\nkey_env = \"{KEY}\"\n"));
    let said = place.soak(&["config", "check", "key.toml"]);
    assert!(
        said.code == 2 && said.out.contains("key.toml:2:12: something here looks like a venue's key"),
        "{said:?}"
    );
    place.soak(&["run", "--config", "key.toml"]).refused(2, &["looks like a venue's key"]);
}
