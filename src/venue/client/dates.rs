//! How far this machine's clock is from the venue's, from the dates of its answers (RFC 9110, section 6.6.1).
//!
//! ```text
//!   machine   sent ├──────────────────────────┤ received        ahead = machine − venue
//!   venue            …:07 ├─── somewhere ───┤ …:08
//!
//!   sent − date − 1 s  <  ahead  ≤  received − date
//! ```
//!
//! A date has whole seconds, so that one answer alone leaves a second and a round trip open. Answers at other
//! moments of the second cut that range from both sides; what is left after some minutes is about as wide as
//! the quickest round trip.
//!
//! Invariant: a single odd date moves nothing, and a clock that was set is seen after three answers.

use std::sync::{Arc, Mutex, PoisonError};

use reqwest::header::{AGE, DATE, HeaderMap};

use crate::model::{Span, Time};

/// What a date leaves out.
const DATE_STEP: Span = Span::from_secs(1);

/// Answers in a row that contradict what was known before it is given up: one may come from another machine
/// of the venue's, or out of its cache; three in a row are a clock that was set, here or there.
const CONTRADICTIONS: u32 = 3;

/// The dates that a venue told since they were last taken. Clones hear and tell the same.
#[derive(Clone, Debug, Default)]
pub struct VenueDates(Arc<Mutex<Heard>>);

#[derive(Debug, Default)]
struct Heard {
    ahead: Option<Ahead>,
    contradictions: u32,
}

/// How far this machine's clock is ahead of the venue's, at least and at most; negative when behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// At least.
    pub least: Span,
    /// At most.
    pub most: Span,
}

impl Ahead {
    /// The end of the range that is farther from zero. What is not known counts against the clock: a bound
    /// that this keeps is kept by the true offset too.
    #[must_use]
    pub fn farthest(self) -> Span {
        if self.most + self.least < Span::ZERO { self.least } else { self.most }
    }

    /// What both leave open, if they agree.
    fn and(self, other: Self) -> Option<Self> {
        let both = Self { least: self.least.max(other.least), most: self.most.min(other.most) };
        (both.least <= both.most).then_some(both)
    }
}

impl VenueDates {
    /// Hears the date in `headers`, if there is one, of an answer to a request that was sent and received then
    /// by this machine's wall clock.
    pub(super) fn hear(&self, headers: &HeaderMap, sent_at: Time, received_at: Time) {
        // An answer out of a cache bears the date of when it came there.
        if headers.contains_key(AGE) {
            return;
        }
        let date = headers.get(DATE).and_then(|value| Time::of_http_date(value.to_str().ok()?));
        let Some(date) = date else { return };
        let told = Ahead { least: sent_at.since(date) - DATE_STEP, most: received_at.since(date) };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take_in(told);
    }

    /// What the answers since the last call agree on; none where none of them bore a date.
    #[must_use]
    pub fn take(&self) -> Option<Ahead> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).ahead
    }
}

impl Heard {
    fn take_in(&mut self, told: Ahead) {
        let agreed = match self.ahead {
            None => Some(told),
            Some(known) => known.and(told),
        };
        if agreed.is_some() {
            (self.ahead, self.contradictions) = (agreed, 0);
            return;
        }
        self.contradictions += 1;
        if self.contradictions >= CONTRADICTIONS {
            (self.ahead, self.contradictions) = (Some(told), 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// 1994-11-06T08:49:37Z.
    const DATE_MS: i64 = 784_111_777_000;

    fn headers(date: &str) -> HeaderMap {
        HeaderMap::from_iter([(DATE, date.parse().unwrap())])
    }

    fn ahead(least: i64, most: i64) -> Ahead {
        Ahead { least: Span::from_millis(least), most: Span::from_millis(most) }
    }

    /// Hears the date when the machine's clock says so much more than it, in milliseconds.
    fn hear(dates: &VenueDates, sent: i64, received: i64) {
        let at = |offset| Time::from_millis(DATE_MS + offset);
        dates.hear(&headers("Sun, 06 Nov 1994 08:49:37 GMT"), at(sent), at(received));
    }

    #[track_caller]
    fn check(heard: &[(i64, i64)], expect: Option<Ahead>) {
        let dates = VenueDates::default();
        for (sent, received) in heard {
            hear(&dates, *sent, *received);
        }
        assert_eq!(dates.take(), expect, "{heard:?}");
        assert_eq!(dates.take(), None, "what was taken is not told again");
    }

    #[test]
    fn answers_cut_the_range_from_both_sides() {
        check(&[], None);
        check(&[(400, 500)], Some(ahead(-600, 500)));
        check(&[(400, 500), (950, 1_050), (50, 150)], Some(ahead(-50, 150)));
        check(&[(5_400, 5_500)], Some(ahead(4_400, 5_500)));
        check(&[(-4_600, -4_500)], Some(ahead(-5_600, -4_500)));
    }

    #[test]
    fn one_odd_date_moves_nothing_and_three_do() {
        let known = [(400, 500), (400, 500)];
        let far = (90_400, 90_500);
        check(&[known[0], far, far], Some(ahead(-600, 500)));
        check(&[known[0], far, far, known[1], far, far], Some(ahead(-600, 500)));
        check(&[known[0], far, far, far], Some(ahead(89_400, 90_500)));
    }

    #[test]
    fn only_a_date_of_this_moment_is_heard() {
        let at = Time::from_millis(DATE_MS);
        let dates = VenueDates::default();
        dates.hear(&HeaderMap::new(), at, at);
        dates.hear(&headers("presently"), at, at);
        let mut cached = headers("Sun, 06 Nov 1994 08:49:37 GMT");
        cached.insert(AGE, "17".parse().unwrap());
        dates.hear(&cached, at, at);
        assert_eq!(dates.take(), None);
    }

    #[test]
    fn the_farther_end_counts() {
        assert_eq!(ahead(-600, 500).farthest(), Span::from_millis(-600));
        assert_eq!(ahead(-500, 600).farthest(), Span::from_millis(600));
        assert_eq!(ahead(4_400, 5_500).farthest(), Span::from_millis(5_500));
        assert_eq!(ahead(-5_500, -4_400).farthest(), Span::from_millis(-5_500));
    }

    proptest! {
        /// Whatever the round trips and the moments, the truth is inside, and the farther end is no nearer.
        #[test]
        fn the_truth_is_in_the_range(
            truth in -5_000_000_i64..5_000_000,
            trips in prop::collection::vec((0_i64..3_000_000, 0_i64..300_000, 0_i64..300_000), 1..40),
        ) {
            let dates = VenueDates::default();
            for (sent, there, back) in trips {
                // The venue's clock in microseconds after some second, and what it says then.
                let date = (sent + there).div_euclid(1_000_000);
                let at = |venue| Time::from_millis(DATE_MS) + Span::from_micros(venue + truth);
                let text = format!("Sun, 06 Nov 1994 08:49:{} GMT", 37 + date);
                dates.hear(&headers(&text), at(sent), at(sent + there + back));
            }
            let (range, truth) = (dates.take().unwrap(), Span::from_micros(truth));
            prop_assert!(range.least <= truth && truth <= range.most, "{range:?} {truth:?}");
            prop_assert!(range.farthest().as_micros().abs() >= truth.as_micros().abs());
        }
    }
}
