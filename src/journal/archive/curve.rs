//! Equity and round trips over time.

use rusqlite::{Row, params};

use super::super::JournalError;
use super::{Archive, read};
use crate::model::{Money, Span, Time};

/// The round trips of one minute and route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestMinute {
    /// When the minute began.
    pub at: Time,
    /// The route.
    pub route: String,
    /// How many ended.
    pub count: u64,
    /// How many of them did not end `ok`.
    pub errors: u64,
    /// The sum of their latencies.
    pub latency_sum: Span,
    /// The longest.
    pub latency_max: Span,
}

impl Archive {
    /// Equity at the ends of the minutes after `after` until `until`, oldest first.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn equity(&self, after: Time, until: Time) -> Result<Vec<(Time, Money)>, JournalError> {
        const SQL: &str = "SELECT at, equity FROM equity WHERE at > ?1 AND at <= ?2 ORDER BY at";
        self.all("read the equity", SQL, params![after.as_micros(), until.as_micros()], point)
    }

    /// The lowest and the highest equity of each stretch of `width` after `after` until `until`, and the first
    /// and the last one of all, oldest first.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn equity_course(
        &self,
        after: Time,
        until: Time,
        width: Span,
    ) -> Result<Vec<(Time, Money)>, JournalError> {
        const WITHIN: &str = "SELECT at, equity FROM equity WHERE at > ?1 AND at <= ?2";
        // Only which row is chosen goes by the float; what it says is exact.
        let extreme = |which: &str| {
            format!(
                "SELECT at, equity, {which}(CAST(equity AS REAL)) FROM equity WHERE at > ?1 AND at <= ?2
                 GROUP BY (at - ?1 - 1) / ?3"
            )
        };
        let (from, to) = (after.as_micros(), until.as_micros());
        let operation = "read the equity's course";
        let mut points = Vec::new();
        for which in ["min", "max"] {
            let values = params![from, to, width.as_micros().max(1)];
            points.extend(self.all(operation, &extreme(which), values, point)?);
        }
        for end in ["ORDER BY at LIMIT 1", "ORDER BY at DESC LIMIT 1"] {
            points.extend(self.all(operation, &format!("{WITHIN} {end}"), params![from, to], point)?);
        }
        points.sort_unstable_by_key(|(at, _)| *at);
        points.dedup_by_key(|(at, _)| *at);
        Ok(points)
    }

    /// The first and the last minute's end until `until`.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn equity_reach(&self, until: Time) -> Result<Option<(Time, Time)>, JournalError> {
        const SQL: &str = "SELECT (SELECT min(at) FROM equity), (SELECT max(at) FROM equity WHERE at <= ?1)";
        self.one("read how long equity is known", SQL, [until.as_micros()], |row| {
            Ok(read::optional_time(row, 0)?.zip(read::optional_time(row, 1)?))
        })
    }

    /// The round trips of the minutes that began after `after` until `until`, oldest first.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn request_minutes(&self, after: Time, until: Time) -> Result<Vec<RequestMinute>, JournalError> {
        const SQL: &str =
            "SELECT minute, route, count, errors, latency_us_sum, latency_us_max FROM request_minutes
                           WHERE minute > ?1 AND minute <= ?2 ORDER BY minute, route";
        self.all("read the round trips", SQL, params![after.as_micros(), until.as_micros()], |row| {
            Ok(RequestMinute {
                at: read::time(row, 0)?,
                route: row.get(1)?,
                count: read::number(row, 2)?,
                errors: read::number(row, 3)?,
                latency_sum: Span::from_micros(row.get(4)?),
                latency_max: Span::from_micros(row.get(5)?),
            })
        })
    }
}

fn point(row: &Row<'_>) -> rusqlite::Result<(Time, Money)> {
    Ok((read::time(row, 0)?, read::parsed(row, 1)?))
}
