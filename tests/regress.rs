//! The project's own sessions, and `soak regress` over them through the real program.
//!
//! `SOAK_MAKE_SESSIONS=1 cargo test --test regress` makes `assets/sessions/*.soakrec` anew.

#![expect(clippy::unwrap_used, reason = "a test stops where its program cannot be started")]

#[path = "real_time/cli/listening.rs"]
mod listening;
#[path = "regress/making.rs"]
mod making;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use making::{MAKINGS, Making};
use serde_json::Value;
use soak::market::{Feed, Recording, SessionForm, SessionWriter};

/// Largest session that is kept beside the sources.
const BYTES_MAX: u64 = 60 << 10;

fn sessions() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sessions")
}

/// A copy of the project's sessions that may be changed.
fn copied() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(sessions()).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, home.path().join(path.file_name().unwrap())).unwrap();
    }
    home
}

fn soak(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_soak"));
    command.env("SOAK_DATA", data).env_remove("TERM").args(arguments).output().unwrap()
}

fn regress(folder: &Path) -> (Option<i32>, Value, PathBuf, tempfile::TempDir) {
    let data = tempfile::tempdir().unwrap();
    let output = soak(data.path(), &["regress", folder.to_str().unwrap(), "--json"]);
    let told = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    let kept = data.path().join("_evidence/regression/regression.json");
    (output.status.code(), told, kept, data)
}

#[test]
fn the_sessions_are_what_their_makings_give() {
    let anew = std::env::var_os("SOAK_MAKE_SESSIONS").is_some();
    for making in MAKINGS {
        let file = sessions().join(format!("{}.soakrec", making.name));
        if anew {
            let mut writer = SessionWriter::new(Vec::new(), SessionForm::Compact, Making::head()).unwrap();
            for tick in &making.ticks() {
                writer.put(tick).unwrap();
            }
            fs::write(&file, writer.finish().unwrap()).unwrap();
        }
        let bytes = fs::metadata(&file).unwrap().len();
        assert!(bytes < BYTES_MAX, "{} takes {bytes} bytes", making.name);
        let mut recording = Recording::open(&file).unwrap();
        let ticks: Vec<_> = std::iter::from_fn(|| recording.next().unwrap()).collect();
        assert_eq!(format!("{ticks:?}"), format!("{:?}", making.ticks()), "{}", making.name);
        assert_eq!(recording.history(Making::head().bar, 100), Making::head().history);
    }
}

#[test]
fn the_projects_sessions_pass_and_are_kept_as_evidence() {
    let (code, told, kept, _data) = regress(&sessions());
    assert_eq!(code, Some(0), "{told:#}");
    assert_eq!(told["sessions"].as_array().unwrap().len(), MAKINGS.len());
    let kept: Value = serde_json::from_slice(&fs::read(kept).unwrap()).unwrap();
    let finding = &kept["evidence"]["finding"];
    assert_eq!((&finding["kind"], &finding["sessions"]), (&"regression".into(), &3.into()));
    assert_eq!(finding["failed"], Value::Array(Vec::new()));
    assert_eq!(finding["fixtures"], told["fixtures"]);
    assert_eq!(kept["detail"].as_array().unwrap().len(), MAKINGS.len());
    let (_, again, ..) = regress(&sessions());
    assert_eq!(again["sessions"], told["sessions"], "the same sessions give the same figures");
}

#[test]
fn an_expectation_that_does_not_hold_is_a_no_and_named() {
    let home = copied();
    let file = home.path().join("bull.toml");
    fs::write(&file, "[expect]\ntrades = \"> 1000\"\nunknown_orders = 0\n").unwrap();
    let (code, told, kept, _data) = regress(home.path());
    assert_eq!(code, Some(1), "{told:#}");
    let failed: Vec<_> = told["sessions"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|session| session["passed"] == false)
        .map(|session| (&session["session"], session["expectations"][0]["held"] == false))
        .collect();
    assert_eq!(failed, [(&"bull".into(), true)]);
    let kept: Value = serde_json::from_slice(&fs::read(kept).unwrap()).unwrap();
    assert_eq!(kept["evidence"]["finding"]["failed"], Value::from(vec!["bull"]));
    assert_ne!(kept["evidence"]["finding"]["fixtures"], regress(&sessions()).1["fixtures"]);
}

