//! `soak sim` and `soak replay` as a person or a script meets them.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn soak(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_soak"));
    let Output { status, stdout, stderr } = command
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("SOAK_DATA", folder.join("data"))
        .env("HOME", folder)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap_or(-1), text(stdout), text(stderr))
}

#[test]
fn what_makes_no_sense_is_refused() {
    #[track_caller]
    fn check(folder: &Path, arguments: &[&str], word: &str) {
        let (code, out, err) = soak(folder, arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.contains(word), "no {word:?} in {err}");
    }
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    check(folder, &["sim", "--seeds", "9..3"], "holds no seed");
    check(folder, &["sim", "--seeds", "a"], "no range of seeds");
    check(folder, &["sim", "--faults", "earthquake"], "no kind of fault");
    check(folder, &["sim", "--hours", "0"], "0");
    check(folder, &["sim", "--seeds", "0..2", "--trace", "t"], "a trace is of one seed");
    check(folder, &["replay", "nowhere"], "holds no soak");
}

#[test]
fn the_result_is_one_line_for_programs() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, err) =
        soak(folder.path(), &["sim", "--seeds", "0..2", "--hours", "1", "--faults", "none", "--json"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [result] = lines.as_slice() else { panic!("not one line: {out}") };
    assert_eq!(
        (&result["result"], &result["seeds"], &result["failed"]),
        (&"green".into(), &2.into(), &0.into())
    );
    assert!(result["steps"].as_u64().unwrap() > 10_000 && result["struck"].as_object().unwrap().is_empty());
}

#[test]
fn a_trace_is_a_soak_that_can_be_looked_back_at() {
    let folder = tempfile::tempdir().unwrap();
    let trace = ["sim", "--seeds", "5", "--hours", "1", "--trace", "trace-5"];
    let (code, out, err) = soak(folder.path(), &trace);
    assert_eq!(code, 0, "{out}{err}");
    let (code, out, err) = soak(folder.path(), &["replay", "trace-5"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.lines().count() > 3, "{out}");
    let (code, _, err) = soak(folder.path(), &trace);
    assert!(code == 2 && err.contains("holds something already"), "{err}");
}
