//! One headless run of the program over one recording, in a folder of its own.

use std::path::Path;
use std::process::Command;

/// What a run left behind.
pub(crate) struct Outcome {
    /// Its exit code.
    pub(crate) code: Option<i32>,
    /// Its last line on standard output.
    pub(crate) result: serde_json::Value,
    /// What it said to people.
    pub(crate) words: String,
}

/// Runs `file` to its end with `seed`.
pub(crate) fn run(file: &Path, seed: u64) -> Outcome {
    let data = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_soak"))
        .args(["run", "--headless", "--speed", "max", "--until-feed-ends", "--json", "--name", "recorded"])
        .args(["--feed", &format!("recording:{}", file.display()), "--seed", &seed.to_string()])
        .arg("--data")
        .arg(data.path())
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let last = lines.lines().last().unwrap_or_default();
    let result = serde_json::from_str(last).unwrap_or(serde_json::Value::Null);
    Outcome { code: output.status.code(), result, words }
}