#[test]
fn what_cannot_be_judged_has_failed_and_the_others_are_judged_all_the_same() {
    let home = copied();
    fs::remove_file(home.path().join("bull.toml")).unwrap();
    fs::write(home.path().join("crash.soakrec"), "soak session 1\n{}\n").unwrap();
    fs::write(home.path().join("sideways.toml"), "[expect]\ntrade = 1\n").unwrap();
    fs::copy(sessions().join("bull.soakrec"), home.path().join("whole.soakrec")).unwrap();
    fs::copy(sessions().join("bull.toml"), home.path().join("whole.toml")).unwrap();
    let data = tempfile::tempdir().unwrap();
    let output = soak(data.path(), &["regress", home.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let table = String::from_utf8(output.stdout).unwrap();
    let row = |words: [&str; 2]| {
        let found = table.lines().any(|line| words.iter().all(|word| line.contains(word)));
        assert!(found, "no line with {words:?} in\n{table}");
    };
    row(["bull", "FAILED: nothing is expected of it; write bull.toml beside it"]);
    row(["crash", "FAILED: recording"]);
    row(["sideways", "sideways.toml:2: \"trade\" is not measured; is it trades?"]);
    row(["whole", "ok"]);
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(words.contains("3 of 4 sessions FAILED") && words.contains("bull, crash, sideways"), "{words}");
}

/// As many sessions as take a while, of which the first is over long before the last.
fn many() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    for number in 0..60 {
        for ending in ["soakrec", "toml"] {
            let from = sessions().join(format!("bull.{ending}"));
            fs::copy(from, home.path().join(format!("bull{number:02}.{ending}"))).unwrap();
        }
    }
    home
}

#[test]
fn ended_by_the_keyboard_it_tells_what_was_done_and_keeps_nothing() {
    let (home, data) = (many(), tempfile::tempdir().unwrap());
    let mut command = Command::new(env!("CARGO_BIN_EXE_soak"));
    command.args(["regress", home.path().to_str().unwrap(), "--json", "--jobs", "1"]);
    let output = listening::interrupted(command.env("SOAK_DATA", data.path()).env_remove("TERM"));
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let done = told["sessions"].as_array().unwrap();
    assert!(done.len() < 60 && done.iter().all(|session| session["passed"] == true), "{told:#}");
    assert_eq!((&told["passed"], &told["cut_short"]), (&false.into(), &true.into()));
    let words = String::from_utf8(output.stderr).unwrap();
    let expect = format!("ended after {} of 60 sessions; nothing was kept as evidence", done.len());
    assert!(words.contains(&expect), "{words}");
    assert!(!data.path().join("_evidence").exists());
}

#[test]
fn evidence_holds_for_the_sessions_as_they_lie_there() {
    let (home, data) = (copied(), tempfile::tempdir().unwrap());
    let holds = || {
        let output = soak(data.path(), &["evidence", "list", "--json"]);
        let told: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
        told["evidence"][0]["lapse"].clone()
    };
    assert_eq!(soak(data.path(), &["regress", home.path().to_str().unwrap()]).status.code(), Some(0));
    assert_eq!(holds(), Value::Null);
    let file = home.path().join("bull.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{text}# softer\n")).unwrap();
    assert_eq!(holds(), "sessions or expectations changed");
    fs::write(&file, text).unwrap();
    assert_eq!(holds(), Value::Null, "the same bytes are the same sessions");
    drop(home);
    assert_eq!(holds(), "the folder of its sessions is gone");
}

#[test]
fn a_folder_without_sessions_is_a_slip() {
    let (data, empty) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let output = soak(data.path(), &["regress", empty.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("holds no session"));
}
