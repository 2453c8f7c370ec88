//! How long what failed is left alone, and how often what nobody acknowledged is told again.

use crate::model::Span;

/// The wait after a first failure: a receiver that restarts is back in about that.
pub const RETRY_FIRST: Span = Span::from_secs(1);

/// The longest wait between two tries: after an outage of days an alert still leaves within five minutes.
pub const RETRY_MAX: Span = Span::from_secs(300);

/// Tries in a row that fail before a way counts as failing: one is a hiccup, two are a restart.
pub const FAILING_AFTER: u32 = 3;

/// The wait after `failures` in a row.
pub(super) fn retry_after(failures: u32) -> Span {
    doubled(RETRY_FIRST, failures.saturating_sub(1), RETRY_MAX)
}

/// `first`, doubled `times` times, and never above `max`.
pub(super) fn doubled(first: Span, times: u32, max: Span) -> Span {
    let factor = 1_i64.checked_shl(times.min(40)).unwrap_or(i64::MAX);
    first.times(factor).min(max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        #[track_caller]
        fn check(failures: u32, expect_s: i64) {
            assert_eq!(retry_after(failures), Span::from_secs(expect_s));
        }
        check(0, 1);
        check(1, 1);
        check(2, 2);
        check(9, 256);
        check(10, 300);
        check(u32::MAX, 300);
    }
}
