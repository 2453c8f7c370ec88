//! The `soak` command. Everything is in the library, so that tests and the drills can reach it.

use std::process::ExitCode;

fn main() -> ExitCode {
    soak::commands::enter(std::env::args_os())
}
