//! What is said of the same lines twice: one by one, and summed up.
//!
//! Invariant: of two accounts none is believed for being the better one.

/// Lines that could be covered, and those that were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) lines: u64,
    pub(super) covered: u64,
}

impl Account {
    /// The larger number of lines, with the smaller share of them covered, cut to a whole line. An account of no
    /// lines says nothing.
    ///
    /// Why not the smaller number covered? Compilers count the lines of a closure twice when they sum up; of a file
    /// of which nine tenths are covered by both accounts, nine tenths are.
    pub(super) fn or_worse(self, other: Self) -> Self {
        let (own, others) = (u128::from(self.covered), u128::from(other.covered));
        let (of, of_others) = (u128::from(self.lines), u128::from(other.lines));
        if of_others == 0 {
            return self;
        }
        if of == 0 {
            return other;
        }
        let (covered, all) = if own * of_others <= others * of { (own, of) } else { (others, of_others) };
        let lines = self.lines.max(other.lines);
        // No larger than `lines`, since no more is covered than there is.
        let covered = u128::from(lines) * covered / all;
        Self { lines, covered: u64::try_from(covered).unwrap_or(lines).min(lines) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(one: (u64, u64), two: (u64, u64), expect: (u64, u64)) {
        let [one, two] = [one, two].map(|(lines, covered)| Account { lines, covered });
        let expect = Account { lines: expect.0, covered: expect.1 };
        assert_eq!((one.or_worse(two), two.or_worse(one)), (expect, expect));
    }

    #[test]
    fn more_lines_and_the_smaller_share() {
        check((10, 9), (10, 9), (10, 9));
        check((10, 10), (100, 10), (100, 10));
        check((100, 90), (10, 8), (100, 80));
        check((3, 2), (2, 2), (3, 2));
        check((7, 7), (3, 1), (7, 2));
        check((0, 0), (3, 1), (3, 1));
        check((u64::MAX, u64::MAX), (1, 1), (u64::MAX, u64::MAX));
    }
}
