//! Equity and round trips over time, thinned to what a screen can show.
//!
//! Invariant: a thinned curve has every stretch's lowest and highest point, and begins and ends where the whole
//! one does.

use std::collections::BTreeMap;

use crate::event::Route;
use crate::journal::{Archive, JournalError, RequestMinute};
use crate::model::{Money, Span, Time};
use crate::snapshot::{CurvePoint, LatencyMinute};

const HOUR: Span = Span::from_secs(3_600);

const DAY: Span = Span::from_secs(86_400);

/// How far back round trips are shown.
const LATENCY: Span = Span::from_secs(7_200);

/// Stretches of a day's curve: with two points each, the first and the last it has at most 288.
const DAY_STRETCHES: i64 = 143;

/// Stretches of the whole soak's curve: at most 512 points.
const SOAK_STRETCHES: i64 = 255;

/// The last hour, a point a minute.
pub(super) fn hour(tables: &Archive, at: Time) -> Result<Vec<CurvePoint>, JournalError> {
    Ok(tables.equity(at - HOUR, at)?.into_iter().map(point).collect())
}

/// The last 24 hours, at most 288 points.
pub(super) fn day(tables: &Archive, at: Time) -> Result<Vec<CurvePoint>, JournalError> {
    thinned(tables, at - DAY, at, DAY_STRETCHES)
}

/// From the first minute's end to the last, at most 512 points.
pub(super) fn soak(tables: &Archive, (first, last): (Time, Time)) -> Result<Vec<CurvePoint>, JournalError> {
    thinned(tables, first - Span::from_micros(1), last, SOAK_STRETCHES)
}

fn thinned(
    tables: &Archive,
    after: Time,
    until: Time,
    stretches: i64,
) -> Result<Vec<CurvePoint>, JournalError> {
    let micros = until.since(after).as_micros();
    let width = Span::from_micros(micros / stretches + i64::from(micros % stretches != 0));
    Ok(tables.equity_course(after, until, width)?.into_iter().map(point).collect())
}

fn point((at, equity): (Time, Money)) -> CurvePoint {
    CurvePoint { at, equity }
}

/// The last two hours by minute: all routes together, and orders alone.
pub(super) fn latency(tables: &Archive, at: Time) -> Result<Vec<LatencyMinute>, JournalError> {
    let mut minutes = BTreeMap::new();
    for minute in tables.request_minutes(at - LATENCY, at)? {
        if minute.route == Route::Order.as_str() {
            add(&mut minutes, &minute, Route::Order.as_str());
        }
        add(&mut minutes, &minute, "all");
    }
    let mean = |(_, mut minute): ((Time, &str), LatencyMinute)| {
        let count = i64::try_from(minute.count).unwrap_or(i64::MAX).max(1);
        minute.mean = Span::from_micros(minute.mean.as_micros() / count);
        minute
    };
    Ok(minutes.into_iter().map(mean).collect())
}

/// Adds `minute` to what `route` has; the mean is the sum for now.
fn add<'a>(minutes: &mut BTreeMap<(Time, &'a str), LatencyMinute>, minute: &RequestMinute, route: &'a str) {
    let sum = minutes.entry((minute.at, route)).or_insert_with(|| LatencyMinute {
        at: minute.at,
        route: route.to_owned(),
        count: 0,
        errors: 0,
        mean: Span::ZERO,
        max: Span::ZERO,
    });
    sum.count += minute.count;
    sum.errors += minute.errors;
    sum.mean += minute.latency_sum;
    sum.max = sum.max.max(minute.latency_max);
}
