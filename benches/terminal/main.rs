//! The screen's figures from outside: `cargo bench --bench terminal [-- --quick|--long] [PART]`.
//!
//! The real program in a real terminal of 200×50. Bytes are those that would cross an SSH line
//! before compression; times are from the write into the terminal to the read out of it.

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use color_eyre::eyre::{Result, ensure};
use soak::model::Span;
use support::pause::pause;
use support::run::{Length, Run, micros, say};
use support::samples::Samples;
use support::terminal::Terminal;

#[path = "../support"]
mod support {
    #[expect(dead_code, reason = "other benches use the rest")]
    pub(crate) mod memory;
    pub(crate) mod pause;
    #[expect(dead_code, reason = "other benches use the rest")]
    pub(crate) mod processor;
    #[expect(dead_code, reason = "other benches use the rest")]
    pub(crate) mod run;
    #[expect(dead_code, reason = "other benches use the rest")]
    pub(crate) mod samples;
    pub(crate) mod terminal;
}

/// The size that the targets are about.
const SIZE: (u16, u16) = (200, 50);

/// What a full frame shows.
const FULL: [&str; 4] = ["PAPER", "Profit and loss", "Headroom", "Latency"];

fn main() -> ExitCode {
    Run::start(&[
        ("start: from exec to the first full frame", start),
        ("work: bytes, processor and memory with ten ticks a second", work),
        ("rest: bytes when nothing changes", rest),
        ("keys: from a key to the first byte", keys),
        ("week: memory with a whole week behind it", week),
    ])
}

/// A soak in a process of its own over a new data folder, stopped at the end.
struct Soak(tempfile::TempDir);

impl Soak {
    fn start(arguments: &[&str]) -> Result<Self> {
        let soak = Self(tempfile::tempdir()?);
        soak.command(&[&["run", "--detach", "--name", "week", "--seed", "7"], arguments].concat())?;
        Ok(soak)
    }

    fn data(&self) -> &Path {
        self.0.path()
    }

    fn command(&self, arguments: &[&str]) -> Result<()> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_soak"));
        command.args(arguments).env("SOAK_DATA", self.data());
        let output = command.stdin(Stdio::null()).output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    }
}

impl Drop for Soak {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.command(&["stop", "week"]);
    }
}

fn watched(run: &Run, soak: &Soak) -> Result<Terminal> {
    let mut terminal = Terminal::start(run.clock, soak.data(), &["attach", "week"], SIZE)?;
    terminal.shows(&FULL)?;
    Ok(terminal)
}

fn start(run: &Run) -> Result<()> {
    let soak = Soak::start(&[])?;
    let (mut attach, mut begin) = (Samples::default(), Samples::default());
    for _ in 0..run.rounds(3, 15) {
        let mut terminal = Terminal::start(run.clock, soak.data(), &["attach", "week"], SIZE)?;
        attach.add(terminal.shows(&FULL)?);
        terminal.quit("q")?;
        let fresh = Soak(tempfile::tempdir()?);
        let mut terminal = Terminal::start(run.clock, fresh.data(), &["run", "--name", "week"], SIZE)?;
        begin.add(terminal.shows(&FULL)?);
        terminal.quit("q")?;
    }
    attach.tell("soak attach");
    begin.tell("soak run");
    Ok(())
}

fn work(run: &Run) -> Result<()> {
    let soak = Soak::start(&[])?;
    let mut terminal = watched(run, &soak)?;
    // The first minute fills tables that stay as they are afterwards.
    terminal.written_in(Span::from_secs(5))?;
    let length = match run.length {
        Length::Quick => Span::from_secs(5),
        Length::Usual => Span::from_secs(60),
        Length::Long => Span::from_secs(600),
    };
    let ((before, _), began) = (terminal.cost()?, run.clock.now());
    let (bytes, bursts) = terminal.written_in(length)?;
    let seconds = micros(run.clock.now().since(began)) / 1e6;
    let (after, memory) = terminal.cost()?;
    say(&format!(
        "  {:.0} bytes/s in {:.1} writes/s, {:.2}% of a core, {memory:.1} MiB resident, over {seconds:.0} s",
        count(bytes) / seconds,
        count(bursts) / seconds,
        100.0 * (after - before) / seconds
    ));
    terminal.quit("q")
}

fn rest(run: &Run) -> Result<()> {
    let length = Span::from_secs(i64::from(run.rounds(3, 20)));
    let soak = Soak::start(&[])?;
    let mut terminal = watched(run, &soak)?;
    terminal.press(" ")?;
    terminal.written_in(Span::from_secs(1))?;
    let (frozen, _) = terminal.written_in(length)?;
    say(&format!(
        "  {:.1} bytes/s while the picture is frozen and only its age goes on",
        count(frozen) / micros(length) * 1e6
    ));
    terminal.press(" ")?;
    soak.command(&["stop", "week"])?;
    pause(run.clock, Span::from_secs(2));
    terminal.written_in(Span::from_secs(2))?;
    let (over, _) = terminal.written_in(length)?;
    say(&format!(
        "  {:.1} bytes/s once the soak has ended and nothing changes",
        count(over) / micros(length) * 1e6
    ));
    terminal.quit("q")
}

fn keys(run: &Run) -> Result<()> {
    let soak = Soak::start(&[])?;
    let mut terminal = watched(run, &soak)?;
    let mut samples = Samples::default();
    for press in 0..run.rounds(20, 200) {
        // The curve's range: each press changes the picture.
        samples.add(terminal.press("w")?);
        // Odd gaps, so that presses do not fall into step with the frames.
        pause(run.clock, Span::from_millis(83 + i64::from(press * 37 % 59)));
    }
    samples.tell("key to first byte");
    terminal.quit("q")
}

fn week(run: &Run) -> Result<()> {
    // An hour a leap, and the first picture is as far as it goes.
    let (length, leaps) = if run.length == Length::Quick { ("6h", 4) } else { ("7d", 160) };
    let soak = Soak(tempfile::tempdir()?);
    soak.command(&[
        "run",
        "--headless",
        "--name",
        "week",
        "--seed",
        "7",
        "--speed",
        "max",
        "--length",
        length,
    ])?;
    let mut terminal = watched(run, &soak)?;
    let (_, before) = terminal.cost()?;
    for _ in 0..leaps {
        terminal.press("{")?;
    }
    terminal.written_in(Span::from_secs(2))?;
    let (_, after) = terminal.cost()?;
    say(&format!(
        "  {before:.1} MiB with {length} behind it, {after:.1} MiB after {leaps} leaps into its past"
    ));
    terminal.quit("q")
}

#[expect(clippy::cast_precision_loss, reason = "bytes of minutes")]
fn count(things: u64) -> f64 {
    things as f64
}
