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
        const SQL: &str = "SELECT at, equity FROM equity WHERE at > ?1 AND at <= ?2 ORDER BY at";
        let mut course = Course::new(after, width);
        // Grouping by stretch in SQL sorts all rows, which takes five times as long as looking at them.
        self.each("read the equity's course", SQL, params![after.as_micros(), until.as_micros()], |row| {
            course.look(read::time(row, 0)?, row.get_ref(1)?.as_str()?);
            Ok(())
        })?;
        course.points().map_err(|what| JournalError::corrupt(&self.path, what))
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

/// The extremes of each stretch, as they are found.
struct Course {
    after: Time,
    width: i64,
    stretch: i64,
    low: Option<Seen>,
    high: Option<Seen>,
    /// The last point; its text has one buffer for all.
    last: Option<Time>,
    last_text: String,
    kept: Vec<(Time, String)>,
}

/// A point whose text is not read yet.
struct Seen {
    at: Time,
    /// Only which point is chosen goes by the float; what it says is exact.
    height: f64,
    text: String,
}

impl Course {
    fn new(after: Time, width: Span) -> Self {
        let width = width.as_micros().max(1);
        let (last_text, kept) = (String::new(), Vec::new());
        Self { after, width, stretch: -1, low: None, high: None, last: None, last_text, kept }
    }

    fn look(&mut self, at: Time, text: &str) {
        let stretch = (at.since(self.after).as_micros() - 1) / self.width;
        if stretch != self.stretch {
            self.keep_extremes();
            self.stretch = stretch;
        }
        let height = text.parse().unwrap_or(f64::NAN);
        let seen = || Seen { at, height, text: text.to_owned() };
        if self.kept.is_empty() && self.last.is_none() {
            self.kept.push((at, text.to_owned()));
        }
        if self.low.as_ref().is_none_or(|low| height < low.height) {
            self.low = Some(seen());
        }
        if self.high.as_ref().is_none_or(|high| height > high.height) {
            self.high = Some(seen());
        }
        self.last = Some(at);
        self.last_text.clear();
        self.last_text.push_str(text);
    }

    fn keep_extremes(&mut self) {
        for extreme in [self.low.take(), self.high.take()].into_iter().flatten() {
            self.kept.push((extreme.at, extreme.text));
        }
    }

    /// The points, oldest first; or what does not read.
    fn points(mut self) -> Result<Vec<(Time, Money)>, String> {
        self.keep_extremes();
        self.kept.extend(self.last.map(|at| (at, std::mem::take(&mut self.last_text))));
        self.kept.sort_by_key(|(at, _)| *at);
        self.kept.dedup_by_key(|(at, _)| *at);
        let read = |(at, text): (Time, String)| match text.parse() {
            Ok(equity) => Ok((at, equity)),
            Err(_) => Err(format!("the equity at {at} is no number")),
        };
        self.kept.into_iter().map(read).collect()
    }
}

fn point(row: &Row<'_>) -> rusqlite::Result<(Time, Money)> {
    Ok((read::time(row, 0)?, read::parsed(row, 1)?))
}
