//! The small file beside a session that says what is expected of the agent.
//!
//! ```toml
//! about = "a steady rise with one pause in it"     # for people; may be left out
//! seed = 1                                         # of everything drawn by chance; 1 if left out
//!
//! [expect]
//! pnl_pct = "between 1.5 and 3.5"
//! trades = "< 20"
//! unknown_orders = 0
//! ```
//!
//! Why not serde: it stops at the first slip, and reads numbers through floats.
//!
//! Invariant: a file that expects nothing is refused, since its session could not fail.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Condition, Measure};
use crate::model::neutralise;

/// Largest file read, in bytes: a hundred times what every measure takes.
const BYTES_MAX: u64 = 64 << 10;

/// Most slips listed of one file: a screen's worth.
const SLIPS_MAX: usize = 20;

/// What is expected of the agent in one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectations {
    /// What the session is, for people.
    pub about: Option<String>,
    /// The seed of everything drawn by chance.
    pub seed: u64,
    /// What has to hold, in the order of the file.
    pub all: Vec<Expectation>,
}

/// One thing that has to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// What is measured.
    pub measure: Measure,
    /// What it has to be.
    pub condition: Condition,
}

/// One thing that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// Where, from 1.
    pub line: usize,
    /// What, and what is allowed instead.
    pub text: String,
}

/// Why there are no expectations. Policy of every variant: the session has failed.
#[derive(Debug, thiserror::Error)]
pub enum ExpectationsError {
    /// The file cannot be read.
    #[error("cannot read the expectations {}: {cause}", shown(.file))]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// It says things that cannot be taken.
    #[error("{}", listed(.file, .slips))]
    Slips {
        /// The file.
        file: PathBuf,
        /// All of them, in the order of the file.
        slips: Vec<Slip>,
    },
}

impl Default for Expectations {
    fn default() -> Self {
        Self { about: None, seed: 1, all: Vec::new() }
    }
}

impl Expectations {
    /// Reads `file`.
    ///
    /// # Errors
    /// It cannot be read, or holds slips: then all of them at once.
    pub fn read(file: &Path) -> Result<Self, ExpectationsError> {
        let unreadable = |cause| ExpectationsError::Unreadable { file: file.to_owned(), cause };
        let mut text = String::new();
        let opened = File::open(file).map_err(unreadable)?;
        opened.take(BYTES_MAX + 1).read_to_string(&mut text).map_err(unreadable)?;
        if text.len() as u64 > BYTES_MAX {
            let cause = io::Error::other(format!("it is larger than {BYTES_MAX} bytes"));
            return Err(unreadable(cause));
        }
        Self::parse(&text).map_err(|slips| ExpectationsError::Slips { file: file.to_owned(), slips })
    }

    /// Reads `text`.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, Vec<Slip>> {
        let (table, syntax) = DeTable::parse_recoverable(text);
        let mut reader = Reader { text, slips: Vec::new(), found: Self::default() };
        for error in &syntax {
            let offset = error.span().map_or(0, |span| span.start);
            reader.slip(offset, &error.message().replace('\n', " "));
        }
        // What a broken line makes of those after it would only hide it.
        if syntax.is_empty() {
            for (key, value) in table.get_ref() {
                reader.top(key, value);
            }
        }
        if reader.found.all.is_empty() && reader.slips.is_empty() {
            let known = "pnl_pct, trades, drawdown_pct and others";
            reader.slip(0, &format!("nothing is expected: write a section [expect] with {known}"));
        }
        let Reader { mut slips, found, .. } = reader;
        slips.sort_by_key(|slip| slip.line);
        slips.dedup();
        slips.truncate(SLIPS_MAX);
        if slips.is_empty() { Ok(found) } else { Err(slips) }
    }
}

struct Reader<'a> {
    text: &'a str,
    slips: Vec<Slip>,
    found: Expectations,
}

