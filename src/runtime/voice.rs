//! What a headless run says: a line a second, and the result.
//!
//! Invariant: a reader that has gone away, or that does not read, changes nothing for the soak.

use std::io::Write;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

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

/// Lines that wait for a reader. A status line is old a second later, so a slow reader misses some;
/// the lines of the result are waited for.
const LINES_WAITING_MAX: usize = 4;

/// Where a run says what it has to say: a thread of its own writes it.
pub struct Console {
    voice: Voice,
    lines: Option<SyncSender<Line>>,
    printer: Option<JoinHandle<()>>,
    /// Seconds between two lines of status; the result is said in any case.
    every_s: u32,
    /// Seconds since the last line.
    silent_s: u32,
}

/// A line and where it goes.
enum Line {
    Data(String),
    Words(String),
}

impl std::fmt::Debug for Console {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Console").field("voice", &self.voice).finish_non_exhaustive()
    }
}

impl Console {
    /// A run that speaks in `voice` every `every_s` seconds: data (standard output) to `data`, words
    /// for people (standard error) to `words`. On a system that gives no thread it stays silent; the
    /// run needs further threads and says why it cannot begin.
    #[must_use]
    pub fn new(
        voice: Voice,
        mut data: Box<dyn Write + Send>,
        mut words: Box<dyn Write + Send>,
        every_s: u32,
    ) -> Self {
        let (lines, waiting) = sync_channel(LINES_WAITING_MAX);
        let thread = std::thread::Builder::new().name("soak-console".to_owned());
        let printer = thread.spawn(move || {
            for line in waiting {
                match line {
                    Line::Data(text) => say(&mut data, &text),
                    Line::Words(text) => say(&mut words, &text),
                }
            }
        });
        Self { voice, lines: Some(lines), printer: printer.ok(), every_s, silent_s: every_s }
    }

    /// Says how the soak is, if the reader keeps up; has to be called once a second.
    pub(super) fn status(&mut self, snapshot: &Snapshot) {
        self.silent_s = self.silent_s.saturating_add(1);
        if self.silent_s < self.every_s {
            return;
        }
        self.silent_s = 0;
        self.offer(match self.voice {
            Voice::Words => Line::Words(status_line(snapshot)),
            Voice::Json => Line::Data(json(snapshot)),
        });
    }

    /// Says a sentence to people, if the reader keeps up.
    pub(super) fn words(&mut self, sentence: &str) {
        self.offer(Line::Words(sentence.to_owned()));
    }

    fn offer(&self, line: Line) {
        if let Some(lines) = &self.lines {
            // A reader that is behind sees a later line instead.
            let _ = lines.try_send(line);
        }
    }

    /// Says how the run ended, and waits until it is said: nothing is spoken afterwards.
    pub(super) fn result(&mut self, result: &RunResult) {
        let text = match self.voice {
            Voice::Words => result_lines(result).join("\n"),
            Voice::Json => json(result),
        };
        if let Some(lines) = self.lines.take() {
            // Without a printer there is nobody to tell.
            let _ = lines.send(Line::Data(text));
        }
        if let Some(printer) = self.printer.take() {
            // A writer that panicked has said what it could.
            let _ = printer.join();
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

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;
    use crate::engine::State;
    use crate::model::Span;
    use crate::snapshot::{Ended, Measured, Vitals, build};

    /// Tells that it was written to, and takes it only when it is let go.
    struct Stuck(Sender<String>, Receiver<()>);

    impl Write for Stuck {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.send(String::from_utf8_lossy(bytes).into_owned()).ok();
            self.1.recv().ok();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_does_not_read_holds_up_nothing_and_gets_the_result() {
        let (told, heard) = channel();
        let (let_go, held) = channel();
        let stuck = Box::new(Stuck(told, held));
        let mut console = Console::new(Voice::Json, stuck, Box::new(std::io::sink()), 1);
        let state = State::new();
        let picture = build(&state, &Vitals::default());
        for _ in 0..100 {
            console.status(&picture);
        }
        assert!(heard.recv().unwrap().starts_with("{\"version\""));
        drop(let_go);
        let measured = Measured {
            name: "one".into(),
            ended: Ended::Stopped,
            wall: Span::ZERO,
            journal_sha256: String::new(),
        };
        console.result(&RunResult::of(&state, measured));
        drop(console);
        let lines = heard.into_iter().collect::<String>();
        let last = lines.lines().last().unwrap();
        assert!(last.starts_with("{\"soak\":\"one\""), "{last}");
        assert!(lines.lines().count() < 10, "the lines between were skipped");
    }
}
