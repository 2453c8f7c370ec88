//! Everything that keeps real money out, each by itself and all at once. Nothing is begun, nothing is sent.

use soak::gate::Finding;
use soak::model::{Rate, Span, TradingMode};

use super::place::{LIVE_KEY, PAPER_KEY, Place, Said};
use super::proof::{Proof, scan};
use super::venue::Venue;

/// What every start here is told as well: there is no terminal.
const NO_TERMINAL: &str = "the account's name has to be typed";

const START: [&str; 7] = ["run", "--headless", "--config", "soak.toml", "--name", "x", "--live"];

/// Without a terminal, and with the bundle that `change` made of a good one, a start is refused for these
/// reasons and that of the terminal.
#[track_caller]
fn check(place: &Place, change: impl FnOnce(&mut Proof), reasons: &[&str]) {
    place.bundle(change);
    let said = place.soak(&[&START[..], &["week.soakbundle"]].concat());
    said.refused(&[reasons, &[NO_TERMINAL]].concat());
    nothing_begun(place);
}

#[track_caller]
fn nothing_begun(place: &Place) {
    assert!(!place.soak_folder("x").exists(), "something was left behind");
}

#[test]
fn each_reason_is_told_alone() {
    let (place, venue) = Place::with_venue();
    let check = |change: fn(&mut Proof), reasons: &[&str]| check(&place, change, reasons);
    check(|_| {}, &[]);
    // NO-GO: an item is not green.
    check(|proof| proof.facts.evidence.retain(|one| one.name != "load"), &["load is not green"]);
    // One flipped byte, in what is only for people.
    check(
        |proof| {
            proof.damage = |bytes| {
                let at = bytes.windows(6).position(|window| window == b"# week").unwrap();
                bytes[at + 1] ^= 1;
            };
        },
        &["the bundle is damaged: report.md: it was changed"],
    );
    check(|proof| proof.damage = |bytes| bytes.truncate(10), &["cannot be checked: it is no bundle"]);
    // Stale.
    check(
        |proof| {
            let mut old = proof.facts.clone();
            old.at = old.at - Span::from_secs(86_400);
            proof.facts = old;
        },
        &["was judged 1d 00h ago"],
    );
    // Another agent, configuration, program; a live run; a first step that is too large.
    check(|proof| changed(proof, |prints| &mut prints.agent), &["the agent is not the one that was soaked"]);
    check(|proof| changed(proof, |prints| &mut prints.binary), &["the binary is not the one"]);
    check(
        |proof| {
            let print = "0".repeat(64);
            proof.plan().fingerprints.configuration.clone_from(&print);
            for one in &mut proof.facts.evidence {
                one.fingerprints.configuration.clone_from(&print);
            }
        },
        &["configuration.toml: it is not the configuration that the run was planned with"],
    );
    check(
        |proof| proof.plan().mode = TradingMode::Live,
        &["the bundle is of a live run", "ramp is not green"],
    );
    check(
        |proof| proof.plan().ramp.steps = vec![Rate::from_bp(1_100), Rate::ONE],
        &["configuration.toml: its limits are not those that were judged by"],
    );
    assert_eq!(venue.orders(), 0);
}

/// Gives the facts another fingerprint throughout.
fn changed(proof: &mut Proof, part: fn(&mut soak::model::Fingerprints) -> &mut String) {
    let print = "0".repeat(64);
    part(&mut proof.plan().fingerprints).clone_from(&print);
    for one in &mut proof.facts.evidence {
        part(&mut one.fingerprints).clone_from(&print);
    }
}

#[test]
fn keys_are_compared_and_never_shown() {
    let place = |keys: &[(&'static str, &'static str)]| {
        // Nobody is asked anything before these refusals.
        Place::at("http://127.0.0.1:9/api/v1").with_keys(keys)
    };
    let none = place(&[("PURPLE_FLEA_API_KEY", PAPER_KEY)]);
    check(&none, |_| {}, &["no live key is set"]);
    let blank = place(&[("LIVE_KEY", " ")]);
    check(&blank, |_| {}, &["no live key is set"]);
    let torn = place(&[("LIVE_KEY", "a\u{1}b")]);
    check(&torn, |_| {}, &["LIVE_KEY does not hold a key"]);
    // The same as the one in the environment, and the same as the one that the bundle's search saw.
    let same = place(&[("LIVE_KEY", PAPER_KEY), ("PURPLE_FLEA_API_KEY", PAPER_KEY)]);
    check(&same, |_| {}, &["the live key is the paper key"]);
    let soaked = place(&[("LIVE_KEY", LIVE_KEY), ("PURPLE_FLEA_API_KEY", PAPER_KEY)]);
    let seen = |proof: &mut Proof| {
        let keys = proof.facts.evidence.iter_mut().find(|one| one.name == "keys").unwrap();
        let finding: Finding = scan(LIVE_KEY);
        keys.finding = finding;
    };
    check(&soaked, seen, &["the live key is the paper key"]);
}