impl Reader<'_> {
    fn slip(&mut self, offset: usize, text: &str) {
        let before = self.text.get(..offset).unwrap_or(self.text);
        self.slips.push(Slip { line: before.matches('\n').count() + 1, text: neutralise(text, 300) });
    }

    fn top(&mut self, key: &Spanned<toml::de::DeString<'_>>, value: &Spanned<DeValue<'_>>) {
        let at = key.span().start;
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("about", DeValue::String(about)) => self.found.about = Some(neutralise(about, 200)),
            ("about", _) => self.slip(at, "about is a text"),
            ("seed", DeValue::Integer(seed)) => {
                match seed.as_str().parse::<i64>().ok().and_then(|seed| u64::try_from(seed).ok()) {
                    Some(seed) => self.found.seed = seed,
                    None => self.slip(at, "seed is a whole number, zero or more"),
                }
            }
            ("seed", _) => self.slip(at, "seed is a whole number, zero or more"),
            ("expect", DeValue::Table(table)) => {
                for (key, value) in table {
                    self.expectation(key, value);
                }
                // The file's own order, which its table does not keep.
                self.found.all.sort_by_key(|expectation| {
                    let name = expectation.measure.as_str();
                    let stands = table.iter().find(|(key, _)| key.get_ref().as_ref() == name);
                    stands.map_or(0, |(key, _)| key.span().start)
                });
            }
            ("expect", _) => self.slip(at, "expect is a section: write [expect]"),
            (other, _) => {
                let text = format!("{other:?} is not known here; there are about, seed and [expect]");
                self.slip(at, &text);
            }
        }
    }

    fn expectation(&mut self, key: &Spanned<toml::de::DeString<'_>>, value: &Spanned<DeValue<'_>>) {
        let (name, at) = (key.get_ref().as_ref(), key.span().start);
        let Some(measure) = Measure::named(name) else {
            let nearest = Measure::ALL
                .iter()
                .max_by(|(_, a), (_, b)| {
                    strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name))
                })
                .map_or("trades", |(_, name)| name);
            let all: Vec<&str> = Measure::ALL.iter().map(|(_, name)| *name).collect();
            let text = format!("{name:?} is not measured; is it {nearest}? There are {}", all.join(", "));
            return self.slip(at, &text);
        };
        let written = match value.get_ref() {
            DeValue::String(text) => text.as_ref(),
            DeValue::Integer(number) => number.as_str(),
            // Its digits as they stand, not what a float makes of them.
            DeValue::Float(number) => number.as_str(),
            _ => return self.slip(at, &format!("{name}: write a text such as \"< 20\"")),
        };
        match Condition::parse(written, measure.unit()) {
            Ok(condition) => self.found.all.push(Expectation { measure, condition }),
            Err(text) => self.slip(at, &format!("{name}: {text}")),
        }
    }
}

fn shown(file: &Path) -> String {
    neutralise(&file.display().to_string(), 300)
}

fn listed(file: &Path, slips: &[Slip]) -> String {
    let file = shown(file);
    slips.iter().map(|slip| format!("{file}:{}: {}", slip.line, slip.text)).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let found = match Expectations::parse(text) {
            Ok(found) => {
                let one = |one: &Expectation| format!("{} {}", one.measure, one.condition);
                found.all.iter().map(one).collect::<Vec<_>>()
            }
            Err(slips) => slips.iter().map(|slip| format!("{}: {}", slip.line, slip.text)).collect(),
        };
        assert_eq!(found.len(), expect.len(), "{found:#?}");
        for (found, expect) in found.iter().zip(expect) {
            assert!(found.starts_with(expect), "{found}");
        }
    }

    #[test]
    fn files_are_read_in_their_own_order() {
        check(
            "about = \"a\"\nseed = 7\n[expect]\ntrades = \"< 20\"\nalerts = 0\npnl_pct = \"> -0.50%\"\nfees = 1.50\n",
            &["trades < 20", "alerts = 0", "pnl_pct > -0.50", "fees = 1.50"],
        );
        assert_eq!(Expectations::parse("seed = 7\n[expect]\ntrades = 1").unwrap().seed, 7);
    }

    #[test]
    fn every_slip_is_named_with_its_line() {
        check(
            "speed = 1\n[expect]\ntrade = \"< 20\"\ntrades = \"few\"\nalerts = true\n",
            &[
                "1: \"speed\" is not known here; there are about, seed and [expect]",
                "3: \"trade\" is not measured; is it trades? There are pnl_pct, trades",
                "4: trades: \"few\" is no number: write \"< 20\"",
                "5: alerts: write a text such as \"< 20\"",
            ],
        );
        check("", &["1: nothing is expected: write a section [expect]"]);
        check("seed = -1\n[expect]\ntrades = 1", &["1: seed is a whole number"]);
        check("expect = 3", &["1: expect is a section"]);
        check("[expect\ntrades = 1", &["1: "]);
    }
}
