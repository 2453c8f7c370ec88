//! `soak record` and `soak replay` through the real program: what a soak took in is cut out of its journal,
//! in either form, and the agent does over it what it did before.

#![expect(clippy::unwrap_used, reason = "a test stops where its program cannot be started")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A folder with a soak of twenty virtual minutes in it.
struct Place {
    home: tempfile::TempDir,
    result: Value,
}

impl Place {
    fn new() -> Self {
        let mut place = Self { home: tempfile::tempdir().unwrap(), result: Value::Null };
        let run = [
            "run",
            "--headless",
            "--json",
            "--speed",
            "max",
            "--length",
            "20m",
            "--name",
            "a",
            "--seed",
            "7",
        ];
        let output = place.soak(&run);
        let text = String::from_utf8(output.stdout).unwrap();
        place.result = serde_json::from_str(text.lines().last().unwrap()).unwrap();
        place
    }

    fn file(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn soak(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_soak"));
        command
            .env("SOAK_DATA", self.home.path().join("data"))
            .env_remove("TERM")
            .current_dir(self.home.path());
        command.args(arguments).output().unwrap()
    }

    /// Runs it, expects `code`, and gives what it printed as JSON.
    #[track_caller]
    fn told(&self, arguments: &[&str], code: i32) -> Value {
        let output = self.soak(arguments);
        assert_eq!(output.status.code(), Some(code), "{output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Runs it, expects `code`, and `words` on standard error.
    #[track_caller]
    fn refused(&self, arguments: &[&str], code: i32, words: &str) {
        let output = self.soak(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains(words), "no {words:?} in {said}");
    }
}

fn measured(replayed: &Value, measure: &str) -> Value {
    let all = replayed["expectations"].as_array().unwrap();
    all.iter().find(|one| one["measure"] == measure).unwrap()["measured"].clone()
}

fn length(file: &Path) -> u64 {
    fs::metadata(file).unwrap().len()
}

#[test]
fn what_a_soak_took_in_is_cut_in_both_forms_and_replayed_alike() {
    let place = Place::new();
    let compact = place.told(&["record", "a", "-o", "a.soakrec", "--json"], 0);
    let json = place.told(&["record", "a", "-o", "a.json", "--json"], 0);
    assert_eq!(compact["ticks"], place.result["ticks"]);
    assert_eq!(json["ticks"], place.result["ticks"]);
    assert_eq!(compact["bytes"], length(&place.file("a.soakrec")));
    assert!(length(&place.file("a.soakrec")) * 8 < length(&place.file("a.json")));
    let replays = ["a.soakrec", "a.json"].map(|file| place.told(&["replay", file, "--json"], 0));
    let [one, two] = &replays;
    assert_eq!(one["journal_sha256"], two["journal_sha256"]);
    // It is as warm as it was, sees the same bars, and so wants the same.
    assert_eq!(measured(one, "trades"), place.result["trades"].to_string());
    assert_ne!(place.result["trades"], 0);
    let run = ["run", "--headless", "--json", "--speed", "max", "--until-feed-ends", "--name", "again"];
    let output = place.soak(&[&run[..], &["--feed", "recording:a.soakrec"]].concat());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[test]
fn a_stretch_of_it_is_cut_and_what_makes_no_sense_is_refused() {
    let place = Place::new();
    let window = ["--from", "2026-01-01T00:05:00Z", "--to", "2026-01-01T00:10:00Z"];
    let cut = place.told(&[&["record", "a", "-o", "b.soakrec", "--json"], &window[..]].concat(), 0);
    assert_eq!(cut["span_s"], 299);
    place.refused(
        &["record", "a", "-o", "b.soakrec"],
        2,
        "b.soakrec exists already; choose another name, or add --force",
    );
    assert_eq!(
        place.told(&["record", "a", "-o", "b.soakrec", "--force", "--json"], 0)["ticks"],
        place.result["ticks"]
    );
    place.refused(
        &["record", "a", "-o", "c.soakrec", "--from", "2027-01-01"],
        1,
        "no tick lies in that time",
    );
    place.refused(&["record", "a", "-o", "c.csv"], 2, "end its name in .soakrec");
    place.refused(&["record", "a", "-o", "c.json", "--from", "noon"], 2, "2026-01-31T03:14:07Z");
    place.refused(&["record", "a", "-o", "none/c.json"], 1, "cannot write none/");
    place.refused(&["record", "nobody", "-o", "c.json"], 2, "there is no soak nobody");
    assert!(!place.file("c.soakrec").exists() && !place.file("c.json").exists());
}

#[test]
fn a_replay_is_judged_by_what_stands_beside_the_session_or_is_named() {
    let place = Place::new();
    place.told(&["record", "a", "-o", "a.soakrec", "--json"], 0);
    fs::write(place.file("a.toml"), "[expect]\nunexplained = 0\n").unwrap();
    fs::write(place.file("much.toml"), "[expect]\npnl_pct = \"> 50%\"\n").unwrap();
    fs::write(place.file("slip.toml"), "[expect]\npnl_pct = \"much\"\n").unwrap();
    assert_eq!(
        place.told(&["replay", "a.soakrec", "--json"], 0)["expectations"].as_array().unwrap().len(),
        1
    );
    assert_eq!(place.told(&["replay", "a.soakrec", "--json", "--expect", "much.toml"], 1)["passed"], false);
    place.refused(&["replay", "a.soakrec", "--expect", "much.toml"], 1, "a.soakrec FAILED");
    place.refused(
        &["replay", "a.soakrec", "--expect", "slip.toml"],
        2,
        "slip.toml:2: pnl_pct: \"much\" is no number",
    );
    place.refused(
        &["replay", "a.soakrec", "--expect", "none.toml"],
        2,
        "cannot read the expectations none.toml",
    );
    place.refused(&["replay", "a.soakrec", "--speed", "10"], 2, "--speed is for the dashboard");
    let mut bytes = fs::read(place.file("a.soakrec")).unwrap();
    let middle = bytes.len() / 2;
    bytes.get_mut(middle..=middle).unwrap().iter_mut().for_each(|byte| *byte ^= 1);
    fs::write(place.file("bad.soakrec"), bytes).unwrap();
    place.refused(&["replay", "bad.soakrec"], 2, "bad.soakrec is no sound session");
}
