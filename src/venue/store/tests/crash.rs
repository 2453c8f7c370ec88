//! Kill -9 at any moment leaves every change that was saved, and at most the one being saved.
//!
//! The child is this test's own binary, asked to run only [`child`]. It tells the number of each
//! command whose changes it has saved; what it told before it was killed must be in the store.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command as Process, Stdio};

use super::*;

const PATH: &str = "SOAK_TEST_STORE";
const START: &str = "SOAK_TEST_START";
const COMMANDS: usize = 6_000;
const KILLS: usize = 25;

#[test]
fn child() {
    let (Ok(path), Ok(start)) = (std::env::var(PATH), std::env::var(START)) else { return };
    let (mut store, mut exchange) = open(Path::new(&path)).unwrap();
    let commands = same_commands(COMMANDS);
    for (number, command) in commands.iter().enumerate().skip(start.parse().unwrap()) {
        run_and_save(std::slice::from_ref(command), &mut store, &mut exchange);
        let mut out = std::io::stdout().lock();
        // When the parent is gone, so is the reason to go on.
        if writeln!(out, "saved {}", number + 1).and_then(|()| out.flush()).is_err() {
            return;
        }
    }
}

fn start_child(path: &Path, start: usize) -> Child {
    Process::new(std::env::current_exe().unwrap())
        .args(["venue::store::tests::crash::child", "--exact", "--nocapture", "--test-threads=1"])
        .env(PATH, path)
        .env(START, start.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Kills the child after it has told of `count` saves; the number of commands it has told of.
fn kill_after(mut child: Child, count: usize) -> Option<usize> {
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut told = String::new();
    while told.matches("saved ").count() < count && output.read_line(&mut told).unwrap() > 0 {}
    child.kill().unwrap();
    output.read_to_string(&mut told).unwrap();
    child.wait().unwrap();
    let whole_lines = told.rsplit_once('\n').map_or("", |(lines, _)| lines);
    whole_lines.lines().rev().find_map(|line| line.strip_prefix("saved ")?.parse().ok())
}

#[test]
fn what_was_saved_survives_every_kill() {
    let (_folder, path) = place();
    let commands = same_commands(COMMANDS);
    let mut expect = odd_exchange();
    let mut done = 0;
    for kill in 0..KILLS {
        let told = kill_after(start_child(&path, done), kill * 37 % 101).unwrap_or(done);
        for command in &commands[done..told] {
            run(&mut expect, command, &mut Vec::new());
        }
        done = told;
        let (_store, restored) = open(&path).unwrap();
        if expect.clone().restarted() != restored {
            run(&mut expect, &commands[done], &mut Vec::new());
            done += 1;
        }
        expect = expect.restarted();
        assert_eq!(restored, expect, "after the kill number {kill}, at the command {done}");
    }
    assert!(expect.balance().fills_total > Some(50), "the child did too little to prove anything");
}
