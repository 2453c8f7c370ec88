//! What has to hold: a measure and its limit.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Figure, Measure, Unit};

/// What has to hold.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Written")]
pub struct Expectation {
    /// What is measured.
    pub measure: Measure,
    /// Of what, where the measure asks for that: a kind of alert, a window's label, a condition.
    pub of: Option<String>,
    /// What it is held against.
    pub limit: Limit,
}

/// What a figure is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// This or less.
    AtMost(Figure),
    /// This or more.
    AtLeast(Figure),
    /// Exactly this.
    Equals(Figure),
}

impl Expectation {
    /// What is measured, in words: `largest loss of marked equity`, `alerts left (blind)`.
    #[must_use]
    pub fn words(&self) -> String {
        self.measure.words_of(self.of.as_deref())
    }
}

impl Limit {
    /// Whether `measured` is within it. What never came to be is within nothing.
    #[must_use]
    pub fn holds(&self, measured: &Figure) -> bool {
        let with = |limit: &Figure| limit.value.zip(measured.value).filter(|_| limit.unit == measured.unit);
        match self {
            Self::AtMost(limit) => with(limit).is_some_and(|(limit, measured)| measured <= limit),
            Self::AtLeast(limit) => with(limit).is_some_and(|(limit, measured)| measured >= limit),
            Self::Equals(limit) => with(limit).is_some_and(|(limit, measured)| measured == limit),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(figure) => write!(f, "at most {figure}"),
            Self::AtLeast(figure) => write!(f, "at least {figure}"),
            Self::Equals(figure) => write!(f, "{figure}"),
        }
    }
}

/// An expectation as a drill's file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    measure: Measure,
    of: Option<String>,
    at_most: Option<Number>,
    at_least: Option<Number>,
    equals: Option<Number>,
}

/// A limit as a file has it.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "a limit is a whole number or a text")]
enum Number {
    Whole(i64),
    Text(String),
}

impl Number {
    fn figure(&self, unit: Unit) -> Result<Figure, String> {
        match self {
            Self::Whole(number) => Figure::parse(&number.to_string(), unit),
            Self::Text(text) => Figure::parse(text, unit),
        }
    }
}

impl TryFrom<Written> for Expectation {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let Written { measure, of, at_most, at_least, equals } = written;
        let unit = measure.unit();
        let limit = match (at_most, at_least, equals) {
            (Some(limit), None, None) => Limit::AtMost(limit.figure(unit)?),
            (None, Some(limit), None) => Limit::AtLeast(limit.figure(unit)?),
            (None, None, Some(limit)) => Limit::Equals(limit.figure(unit)?),
            _ => return Err("an expectation has one of at_most, at_least and equals".to_owned()),
        };
        measure.check_subject(of.as_deref())?;
        Ok(Self { measure, of, limit })
    }
}
