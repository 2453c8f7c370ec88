//! How a measurement is started, and the paper it writes on.
//!
//! Invariant: without `--bench`, which only `cargo bench` passes, nothing is measured.

use std::io::Write;
use std::process::ExitCode;

use color_eyre::eyre::Result;
use soak::clock::Clock;
use soak::model::Span;

/// One run of one measuring program.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    /// How many rounds.
    pub(crate) length: Length,
    /// Only the parts whose name contains this.
    only: Option<String>,
    /// The clock that everything is measured with.
    pub(crate) clock: Clock,
}

/// How much is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Length {
    /// Enough to see that it works.
    Quick,
    /// Enough for a median.
    Usual,
    /// As long as the targets ask for.
    Long,
}

impl Run {
    /// Runs `parts` if this process was started by `cargo bench`.
    pub(crate) fn start(parts: &[(&str, fn(&Run) -> Result<()>)]) -> ExitCode {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
        if !has("--bench") {
            return ExitCode::SUCCESS;
        }
        let length = match (has("--quick"), has("--long")) {
            (true, _) => Length::Quick,
            (_, true) => Length::Long,
            _ => Length::Usual,
        };
        let only = arguments.iter().find(|argument| !argument.starts_with('-')).cloned();
        let run = Self { length, only, clock: Clock::start() };
        for (name, part) in parts {
            if run.only.as_ref().is_some_and(|only| !name.contains(only.as_str())) {
                continue;
            }
            say(&format!("\n{name}"));
            if let Err(error) = part(&run) {
                say(&format!("  failed: {error:#}"));
                return ExitCode::FAILURE;
            }
        }
        ExitCode::SUCCESS
    }

    /// `quick` rounds, `usual` ones, or four times as many.
    pub(crate) fn rounds(&self, quick: u32, usual: u32) -> u32 {
        match self.length {
            Length::Quick => quick,
            Length::Usual => usual,
            Length::Long => usual * 4,
        }
    }

    /// Lets `span` pass.
    pub(crate) fn pause(&self, span: Span) {
        let over = self.clock.now() + span;
        loop {
            let rest = over.since(self.clock.now());
            if rest <= Span::ZERO {
                return;
            }
            std::thread::park_timeout(rest.to_std());
        }
    }

    /// Does `work` and says how long it took.
    pub(crate) fn timed<T>(&self, work: impl FnOnce() -> T) -> (T, Span) {
        let began = self.clock.now();
        let done = work();
        (done, self.clock.now().since(began))
    }
}

/// A span in microseconds.
#[expect(clippy::cast_precision_loss, reason = "spans of hours at most")]
pub(crate) fn micros(span: Span) -> f64 {
    span.as_micros() as f64
}

/// Prints one line. A reader that has gone away changes nothing.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