#[test]
fn a_made_up_stage_opens_no_venue_elsewhere() {
    // Refused before anybody is asked: the name does not even exist.
    let place = Place::at("https://venue.invalid/api/v1");
    check(
        &place,
        |_| {},
        &["virtual time and synthetic prices, which opens no venue but one on this machine"],
    );
}

#[test]
fn all_reasons_are_told_at_once() {
    let place = Place::at("https://venue.invalid/api/v1").with_keys(&[]);
    let broken = |proof: &mut Proof| {
        proof.facts.at = proof.facts.at + Span::from_secs(7_200);
        proof.facts.evidence.retain(|one| one.name != "coverage" && !one.name.starts_with("dns"));
        changed(proof, |prints| &mut prints.agent);
    };
    place.bundle(broken);
    let said = place.soak(&[&START[..], &["week.soakbundle"]].concat());
    assert_eq!(said.code, 1, "{said:?}");
    for reason in [
        "from now by this machine's clock",
        "virtual time and synthetic prices",
        "the agent is not the one",
        "coverage is not green",
        "chaos is not green",
        "no live key is set",
        NO_TERMINAL,
    ] {
        assert!(said.text.contains(reason), "no {reason:?} in {said:?}");
    }
    nothing_begun(&place);
}

#[test]
fn without_a_bundle_the_mode_in_the_file_is_refused() {
    let place = Place::at("http://127.0.0.1:9/api/v1");
    place.configure_also("soak.mode = \"live\"");
    let said = place.soak(&["run", "--headless", "--config", "soak.toml", "--name", "x"]);
    said.refused(&["there is no proof; soak report NAME --bundle -o FILE", NO_TERMINAL]);
    nothing_begun(&place);
}

#[test]
fn wrong_usage_is_told_as_such() {
    #[track_caller]
    fn check(said: &Said, words: &str) {
        assert!(said.code == 2 && said.text.contains(words), "{said:?}");
    }
    let place = Place::at("http://127.0.0.1:9/api/v1");
    let live = |more: &[&str]| place.soak(&[&START[..], more].concat());
    check(&live(&["nowhere.soakbundle"]), "nowhere.soakbundle cannot be checked");
    place.bundle(|_| {});
    check(&live(&["week.soakbundle", "--speed", "max"]), "--speed other than 1");
    check(&live(&["week.soakbundle", "--feed", "synthetic"]), "takes its prices from the venue");
    place.configure("soak.seed = 1");
    let said = live(&["week.soakbundle"]);
    check(&said, "venue.live_url: a live run needs the address");
    check(&said, "venue.live_key_env: a live run needs");
    check(&said, "venue.live_account: a live run needs");
    nothing_begun(&place);
}

#[test]
fn another_name_begins_nothing() {
    let (place, venue) = Place::with_venue();
    place.bundle(|_| {});
    for typed in ["Main\r", "\r", "main2\r", "\u{4}"] {
        for face in ["--detach", "--headless", "--foreground"] {
            let arguments =
                ["run", face, "--config", "soak.toml", "--name", "x", "--live", "week.soakbundle"];
            let mut terminal = place.terminal(&arguments);
            terminal.shows(&["Type the account's name"]);
            terminal.press(typed);
            let (code, said) = terminal.ended();
            assert_eq!(code, 1, "{typed:?} {face}: {said}");
            assert!(said.contains("the account's name was not typed as"), "{typed:?} {face}: {said}");
            nothing_begun(&place);
        }
    }
    assert_eq!(venue.orders(), 0);
}

#[test]
fn a_name_that_is_piped_in_is_no_name() {
    let (place, venue) = Place::with_venue();
    place.bundle(|_| {});
    for more in [&[][..], &["--in-background"], &["--detach"]] {
        let arguments = [&START[..], &["week.soakbundle"], more].concat();
        let mut child = place.command(&arguments);
        child.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
        let mut child = child.stderr(std::process::Stdio::piped()).spawn().unwrap();
        // It may be refused before anybody reads the pipe.
        let _ = std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"main\n");
        Said::of(&child.wait_with_output().unwrap()).refused(&[NO_TERMINAL]);
        nothing_begun(&place);
    }
    assert_eq!(venue.orders(), 0);
}

#[test]
fn a_venue_that_says_paper_ends_a_live_run() {
    let venue = Venue::paper();
    let place = Place::at(&venue.url);
    place.bundle(|_| {});
    let arguments =
        ["run", "--headless", "--config", "soak.toml", "--name", "x", "--live", "week.soakbundle"];
    let mut terminal = place.terminal(&arguments);
    terminal.shows(&["Type the account's name"]);
    terminal.press("main\r");
    let (code, said) = terminal.ended();
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("the venue says that its execution is paper"), "{said}");
    assert_eq!(venue.orders(), 0);
}
