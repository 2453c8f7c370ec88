//! What a figure has to be: `< 20`, `between 1.5 and 3.5`.
//!
//! ```text
//!   condition = "between" number "and" number | [ "<" | "<=" | ">" | ">=" | "=" ] number
//!   number    = [ "-" ] digits [ "." digits ] [ "%" ]      a per cent sign only where per cent are measured
//! ```

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Unit;
use crate::model::{Decimal, neutralise};

/// What a figure has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// From the first to the second, both included.
    Between(Decimal, Decimal),
    /// Less than this.
    LessThan(Decimal),
    /// This or less.
    AtMost(Decimal),
    /// More than this.
    MoreThan(Decimal),
    /// This or more.
    AtLeast(Decimal),
    /// Exactly this.
    Equals(Decimal),
}

impl Condition {
    /// Reads `text` for a measure of `unit`.
    ///
    /// # Errors
    /// What could have been written.
    pub fn parse(text: &str, unit: Unit) -> Result<Self, String> {
        let number = |text: &str| number(text.trim(), unit);
        let text = text.trim();
        if let Some(rest) = text.strip_prefix("between ") {
            let Some((least, most)) = rest.split_once(" and ") else {
                return Err(format!("{:?} has no \"and\": write \"between 1.5 and 3.5\"", shown(text)));
            };
            let (least, most) = (number(least)?, number(most)?);
            if least > most {
                return Err(format!("nothing is between {least} and {most}: write the smaller number first"));
            }
            return Ok(Self::Between(least, most));
        }
        let digits = text.trim_start_matches(['<', '>', '=']);
        let value = number(digits)?;
        match text.get(..text.len() - digits.len()).unwrap_or_default() {
            "<" => Ok(Self::LessThan(value)),
            "<=" => Ok(Self::AtMost(value)),
            ">" => Ok(Self::MoreThan(value)),
            ">=" => Ok(Self::AtLeast(value)),
            "" | "=" | "==" => Ok(Self::Equals(value)),
            other => Err(format!("{other:?} is no comparison: write <, <=, >, >= or =")),
        }
    }

    /// Whether `measured` is so. What never came to be is not.
    #[must_use]
    pub fn holds(&self, measured: Option<Decimal>) -> bool {
        measured.is_some_and(|measured| match *self {
            Self::Between(least, most) => least <= measured && measured <= most,
            Self::LessThan(limit) => measured < limit,
            Self::AtMost(limit) => measured <= limit,
            Self::MoreThan(limit) => measured > limit,
            Self::AtLeast(limit) => measured >= limit,
            Self::Equals(value) => measured == value,
        })
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Between(least, most) => write!(f, "between {least} and {most}"),
            Self::LessThan(limit) => write!(f, "< {limit}"),
            Self::AtMost(limit) => write!(f, "<= {limit}"),
            Self::MoreThan(limit) => write!(f, "> {limit}"),
            Self::AtLeast(limit) => write!(f, ">= {limit}"),
            Self::Equals(value) => write!(f, "= {value}"),
        }
    }
}

fn number(text: &str, unit: Unit) -> Result<Decimal, String> {
    let digits = match text.strip_suffix('%') {
        Some(_) if unit != Unit::Percent => {
            return Err(format!("{:?} has a per cent sign, and no per cent are measured", shown(text)));
        }
        Some(digits) => digits.trim_end(),
        None => text,
    };
    let plain = digits.strip_prefix('-').unwrap_or(digits).starts_with(|first: char| first.is_ascii_digit());
    let read = Decimal::from_str_exact(digits).ok().filter(|_| plain);
    read.ok_or_else(|| {
        let forms = "\"< 20\", \"<= 20\", \"> 20\", \">= 20\", \"= 20\" or \"between 1.5 and 3.5\"";
        format!("{:?} is no number: write {forms}", shown(text))
    })
}

fn shown(text: &str) -> String {
    neutralise(text, 40)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, unit: Unit, expect: Result<&str, &str>) {
        match (Condition::parse(text, unit), expect) {
            (Ok(condition), Ok(shown)) => assert_eq!(condition.to_string(), shown),
            (Err(error), Err(words)) => assert!(error.contains(words), "{error}"),
            (found, _) => panic!("{text:?} became {found:?}"),
        }
    }

    #[test]
    fn conditions_are_read_as_people_write_them() {
        check("between 1.5 and 3.50", Unit::Percent, Ok("between 1.5 and 3.50"));
        check("between -1% and 3%", Unit::Percent, Ok("between -1 and 3"));
        check("< 20", Unit::Count, Ok("< 20"));
        check("<=20", Unit::Count, Ok("<= 20"));
        check(" >= -0.5 ", Unit::Money, Ok(">= -0.5"));
        check("> 0", Unit::Count, Ok("> 0"));
        check("== 3", Unit::Count, Ok("= 3"));
        check("3", Unit::Count, Ok("= 3"));
    }

    #[test]
    fn what_is_no_condition_says_what_would_be() {
        check("about 3", Unit::Count, Err("\"about 3\" is no number: write \"< 20\""));
        check("", Unit::Count, Err("is no number"));
        check("< many", Unit::Count, Err("\"many\" is no number"));
        check("between 1 or 2", Unit::Count, Err("has no \"and\""));
        check("between 3 and 1", Unit::Count, Err("the smaller number first"));
        check("< 5%", Unit::Count, Err("no per cent are measured"));
        check("< 1e3", Unit::Count, Err("is no number"));
        check("< -", Unit::Count, Err("is no number"));
        check("=< 3", Unit::Count, Err("\"=<\" is no comparison"));
    }

    #[test]
    fn limits_hold_as_their_signs_say_and_never_for_what_never_came_to_be() {
        #[track_caller]
        fn check(text: &str, expect: [bool; 3]) {
            let condition = Condition::parse(text, Unit::Count).unwrap();
            assert_eq!([1, 2, 3].map(|value| condition.holds(Some(value.into()))), expect, "{text}");
            assert!(!condition.holds(None), "{text}");
        }
        check("< 2", [true, false, false]);
        check("<= 2", [true, true, false]);
        check("> 2", [false, false, true]);
        check(">= 2", [false, true, true]);
        check("= 2", [false, true, false]);
        check("between 2 and 3", [false, true, true]);
        check("between 1 and 2", [true, true, false]);
    }
}
