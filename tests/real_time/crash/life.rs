//! One life of `soak run`: what it says, and how it is ended.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use soak::clock::Clock;
use soak::model::{Span, Time};

/// How long anything that must happen may take on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A running `soak run --json`.
pub(crate) struct Life {
    child: Child,
    lines: Receiver<Value>,
    clock: Clock,
}

impl Life {
    /// Starts `command` and listens to it.
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            // The last line of a killed process may be cut.
            let whole =
                said.lines().map_while(Result::ok).filter_map(|line| serde_json::from_str(&line).ok());
            whole.map_while(|line| sender.send(line).ok()).count()
        });
        Self { child, lines, clock: Clock::start() }
    }

    pub(crate) fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Lets it live for `span`; says whether it died before.
    pub(crate) fn dies_within(&self, span: Duration) -> bool {
        let deadline = self.clock.now() + Span::from_std(span);
        loop {
            match self.lines.recv_timeout(left(self.clock.now(), deadline)) {
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => return false,
                Err(RecvTimeoutError::Disconnected) => return true,
            }
        }
    }

    /// The first status line that is as wanted.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let deadline = self.clock.now() + Span::from_std(PATIENCE);
        let mut last = Value::Null;
        loop {
            match self.lines.recv_timeout(left(self.clock.now(), deadline)) {
                Ok(status) if wanted(&status) => return status,
                Ok(status) => last = status,
                Err(why) => {
                    self.child.kill().unwrap();
                    panic!("{what} was not seen ({why}); last: {last}; it said: {}", self.words());
                }
            }
        }
    }

    /// kill -9.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        let status = self.child.wait().unwrap();
        assert_eq!(status.code(), None, "it ended before it was killed: {}", self.words());
    }

    /// Asks it to end, as a service manager does.
    pub(crate) fn terminate(&self) {
        kill_process(self.pid(), Signal::TERM).unwrap();
    }

    /// Waits for its end, which must be a good one, and gives its last line.
    #[track_caller]
    pub(crate) fn end(mut self) -> Value {
        let mut last = Value::Null;
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => last = line,
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    self.child.kill().unwrap();
                    panic!("it does not end; last: {last}; it said: {}", self.words());
                }
            }
        }
        let status = self.child.wait().unwrap();
        assert_eq!(status.code(), Some(0), "{}", self.words());
        last
    }

    /// What it said on standard error, once it is dead.
    fn words(&mut self) -> String {
        let words = self.child.stderr.take().map(std::io::read_to_string);
        words.and_then(Result::ok).unwrap_or_default()
    }
}

fn left(now: Time, deadline: Time) -> Duration {
    deadline.since(now).max(Span::ZERO).to_std()
}
