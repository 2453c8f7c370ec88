//! What is said of seeds, to people and to programs.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};

use serde_json::{Value, json};

use crate::commands::failure::Failure;
use crate::commands::output;
use crate::model::Span;
use crate::sim::{Broken, Report, Strikes};

/// Width of the progress bar.
const BAR: u64 = 24;

/// What was tried until now.
#[derive(Debug)]
pub(super) struct Tally {
    hours: u16,
    strikes: String,
    asked: u64,
    done: u64,
    failed: u64,
    steps: u64,
    orders: u64,
    hours_done: f64,
    struck: BTreeMap<&'static str, u64>,
    cut: bool,
}

/// A seed under which a law was broken.
#[derive(Clone, Debug)]
pub(super) struct Failing {
    seed: u64,
    broken: Broken,
    command: String,
}

impl Tally {
    /// Nothing was tried of `asked` seeds.
    pub(super) fn new(hours: u16, strikes: &Strikes, asked: u64) -> Self {
        Self {
            hours,
            strikes: strikes.to_string(),
            asked,
            done: 0,
            failed: 0,
            steps: 0,
            orders: 0,
            hours_done: 0.0,
            struck: BTreeMap::new(),
            cut: false,
        }
    }

    pub(super) fn add(&mut self, report: &Report) {
        self.done += 1;
        self.failed += u64::from(report.broken.is_some());
        self.steps += report.steps;
        self.orders += report.orders;
        self.hours_done += report.length.as_secs_f64() / 3_600.0;
        for (word, count) in &report.struck {
            *self.struck.entry(word).or_default() += count;
        }
    }

    /// What is to be told of `report`, if a law was broken in it.
    pub(super) fn failing(&self, report: &Report) -> Option<Failing> {
        let broken = report.broken.clone()?;
        Some(Failing { seed: report.seed, broken, command: command(report.seed, self.hours, &self.strikes) })
    }

    /// It is ended before all were tried.
    pub(super) fn cut(&mut self) {
        self.cut = true;
    }

    pub(super) const fn is_cut(&self) -> bool {
        self.cut
    }

    pub(super) const fn is_green(&self) -> bool {
        self.failed == 0
    }

    fn result(&self, took: Span) -> Value {
        json!({
            "result": if self.is_green() { "green" } else { "broken" },
            "seeds": self.done,
            "seeds_asked": self.asked,
            "failed": self.failed,
            "hours": self.hours,
            "faults": self.strikes,
            "virtual_hours": self.hours_done,
            "steps": self.steps,
            "steps_per_s": whole(rate(self.steps, took)),
            "orders": self.orders,
            "struck": self.struck,
            "took_s": took.as_secs_f64(),
        })
    }

    fn summary(&self, took: Span) -> String {
        let seeds = if self.done == self.asked {
            let seeds = if self.done == 1 { "seed" } else { "seeds" };
            format!("{} {seeds} × {} h", self.done, self.hours)
        } else {
            format!("{} of {} seeds × {} h", self.done, self.asked, self.hours)
        };
        let verdict = match self.failed {
            0 => "every law held".to_owned(),
            1 => "a law was broken under 1 seed".to_owned(),
            failed => format!("laws were broken under {failed} seeds"),
        };
        let struck: Vec<String> = self.struck.iter().map(|(word, count)| format!("{word} {count}")).collect();
        let struck = if struck.is_empty() { "none".to_owned() } else { struck.join(", ") };
        format!(
            "{seeds} in {took}: {verdict}\n{} steps, {} a second; {} orders\nfaults that struck: {struck}",
            grouped(self.steps),
            grouped(whole(rate(self.steps, took))),
            grouped(self.orders),
        )
    }

    fn bar(&self, took: Span) -> String {
        let filled = (self.done * BAR).checked_div(self.asked).unwrap_or(BAR);
        let bar: String = (0..BAR).map(|place| if place < filled { '#' } else { '.' }).collect();
        let broken = if self.failed > 0 { format!(", {} broken", self.failed) } else { String::new() };
        let left = match self.done {
            0 => String::new(),
            done => {
                let left = took.as_micros() / i64::try_from(done).unwrap_or(1);
                let left = Span::from_micros(left).times(i64::try_from(self.asked - done).unwrap_or(0));
                format!(", {left} left")
            }
        };
        format!("[{bar}] {} of {} seeds{broken}{left}", self.done, self.asked)
    }
}

