//! Drills over real sockets: all at the same time, with a line of progress for each.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};

use color_eyre::eyre::Report;
use futures_util::future::join_all;

use crate::commands::failure::Failure;
use crate::commands::{output, wiring};
use crate::config::Settings;
use crate::drill::real::{self, Place, Step};
use crate::drill::{Drill, Verdict};
use crate::model::{Fingerprints, Span};

/// Cells of a bar of progress.
const BAR_WIDTH: i64 = 24;

/// Those of `chosen` that can run in real time; people are told why the others cannot.
///
/// # Errors
///
/// None of them can: then there is nothing to rehearse.
pub(super) fn possible<'a>(chosen: &[&'a Drill]) -> Result<Vec<&'a Drill>, Failure> {
    let mut possible = Vec::new();
    for drill in chosen {
        match real::cannot(drill) {
            None => possible.push(*drill),
            Some(why) => output::words(&format!("{} is left out: {why}", drill.id)),
        }
    }
    if possible.is_empty() {
        let cause = "nothing of that can be rehearsed over real sockets";
        return Err(Failure::usage(cause).hint("without --real-time it runs in virtual time"));
    }
    Ok(possible)
}

/// Rehearses `drills`; their verdicts, in the same order.
///
/// # Errors
///
/// The program does not find itself, or the system gives no threads.
pub(super) fn rehearse(
    drills: &[&Drill],
    seed: u64,
    settings: &Settings,
    fingerprints: &Fingerprints,
) -> Result<Vec<Verdict>, Failure> {
    let program = std::env::current_exe()
        .map_err(|error| Report::new(error).wrap_err("find this program, to start it anew"))?;
    let home = std::env::temp_dir();
    let place = Place { home: &home, program: &program };
    let lines = Lines::new(drills);
    let progress = |step: Step<'_>| lines.take(step);
    let runs = drills.iter().map(|drill| real::run(drill, seed, settings, fingerprints, &place, &progress));
    let verdicts = wiring::runtime()?.block_on(join_all(runs));
    lines.clear();
    Ok(verdicts)
}

/// A line for each drill, for a person at a terminal.
struct Lines {
    is_seen: bool,
    /// The slowest case of each drill: how much of it is over, and how long it takes.
    drills: Mutex<BTreeMap<String, (Span, Span)>>,
}

impl Lines {
    fn new(drills: &[&Drill]) -> Self {
        let is_seen = io::stderr().is_terminal();
        let empty = drills.iter().map(|drill| (drill.id.clone(), (Span::ZERO, Span::ZERO))).collect();
        let lines = Self { is_seen, drills: Mutex::new(empty) };
        if is_seen {
            // Room for the lines, which are then written over.
            let _ = io::stderr().write_all("\n".repeat(drills.len()).as_bytes());
        }
        lines
    }

    fn take(&self, step: Step<'_>) {
        let mut drills = self.drills.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(known) = drills.get_mut(step.drill) else { return };
        if step.length >= known.1 {
            *known = (step.passed, step.length);
        }
        self.draw(drills.iter().map(|(name, (passed, length))| line(name, *passed, *length)));
    }

    fn clear(&self) {
        let drills = self.drills.lock().unwrap_or_else(PoisonError::into_inner);
        self.draw(drills.iter().map(|_| String::new()));
        if self.is_seen {
            let _ = write!(io::stderr(), "\x1b[{}A", drills.len());
        }
    }

    fn draw(&self, lines: impl ExactSizeIterator<Item = String>) {
        if !self.is_seen {
            return;
        }
        let up = lines.len();
        let mut text = format!("\x1b[{up}A");
        lines.for_each(|line| text.extend(["\r\x1b[K", &line, "\n"]));
        let mut err = io::stderr().lock();
        // Who cannot read it can do without it.
        let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
    }
}

fn line(name: &str, passed: Span, length: Span) -> String {
    let of = length.as_micros().max(1);
    let full = (passed.as_micros().saturating_mul(BAR_WIDTH) / of).clamp(0, BAR_WIDTH);
    let cells = |count: i64, cell: &str| cell.repeat(usize::try_from(count).unwrap_or(0));
    let bar = cells(full, "█") + &cells(BAR_WIDTH - full, "·");
    format!("{name:<18} {bar} {} of {}", Span::from_secs(passed.as_secs()), length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_far_a_drill_is() {
        #[track_caller]
        fn check(passed: i64, length: i64, full: usize, words: &str) {
            let line = line("partition", Span::from_secs(passed), Span::from_secs(length));
            assert_eq!(line.matches('█').count(), full, "{line}");
            assert!(line.ends_with(words), "{line}");
        }
        check(0, 0, 0, "0s of 0s");
        check(12, 48, 6, "12s of 48s");
        check(48, 48, 24, "48s of 48s");
    }

    #[test]
    fn what_cannot_be_real_is_left_out_and_nothing_is_an_error() {
        let catalogue = Drill::catalogue().unwrap();
        let all: Vec<_> = catalogue.iter().collect();
        let able: Vec<_> = possible(&all).unwrap_or_default().iter().map(|drill| drill.id.as_str()).collect();
        let must = ["dns-failure", "slow-network", "packet-loss", "clock-skew", "disk-full"];
        let must = must.into_iter().chain(["rate-storm", "stuck-position", "partition"]);
        assert!(must.into_iter().all(|id| able.contains(&id)), "{able:?}");
        let unable: Vec<_> = all.into_iter().filter(|drill| !able.contains(&drill.id.as_str())).collect();
        assert!(unable.is_empty() || possible(&unable).is_err());
    }
}
