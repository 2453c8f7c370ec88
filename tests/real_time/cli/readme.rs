//! Every command that the README shows is run as it stands there.
//!
//! Each block of `sh` is one script, run in a place of its own with `soak` on the search path. What
//! would take a tester's day is made shorter by [`SHORTER`], and a port that may be taken is replaced.

use super::place::{Place, Said};

const README: &str = include_str!("../../../README.md");

/// Words of the README and what a test runs instead.
const SHORTER: [(&str, &str); 3] =
    [("--length 60s", "--length 2s"), ("--length 7d", "--length 60s"), ("--duration 60s", "--duration 2s")];

/// Enough of a recording to be run.
const RECORDING: &str =
    "ts_ms,symbol,price,size,side\n1700000000000,BTC,35000,1,buy\n1700000060000,BTC,35001,1,sell\n";

/// The blocks that are marked as `sh`, without lines for cargo.
fn blocks() -> Vec<String> {
    let fenced = README.split("```").skip(1).step_by(2);
    let scripts = fenced.filter_map(|block| block.strip_prefix("sh\n"));
    let without_cargo = |block: &str| {
        let lines = block.lines().filter(|line| !line.starts_with("cargo "));
        lines.collect::<Vec<_>>().join("\n")
    };
    scripts.map(without_cargo).filter(|script| !script.is_empty()).collect()
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn run(script: &str) -> Said {
    let place = Place::new();
    place.file("recording.csv", RECORDING);
    let mut script = script.replace(":8787", &format!(":{}", free_port()));
    for (long, short) in SHORTER {
        script = script.replace(long, short);
    }
    // What was started in the background ends with the script: it holds the pipe that is read here.
    let script = script.replace(" &\n", " & started=$!\n");
    let whole = format!("set -eu\nstarted=\ntrap 'kill $started 2>/dev/null || :' EXIT\n{script}\n");
    Said::of(place.command("sh").args(["-c", &whole]).output().unwrap())
}

#[test]
fn every_command_in_the_readme_works() {
    let scripts = blocks();
    assert!(scripts.len() >= 4, "the README shows commands in blocks of sh");
    let failed: Vec<String> = scripts
        .iter()
        .map(|script| (script, run(script)))
        .filter(|(_, said)| said.code != 0)
        .map(|(script, said)| format!("{script}\nended with {}:\n{}{}", said.code, said.out, said.err))
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

#[test]
fn every_query_in_the_readme_runs() {
    let place = Place::new();
    let said = place.soak(&["--headless", "--name", "asked", "--length", "1h", "--speed", "max"]);
    assert_eq!(said.code, 0, "{said:?}");
    let journal = rusqlite::Connection::open(place.data().join("asked/journal.db")).unwrap();
    let block = README.split("```sql").nth(1).unwrap().split("```").next().unwrap();
    let queries: Vec<&str> = block.lines().filter(|line| line.starts_with("SELECT")).collect();
    assert!(queries.len() >= 4, "the README shows queries");
    for query in queries {
        let mut statement = journal.prepare(query).unwrap();
        let rows = statement.query_map([], |_| Ok(())).unwrap();
        assert!(rows.into_iter().all(|row| row.is_ok()), "{query}");
    }
}

#[test]
fn the_readme_begins_with_the_two_commands() {
    let first = README.split("```").nth(1).unwrap();
    let commands: Vec<&str> =
        first.lines().skip(1).map(|line| line.split('#').next().unwrap().trim()).collect();
    assert_eq!(commands, ["cargo run --release", "cargo test"]);
}

#[test]
fn every_verb_and_flag_in_the_readme_is_one() {
    let place = Place::new();
    for line in blocks().iter().flat_map(|block| block.lines()).filter(|line| line.starts_with("soak ")) {
        let command = line.split(['&', '>', '|']).next().unwrap();
        let words: Vec<&str> = command.split_whitespace().skip(1).collect();
        let named = words.first().filter(|word| !word.starts_with('-'));
        let verb: Vec<&str> = named.into_iter().copied().collect();
        let help = place.soak(&[&verb[..], &["--help"]].concat());
        assert_eq!(help.code, 0, "{line}: {}", help.err);
        for flag in words.iter().filter(|word| word.starts_with("--")) {
            assert!(help.out.contains(flag), "{line}: the help does not know {flag}");
        }
    }
}
