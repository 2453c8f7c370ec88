//! `soak completions`: a script that completes this command in a shell.

use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use super::cli::Cli;
use super::failure::{Exit, Failure};

/// Prints the script for `shell`.
///
/// # Errors
///
/// Standard output cannot be written.
pub(super) fn completions(shell: Shell) -> Result<Exit, Failure> {
    // Into memory first: the generator panics where a write fails, and a reader may hang up.
    let mut script = Vec::new();
    generate(shell, &mut Cli::command(), "soak", &mut script);
    io::stdout().write_all(&script)?;
    Ok(Exit::Fine)
}
