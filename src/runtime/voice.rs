//! What a headless run says: a line a second, and the result.
//!
//! Invariant: a reader that has gone away changes nothing for the soak.

use std::io::Write;

use crate::report::{result_lines, status_line};
use crate::snapshot::{RunResult, Snapshot};

/// Whom a run speaks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// A line for people each second.
    Words,
    /// A line of JSON each second, and one with the result.
    Json,
}

/// Where a run says what it has to say.
pub struct Console {
    /// Words for people or lines for programs.
    pub voice: Voice,
    /// Data: standard output.
    pub data: Box<dyn Write + Send>,
    /// Words for people: standard error.
    pub words: Box<dyn Write + Send>,
    /// Seconds between two lines of status; the result is said in any case.
    pub every_s: u32,
    /// Seconds since the last line.
    silent_s: u32,
}

impl std::fmt::Debug for Console {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Console").field("voice", &self.voice).finish_non_exhaustive()
    }
}

impl Console {
    /// A run that speaks in `voice` every `every_s` seconds.
    #[must_use]
    pub fn new(
        voice: Voice,
        data: Box<dyn Write + Send>,
        words: Box<dyn Write + Send>,
        every_s: u32,
    ) -> Self {
        Self { voice, data, words, every_s, silent_s: every_s }
    }

    /// Says how the soak is; has to be called once a second.
    pub(super) fn status(&mut self, snapshot: &Snapshot) {
        self.silent_s = self.silent_s.saturating_add(1);
        if self.silent_s < self.every_s {
            return;
        }
        self.silent_s = 0;
        match self.voice {
            Voice::Words => say(&mut self.words, &status_line(snapshot)),
            Voice::Json => say(&mut self.data, &json(snapshot)),
        }
    }

    /// Says a sentence to people.
    pub(super) fn words(&mut self, sentence: &str) {
        say(&mut self.words, sentence);
    }

    /// Says how the run ended.
    pub(super) fn result(&mut self, result: &RunResult) {
        match self.voice {
            Voice::Words => result_lines(result).iter().for_each(|line| say(&mut self.data, line)),
            Voice::Json => say(&mut self.data, &json(result)),
        }
    }
}

fn say(out: &mut dyn Write, line: &str) {
    // The soak goes on when nobody reads: a closed pipe is not its concern.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}"))
}
