//! What looks like a key in an agent's tests and is none: excepted by a person, and shown.

use crate::place::{Place, Said};
use crate::planted::{git, write};

/// A key that nobody has, written in two halves so that nobody's scanner takes this file for one with keys.
fn made_up() -> String {
    ["pf_li", "ve_made0up1for2tests3"].concat()
}

fn scan(place: &Place) -> Said {
    place.soak(&["evidence", "scan", "--config", "soak.toml"])
}

/// The lines for exceptions that `said` offers.
fn offered(said: &Said) -> Vec<String> {
    let lines = said.err.lines().skip_while(|line| !line.contains("soak.key-exceptions")).skip(1);
    lines.take_while(|line| line.starts_with("  ")).map(|line| line.trim().to_owned()).collect()
}

/// A place with an agent whose tests hold a key that is made up, in the history too if there is a git.
fn place() -> Place {
    let (place, name) = (Place::new(), "tests/test_client.py");
    let agent = place.path().join("agent");
    place.file("soak.toml", "[agent]\nsource = \"agent\"\n");
    write(&agent, name, &format!("KEY = '{}'\n", made_up()));
    if git(&place, &agent, &["init", "-q"]) {
        git(&place, &agent, &["add", "-A"]);
        git(&place, &agent, &["commit", "-qm", "begin"]);
        write(&agent, name, &format!("# moved\n\nKEY = '{}'\n", made_up()));
    }
    place
}

#[test]
fn what_a_person_excepts_is_counted_and_what_changes_is_found_again() {
    let place = place();
    let said = scan(&place);
    assert_eq!(said.code, 1, "{said:?}");
    let lines = offered(&said);
    assert_eq!(lines.len(), 1, "one string at one path, now and in a commit: {said:?}");
    assert!(lines[0].ends_with("  tests/test_client.py"), "{lines:?}");
    place.file("soak.key-exceptions", &format!("# made up\n{}\n", lines[0]));
    let said = scan(&place);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.out.contains("excepted    agent tests/test_client.py:3: Purple Flea key "), "{}", said.out);
    assert!(!format!("{said:?}").contains(&made_up()), "the string is shown");
    let listed = place.soak(&["evidence", "list", "--config", "soak.toml"]);
    assert!(listed.out.contains(" excepted"), "{}", listed.out);
    assert!(!listed.out.contains(" 0 excepted"), "{}", listed.out);
    // Neither another string at that path nor that string at another path.
    let (agent, other) = (place.path().join("agent"), made_up().replace('3', "4"));
    write(&agent, "tests/test_client.py", &format!("KEY = '{}'\nALSO = '{other}'\n", made_up()));
    assert!(scan(&place).out.contains("found       agent tests/test_client.py:2: Purple Flea key\n"));
    write(&agent, "tests/test_client.py", "");
    assert_eq!(scan(&place).code, 0);
    write(&agent, "client.py", &format!("KEY = '{}'\n", made_up()));
    assert!(scan(&place).out.contains("found       agent client.py:1: Purple Flea key\n"));
}

#[test]
fn the_key_in_use_is_never_excepted() {
    let place = place();
    place.file("soak.key-exceptions", &offered(&scan(&place))[0]);
    assert_eq!(scan(&place).code, 0);
    let mut command = place.command(env!("CARGO_BIN_EXE_soak"));
    command.args(["evidence", "scan", "--config", "soak.toml"]);
    let said = Said::of(command.env("PURPLE_FLEA_API_KEY", made_up()).output().unwrap());
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.out.contains("agent tests/test_client.py:3: the paper key itself"), "{}", said.out);
    assert_eq!(offered(&said), [""; 0], "and no line is offered for it");
}

#[test]
fn an_exception_that_says_something_else_is_refused() {
    let place = place();
    place.file("soak.key-exceptions", "# why\ntests/test_client.py\n");
    scan(&place).refused(2, &["soak.key-exceptions:2: an exception is a fingerprint of 16"]);
    assert!(!place.data().join("_evidence").exists());
}
