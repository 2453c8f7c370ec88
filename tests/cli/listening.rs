//! A program that is asked to end by the keyboard, once it listens.

use std::process::{Child, Command, Output, Stdio};

use rustix::process::{Pid, Signal, kill_process};

/// The bit of SIGINT among the signals that a process catches.
const INTERRUPT: u64 = 1 << 1;

/// Starts `command`, sends it SIGINT as soon as it listens, and gives what it said.
#[track_caller]
pub(crate) fn interrupted(command: &mut Command) -> Output {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while !listens(&child) {
        assert!(child.try_wait().unwrap().is_none(), "it has ended without listening");
        std::thread::yield_now();
    }
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    child.wait_with_output().unwrap()
}

fn listens(child: &Child) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    let caught = caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    caught.is_some_and(|mask| mask & INTERRUPT != 0)
}
