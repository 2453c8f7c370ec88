//! What a seed brings: rules, a market, faults, and a person's acts.
//!
//! A swarm: some seeds have no fault or one, some a few, some many, some storms in which they overlap.
//! A bug that needs quiet around one fault is found by the first, one that needs two at once by the last.
//!
//! Invariant: everything is drawn from the seed and from nothing else, before the run begins.

mod acts;
mod dice;
mod faults;
mod rules;

use std::collections::BTreeSet;

use crate::event::OperatorAction;
use crate::fault::Window;
use crate::market::SyntheticSettings;
use crate::model::{Rules, Span};
use dice::Dice;

pub use faults::FAULT_WORDS;

/// The quiet at the end, in which everything must converge or be told: the longest wait after a 429, and
/// as much again for three cycles and the grace of what they find.
pub const QUIET: Span = Span::from_secs(600);

/// The least length of a run: the quiet, and as much before it.
pub const LENGTH_MIN: Span = Span::from_secs(1_200);

/// Which faults may strike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Strikes {
    /// Every kind.
    All,
    /// None.
    None,
    /// These kinds, by their words.
    Only(BTreeSet<String>),
}

/// Why a text does not say which faults may strike. Policy: refuse the argument.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is no kind of fault: write all, none, or some of {known}, with commas between")]
pub struct StrikesError {
    word: String,
    known: String,
}

/// What one seed brings.
#[derive(Clone, Debug)]
pub struct Lot {
    /// The numbers that the engine is bound by.
    pub rules: Rules,
    /// The market.
    pub market: SyntheticSettings,
    /// The faults.
    pub windows: Vec<Window>,
    /// What a person does, and when, from the beginning.
    pub acts: Vec<(Span, OperatorAction)>,
}

impl Lot {
    /// What `seed` brings for a run of `length`, of the faults that may strike.
    #[must_use]
    pub fn draw(seed: u64, length: Span, strikes: &Strikes) -> Self {
        let mut dice = Dice::new(seed);
        let rules = rules::rules(&mut dice);
        let market = rules::market(&mut dice);
        let troubled = length - QUIET;
        let acts = acts::acts(&mut dice, troubled);
        let windows = faults::windows(&mut dice, troubled, &market, strikes);
        Self { rules, market, windows, acts }
    }
}

impl Strikes {
    /// Whether the kind `word` may strike.
    #[must_use]
    pub fn includes(&self, word: &str) -> bool {
        match self {
            Self::All => true,
            Self::None => false,
            Self::Only(words) => words.contains(word),
        }
    }
}

impl std::fmt::Display for Strikes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::None => f.write_str("none"),
            Self::Only(words) => f.write_str(&words.iter().map(String::as_str).collect::<Vec<_>>().join(",")),
        }
    }
}

impl std::str::FromStr for Strikes {
    type Err = StrikesError;

    /// Reads `all`, `none`, or words of faults with commas between.
    fn from_str(text: &str) -> Result<Self, StrikesError> {
        match text {
            "all" => return Ok(Self::All),
            "none" => return Ok(Self::None),
            _ => {}
        }
        let words = text.split(',').map(|word| {
            let word = word.trim();
            if FAULT_WORDS.contains(&word) {
                return Ok(word.to_owned());
            }
            let word = word.chars().take(40).collect();
            Err(StrikesError { word, known: FAULT_WORDS.join(" ") })
        });
        Ok(Self::Only(words.collect::<Result<_, _>>()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LENGTH: Span = Span::from_secs(24 * 3_600);

    #[test]
    fn the_same_seed_brings_the_same() {
        let lot = |seed| format!("{:?}", Lot::draw(seed, LENGTH, &Strikes::All));
        assert_eq!(lot(7), lot(7));
        assert_ne!(lot(7), lot(8));
    }

    #[test]
    fn every_kind_strikes_somewhere_and_some_seeds_are_calm() {
        let lots: Vec<Lot> = (0..200).map(|seed| Lot::draw(seed, LENGTH, &Strikes::All)).collect();
        let struck: BTreeSet<_> =
            lots.iter().flat_map(|lot| &lot.windows).map(|window| window.fault.as_str()).collect();
        assert_eq!(struck, FAULT_WORDS.into_iter().collect());
        let of = |least: usize, most: usize| {
            lots.iter().filter(|lot| (least..=most).contains(&lot.windows.len())).count()
        };
        assert!(of(0, 0) > 5 && of(1, 1) > 5 && of(2, 12) > 20 && of(60, 1_000) > 20);
    }

    #[test]
    fn the_end_is_quiet() {
        for seed in 0..100 {
            for length in [LENGTH_MIN, LENGTH] {
                let lot = Lot::draw(seed, length, &Strikes::All);
                let over = lot.windows.iter().map(Window::until).max().unwrap_or(Span::ZERO);
                let acted = lot.acts.iter().map(|(at, _)| *at).max().unwrap_or(Span::ZERO);
                assert!(over <= length - QUIET && acted <= length - QUIET, "seed {seed}: {over} {acted}");
            }
        }
    }

    #[test]
    fn what_may_strike_is_read_and_told() {
        #[track_caller]
        fn check(text: &str, expect: Option<&str>) {
            assert_eq!(text.parse::<Strikes>().ok().map(|strikes| strikes.to_string()).as_deref(), expect);
        }
        check("all", Some("all"));
        check("none", Some("none"));
        check("partition, crash", Some("crash,partition"));
        check("", None);
        check("partition,", None);
        check("earthquake", None);
        let only: Strikes = "crash".parse().unwrap();
        let lots = (0..50).map(|seed| Lot::draw(seed, LENGTH, &only));
        let windows: Vec<Window> = lots.flat_map(|lot| lot.windows).collect();
        assert!(!windows.is_empty() && windows.iter().all(|window| window.fault.as_str() == "crash"));
    }
}
