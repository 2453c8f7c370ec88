//! Whether a recording with bad rows is still worth replaying.

use crate::market::{BadRow, FeedError, RowFault, Skipped};

/// Good rows that it takes for a bad one: at most 1% of the rows may be bad. Real exports lose a
/// row now and then; one that loses more was made wrongly.
const ROWS_PER_BAD_ROW: u64 = 100;

/// Bad rows forgiven in a file of any length, where they are fewer than the good ones: a cut last
/// line and one slip of a hand-made file.
const BAD_ROWS_FREE: u64 = 2;

/// The rows that go back in time.
#[derive(Clone, Debug, Default)]
pub(super) struct Backward {
    count: u64,
    first: Option<BadRow>,
}

impl Backward {
    /// Counts `row` if it goes back in time.
    pub(super) fn note(&mut self, row: &BadRow) {
        if matches!(row.fault, RowFault::TimeGoesBack { .. }) {
            self.count += 1;
            self.first.get_or_insert_with(|| row.clone());
        }
    }
}

/// Refuses a file with too many bad rows, naming what most of them are.
pub(super) fn judge(path: &str, rows: u64, skipped: &Skipped, backward: &Backward) -> Result<(), FeedError> {
    let bad = skipped.count();
    let path = path.to_owned();
    if rows == 0 {
        return Err(FeedError::NoRows { path });
    }
    let forgiven = bad <= BAD_ROWS_FREE.max(rows / ROWS_PER_BAD_ROW) && bad < rows - bad;
    if forgiven {
        return Ok(());
    }
    match (&backward.first, skipped.first()) {
        (Some(first), _) if backward.count * 2 >= bad => Err(FeedError::TimeGoesBack {
            path,
            line: first.line,
            fault: first.fault.clone(),
            rows: backward.count,
        }),
        (_, [first, ..]) => Err(FeedError::TooManyBadRows { path, bad, rows, first: first.clone() }),
        // No bad row: nothing to refuse.
        (_, []) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rows: u64, bad: u64, expect: bool) {
        let mut skipped = Skipped::default();
        for line in 0..bad {
            skipped.push(BadRow { line, fault: RowFault::Crossed });
        }
        assert_eq!(judge("x.csv", rows, &skipped, &Backward::default()).is_ok(), expect);
    }

    #[test]
    fn one_in_a_hundred_is_forgiven_and_two_in_a_short_file() {
        check(10, 1, true);
        check(10, 2, true);
        check(10, 3, false);
        check(300, 3, true);
        check(300, 4, false);
        check(1_000_000, 10_000, true);
        check(1_000_000, 10_001, false);
    }

    #[test]
    fn a_file_of_mostly_bad_rows_is_refused_however_short() {
        check(0, 0, false);
        check(1, 0, true);
        check(1, 1, false);
        check(3, 1, true);
        check(4, 2, false);
    }
}
