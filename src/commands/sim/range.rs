//! A range of seeds as it is written.

use std::str::FromStr;

/// Seeds from the first up to but not including the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SeedRange {
    pub(super) first: u64,
    pub(super) end: u64,
}

impl SeedRange {
    /// How many there are.
    pub(super) const fn count(self) -> u64 {
        self.end - self.first
    }

    /// The only one, if there is only one.
    pub(super) fn only(self) -> Option<u64> {
        (self.count() == 1).then_some(self.first)
    }
}

impl FromStr for SeedRange {
    type Err = String;

    /// Reads `0..100`, or `7` for seven alone.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no range of seeds: write two numbers as in 0..100, or one");
        let number = |text: &str| text.parse::<u64>().map_err(|_| wrong());
        let (first, end) = if let Some((first, end)) = text.split_once("..") {
            (number(first)?, number(end)?)
        } else {
            let only = number(text)?;
            (only, only.checked_add(1).ok_or_else(wrong)?)
        };
        if first >= end {
            return Err(format!("{text:?} holds no seed: the end is not among them, as in 0..100"));
        }
        Ok(Self { first, end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_they_are_written() {
        #[track_caller]
        fn check(text: &str, expect: Option<(u64, u64)>) {
            assert_eq!(text.parse::<SeedRange>().ok().map(|range| (range.first, range.end)), expect);
        }
        check("0..100", Some((0, 100)));
        check("17", Some((17, 18)));
        check("3..4", Some((3, 4)));
        check("4..4", None);
        check("5..4", None);
        check("..4", None);
        check("4..", None);
        check("-1..4", None);
        check("a", None);
        check("18446744073709551615", None);
    }
}
