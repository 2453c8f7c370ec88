//! A program on this machine that is given the alert: as JSON on its standard input and in a few variables.
//!
//! Why not an asynchronous process? The runtime's own would have to be built in for this one use; a program
//! that runs for a second is looked at fifty times and costs nothing.
//!
//! Invariant: no shell reads any word of an alert. The arguments are those of the configuration, as they are.
//! Invariant: the program gets none of this process's variables but those that name folders and languages;
//! the others may be secrets.
//! Invariant: a program that takes too long is killed, with all of its process group. What a program that ended
//! well has left running is its own affair.

use std::io::{ErrorKind, PipeReader, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, ExitStatus, Stdio};
use std::time::Duration;

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::process::{Pid, Signal, kill_process_group};

use super::SendFailure;
use crate::clock::Clock;
use crate::model::{Span, neutralise};

/// Most that is kept of what the program prints, in characters: the end of a reason that is shown.
pub const OUTPUT_CHARS_MAX: usize = 120;

/// Most that is kept of it in bytes: as many characters of any script.
const OUTPUT_BYTES_MAX: usize = 4 * OUTPUT_CHARS_MAX + 4;

/// Most that is read of it between two looks; a program that floods its output is slowed, not this one.
const OUTPUT_AT_ONCE_MAX: usize = 64 * 1_024;

/// Time between two looks whether the program has ended.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// How long a killed program may take to be gone; one that waits for a broken disk is left to the system.
const GONE_WITHIN: Span = Span::from_secs(2);

/// What the program is given of this process's variables: how to find programs, and how to write.
const PASSED_ON: [&str; 6] = ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ"];

/// The program that alerts are given to. Its `Debug` does not show the arguments: one may be a secret.
#[derive(Clone)]
pub struct Command {
    program: PathBuf,
    arguments: Vec<String>,
    timeout: Span,
}

impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Command").field("program", &self.program).finish_non_exhaustive()
    }
}

impl Command {
    /// `program` with `arguments`, which is killed after `timeout`.
    pub(super) const fn new(program: PathBuf, arguments: Vec<String>, timeout: Span) -> Self {
        Self { program, arguments, timeout }
    }

    /// Runs the program with `body` on its standard input, and waits for its end or its time-out.
    ///
    /// Cancel safety: dropping the future kills the program and what it has started.
    pub(super) async fn run(
        &self,
        body: &str,
        variables: &[(&'static str, String)],
        clock: Clock,
    ) -> Result<(), SendFailure> {
        let deadline = clock.now() + self.timeout;
        let (mut running, mut output) = self
            .start(body, variables)
            .map_err(|error| SendFailure::sink(&format!("the command could not be started: {error}")))?;
        let mut said = Vec::new();
        loop {
            let ended = running.look();
            listen(&mut output, &mut said);
            match ended {
                Ok(Some(status)) => return judge(status, &said),
                Ok(None) if clock.now() >= deadline => {
                    running.kill(clock).await;
                    let text = format!("the command was killed after {}{}", self.timeout, quoted(&said));
                    return Err(SendFailure::sink(&text));
                }
                Ok(None) => tokio::time::sleep(LOOK_EVERY).await,
                Err(error) => {
                    return Err(SendFailure::sink(&format!("the command cannot be waited for: {error}")));
                }
            }
        }
    }

    fn start(
        &self,
        body: &str,
        variables: &[(&'static str, String)],
    ) -> std::io::Result<(Running, PipeReader)> {
        let (output, writer) = std::io::pipe()?;
        let mut command = std::process::Command::new(&self.program);
        command.args(&self.arguments).env_clear().process_group(0);
        command.envs(PASSED_ON.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
        command.envs(variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::piped()).stdout(writer.try_clone()?).stderr(writer);
        let mut running = Running(Some(command.spawn()?));
        // It holds the writing ends, which would keep the output open.
        drop(command);
        unblock(&output)?;
        if let Some(mut input) = running.0.as_mut().and_then(|child| child.stdin.take()) {
            unblock(&input)?;
            // A pipe takes a notice whole. A program that does not read is told by how it ends.
            let _ = input.write_all(body.as_bytes());
        }
        Ok((running, output))
    }
}

/// A program that runs, and is killed with its group when this is dropped before its end.
struct Running(Option<Child>);

impl Running {
    /// How it ended, if it has.
    fn look(&mut self) -> std::io::Result<Option<ExitStatus>> {
        let Some(child) = &mut self.0 else { return Ok(None) };
        let ended = child.try_wait()?;
        if ended.is_some() {
            // Its number is free from here on and may soon be somebody else's.
            self.0 = None;
        }
        Ok(ended)
    }

    /// Kills it with its group, and waits until its number is free, so that none are used up by many.
    async fn kill(&mut self, clock: Clock) {
        let deadline = clock.now() + GONE_WITHIN;
        self.strike();
        while matches!(self.look(), Ok(None)) && self.0.is_some() && clock.now() < deadline {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    fn strike(&self) {
        if let Some(child) = &self.0 {
            // It has not been waited for, so the number is still its own; the group has that of its leader.
            let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.strike();
        // Whoever is not gone at once is the system's: this process is ending.
        let _ = self.look();
    }
}

/// Reads what is there, and keeps the beginning.
fn listen(output: &mut PipeReader, said: &mut Vec<u8>) {
    let mut buffer = [0_u8; 4_096];
    let mut read = 0;
    while read < OUTPUT_AT_ONCE_MAX {
        match output.read(&mut buffer) {
            Ok(0) => return,
            Ok(count) => {
                read += count;
                let room = OUTPUT_BYTES_MAX.saturating_sub(said.len()).min(count);
                said.extend(buffer.iter().take(room));
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return,
        }
    }
}

fn judge(status: ExitStatus, said: &[u8]) -> Result<(), SendFailure> {
    if status.success() {
        return Ok(());
    }
    Err(SendFailure::over(&format!("the command ended with {status}{}", quoted(said))))
}

/// What the program said, as it can be shown.
fn quoted(said: &[u8]) -> String {
    let text = String::from_utf8_lossy(said);
    match text.trim() {
        "" => String::new(),
        text => format!(": {}", neutralise(text, OUTPUT_CHARS_MAX)),
    }
}

fn unblock(pipe: impl AsFd) -> std::io::Result<()> {
    Ok(fcntl_setfl(&pipe, fcntl_getfl(&pipe)? | OFlags::NONBLOCK)?)
}