impl Failing {
    fn words(&self) -> String {
        format!(
            "seed {}: {}, at {}\n  {}\n  again: {}",
            self.seed, self.broken.law, self.broken.at, self.broken.text, self.command
        )
    }

    fn json(&self) -> Value {
        json!({
            "seed": self.seed,
            "law": self.broken.law,
            "at": self.broken.at.to_string(),
            "text": self.broken.text,
            "command": self.command,
        })
    }
}

/// The one command that shows the seed again.
pub(super) fn command(seed: u64, hours: u16, strikes: &str) -> String {
    format!("soak sim --seeds {seed} --hours {hours} --faults {strikes} --trace trace-{seed}")
}

/// Whom it is told to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Face {
    json: bool,
    draws: bool,
}

impl Face {
    /// Lines of JSON, or words; progress only for who sits at a terminal.
    pub(super) fn of(json: bool) -> Self {
        Self { json, draws: io::stderr().is_terminal() }
    }

    /// A law was broken.
    ///
    /// # Errors
    /// As [`output::line`].
    pub(super) fn failing(self, failing: &Failing) -> Result<(), Failure> {
        self.clear();
        if self.json { output::json(&failing.json()) } else { output::line(&failing.words()) }
    }

    /// The end.
    ///
    /// # Errors
    /// As [`output::line`].
    pub(super) fn result(self, tally: &Tally, took: Span) -> Result<(), Failure> {
        if self.json { output::json(&tally.result(took)) } else { output::line(&tally.summary(took)) }
    }

    /// A sentence for a person.
    pub(super) fn said(self, text: &str) {
        self.clear();
        output::words(text);
    }

    /// How far it is. If standard error is gone, there is nobody to tell.
    pub(super) fn progress(self, tally: &Tally, took: Span) {
        if self.draws {
            let mut err = io::stderr().lock();
            let _ = write!(err, "\r{}\u{1b}[K", tally.bar(took));
            let _ = err.flush();
        }
    }

    /// Takes the progress away.
    pub(super) fn clear(self) {
        if self.draws {
            let _ = write!(io::stderr().lock(), "\r\u{1b}[K");
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a rate for people")]
fn rate(count: u64, took: Span) -> f64 {
    count as f64 / took.as_secs_f64().max(1e-6)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rate for people, never below zero"
)]
fn whole(rate: f64) -> u64 {
    rate.round() as u64
}

/// A number with its thousands apart.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Time;

    fn broken() -> Report {
        let broken = Broken { law: "the budget", at: Time::from_millis(0), text: "too many".to_owned() };
        let struck = [("crash", 2)].into_iter().collect();
        let length = Span::from_secs(7_200);
        Report { seed: 7, steps: 1_234_567, length, struck, broken: Some(broken), ..Report::default() }
    }

    #[test]
    fn a_failing_seed_is_told_with_its_command() {
        let mut tally = Tally::new(2, &Strikes::All, 10);
        let report = broken();
        tally.add(&report);
        let failing = tally.failing(&report).unwrap();
        let command = "soak sim --seeds 7 --hours 2 --faults all --trace trace-7";
        assert_eq!(
            failing.words(),
            format!("seed 7: the budget, at 1970-01-01T00:00:00.000Z\n  too many\n  again: {command}")
        );
        let told = failing.json();
        let keys: Vec<&String> = told.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["at", "command", "law", "seed", "text"]);
        assert!(tally.failing(&Report { broken: None, ..report }).is_none() && !tally.is_green());
    }

    #[test]
    fn the_result_is_told_to_people_and_to_programs() {
        let mut tally = Tally::new(2, &Strikes::All, 10);
        tally.add(&broken());
        let took = Span::from_secs(2);
        assert_eq!(
            tally.summary(took),
            "1 of 10 seeds × 2 h in 2s: a law was broken under 1 seed\n\
             1,234,567 steps, 617,284 a second; 0 orders\nfaults that struck: crash 2"
        );
        let result = tally.result(took);
        assert_eq!((&result["result"], &result["failed"]), (&json!("broken"), &json!(1)));
        assert_eq!(result["struck"]["crash"], json!(2));
        assert_eq!(tally.bar(took), "[##......................] 1 of 10 seeds, 1 broken, 18s left");
    }
}
