//! The program itself in real time: what its last line says, and how it ends.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use super::faults::{Fault, PLACE};
use super::venue::Venue;

fn soak(home: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_soak"));
    command.args(["run", "--headless", "--json"]).args(arguments);
    command.current_dir(home).env_clear().env("SOAK_DATA", home.join("data")).env("HOME", home);
    command.stdin(Stdio::null()).output().unwrap()
}

fn last_line(output: &Output) -> Value {
    let out = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(out.lines().last().unwrap()).unwrap()
}

/// Shorter than the minute of the requirement, and long enough for a few cycles and trades.
#[test]
fn a_run_over_sockets_trades_reconciles_and_ends_with_equal_books() {
    let home = tempfile::tempdir().unwrap();
    let output = soak(home.path(), &["--length", "8s"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let result = last_line(&output);
    assert_eq!(result["ended"], "length");
    assert!(result["trades"].as_u64().unwrap() >= 1, "{result}");
    assert!(result["requests_per_min_max"].as_u64().unwrap() <= 180, "{result}");
    assert_eq!(result["equity"], result["venue_equity"]);
    assert!(result["drift_unexplained"].as_str().unwrap().trim_matches(['0', '.']).is_empty(), "{result}");
    assert_eq!((&result["orders_unknown"], &result["alerts_open"]), (&0.into(), &0.into()));
    assert_eq!(result["breaker"], "armed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_venue_with_real_execution_ends_the_program_with_a_fault() {
    let venue = Venue::open();
    venue.faults.strike("GET /health", [Fault::Instead(200, r#"{"execution":"real"}"#)]);
    venue.trend(1);
    let home = tempfile::tempdir().unwrap();
    let config = format!("[venue]\nurl = \"{}\"\n\n[feed]\nkind = \"venue\"\n", venue.url());
    std::fs::write(home.path().join("soak.toml"), config).unwrap();
    let output = tokio::task::block_in_place(|| soak(home.path(), &["--config", "soak.toml"]));
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert_eq!(last_line(&output)["ended"], "fault");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(words.contains("execution is real"), "{words}");
    assert_eq!(venue.faults.seen(PLACE), []);
}
