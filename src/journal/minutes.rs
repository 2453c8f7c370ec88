//! Requests summed up by the minute and route.
//!
//! A soak asks its venue four things every five seconds, half a million times a week. One by one they would
//! take more room than everything else, so that only what a person may look for has a row of its own.

use std::collections::BTreeMap;

use crate::event::{RequestRecord, Route};
use crate::model::{Span, Time};

/// Sums by minute and route.
#[derive(Debug, Default)]
pub(super) struct Minutes(BTreeMap<(Time, Route), Sums>);

/// The requests of one minute and route.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) count: i64,
    /// Those that did not end `ok`.
    pub(super) errors: i64,
    pub(super) latency_us_sum: i64,
    pub(super) latency_us_max: i64,
}

/// Whether a request needs no row of its own: it changed nothing, was not about an order, and ended well.
pub(super) fn is_routine(request: &RequestRecord) -> bool {
    let about_an_order = matches!(request.route, Route::Order | Route::Cancel | Route::OrderQuery);
    !about_an_order && is_ok(request)
}

fn is_ok(request: &RequestRecord) -> bool {
    request.outcome == "ok"
}

impl Minutes {
    /// Counts `request` in the minute in which it left.
    pub(super) fn add(&mut self, request: &RequestRecord) {
        let latency = request.latency.as_micros();
        self.merge(
            (request.sent_at.floor(Span::from_secs(60)), request.route),
            Sums {
                count: 1,
                errors: i64::from(!is_ok(request)),
                latency_us_sum: latency,
                latency_us_max: latency,
            },
        );
    }

    /// Adds the sums of `later`.
    pub(super) fn absorb(&mut self, later: Self) {
        later.0.into_iter().for_each(|(key, sums)| self.merge(key, sums));
    }

    fn merge(&mut self, key: (Time, Route), more: Sums) {
        let sums = self.0.entry(key).or_default();
        sums.count += more.count;
        sums.errors += more.errors;
        sums.latency_us_sum = sums.latency_us_sum.saturating_add(more.latency_us_sum);
        sums.latency_us_max = sums.latency_us_max.max(more.latency_us_max);
    }

    /// The sums, by minute and then route.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Time, Route, Sums)> {
        self.0.iter().map(|((minute, route), sums)| (*minute, *route, *sums))
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
