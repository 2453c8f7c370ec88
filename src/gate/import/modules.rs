//! Which files of a report are the strategy's modules.

use std::str::FromStr;

/// Longest pattern, in characters: that of a path.
const PATTERN_MAX: usize = 256;

/// Patterns of one import: far more than a strategy has folders.
const PATTERNS_MAX: usize = 100;

/// Which files of a report are the strategy's modules: those that one of the patterns fits, or all of them where
/// there is no pattern.
///
/// A pattern is a path or the beginning of one (`src/strategy`), or has `*` for whatever a name holds, `**` for
/// folders and names, `?` for one letter. It fits from any folder of a path on, since one tool writes paths from
/// the root of the disk and another from that of the project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Modules(Vec<Pattern>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Pattern(Vec<Vec<char>>);

/// Why patterns are refused. Policy of every variant: wrong usage.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModulesError {
    /// It has nothing in it, or too much.
    #[error(
        "{pattern:?} is not a pattern of files: write a path such as src/strategy or src/strategy/**/*.py"
    )]
    Pattern {
        /// The pattern.
        pattern: String,
    },
    /// There are too many.
    #[error("there are more than {PATTERNS_MAX} patterns; name folders")]
    TooMany,
}

impl Modules {
    /// Those that `patterns` fit.
    ///
    /// # Errors
    /// A pattern is empty or too long, or there are too many.
    pub fn of<T: AsRef<str>>(patterns: &[T]) -> Result<Self, ModulesError> {
        if patterns.len() > PATTERNS_MAX {
            return Err(ModulesError::TooMany);
        }
        patterns.iter().map(|pattern| pattern.as_ref().parse()).collect::<Result<_, _>>().map(Self)
    }

    /// Whether every file is one.
    #[must_use]
    pub fn are_all(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the file at `path`, with `/`, is one of them.
    #[must_use]
    pub fn hold(&self, path: &str) -> bool {
        let parts: Vec<Vec<char>> = path.split('/').map(|part| part.chars().collect()).collect();
        self.0.is_empty() || self.0.iter().any(|pattern| fits(&pattern.0, &parts))
    }
}

impl FromStr for Pattern {
    type Err = ModulesError;

    fn from_str(text: &str) -> Result<Self, ModulesError> {
        let path = text.trim().replace('\\', "/");
        let path = path.strip_prefix("./").unwrap_or(&path).trim_matches('/');
        if path.is_empty() || path.chars().count() > PATTERN_MAX || path.split('/').any(str::is_empty) {
            return Err(ModulesError::Pattern { pattern: crate::model::neutralise(text, PATTERN_MAX) });
        }
        Ok(Self(path.split('/').map(|part| part.chars().collect()).collect()))
    }
}

/// Whether `pattern` fits `path` from any folder on, up to a whole name.
///
/// For each folder of the pattern the set of places in the path that it can have reached is kept, so that the
/// work is bounded by their product, whatever the pattern.
fn fits(pattern: &[Vec<char>], path: &[Vec<char>]) -> bool {
    let mut reached = vec![true; path.len() + 1];
    for part in pattern {
        let mut next = vec![false; path.len() + 1];
        if part.as_slice() == ['*', '*'] {
            let first = reached.iter().position(|reached| *reached).unwrap_or(next.len());
            next.iter_mut().skip(first).for_each(|place| *place = true);
        } else {
            for ((from, name), to) in reached.iter().zip(path).zip(next.iter_mut().skip(1)) {
                *to = *from && name_fits(part, name);
            }
        }
        reached = next;
    }
    reached.contains(&true)
}

/// Whether a pattern without folders fits the whole of `name`.
fn name_fits(pattern: &[char], name: &[char]) -> bool {
    let mut reached = vec![false; name.len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    for letter in pattern {
        let mut next = vec![false; name.len() + 1];
        if *letter == '*' {
            let first = reached.iter().position(|reached| *reached).unwrap_or(next.len());
            next.iter_mut().skip(first).for_each(|place| *place = true);
        } else {
            for ((from, found), to) in reached.iter().zip(name).zip(next.iter_mut().skip(1)) {
                *to = *from && (*letter == '?' || letter == found);
            }
        }
        reached = next;
    }
    reached.last().copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(patterns: &[&str], path: &str, expect: bool) {
        assert_eq!(Modules::of(patterns).unwrap().hold(path), expect, "{patterns:?} {path}");
    }

    #[test]
    fn patterns_are_paths_their_beginnings_or_have_stars() {
        check(&[], "anything", true);
        check(&["src/strategy"], "src/strategy/risk.py", true);
        check(&["src/strategy/"], "src/strategy", true);
        check(&["src/strategy"], "src/strategy_old/risk.py", false);
        check(&["src/strategy"], "/builds/a/src/strategy/risk.py", true);
        check(&["src\\strategy"], "C:/a/src/strategy/risk.py", true);
        check(&["*.py"], "src/a.py", true);
        check(&["*.py"], "src/a.pyx", false);
        check(&["src/*.py"], "src/deep/a.py", false);
        check(&["src/**/*.py"], "src/a.py", true);
        check(&["src/**/*.py"], "src/very/deep/a.py", true);
        check(&["src/?.py"], "src/ab.py", false);
        check(&["agent", "risk"], "lib/risk/a.py", true);
        check(&["**"], "a/b", true);
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for text in ["", "/", "./", "a//b", &"a".repeat(300)] {
            assert!(matches!(Modules::of(&[text]), Err(ModulesError::Pattern { .. })), "{text}");
        }
        assert_eq!(Modules::of(&vec!["a"; 101]), Err(ModulesError::TooMany));
    }
}
