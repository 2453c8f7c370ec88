//! The past of a soak, running or ended, as screens show it: read from its journal and from nothing else.
//!
//! Invariant: nothing here waits for the soak, and the soak waits for nothing here.

mod curves;
mod events;
mod life;
mod words;

#[cfg(test)]
mod tests;

use std::path::Path;

use crate::event::Record;
use crate::journal::{self, Extent, JournalError, Nearest, StoredPicture};
use crate::link::{PastStep, Question, Told};
use crate::model::{OrderSeq, Span, Time};
use crate::snapshot::{AlertPast, CurvePoint, GapView, History, OrderLife, Past, SNAPSHOT_VERSION, Snapshot};

/// A leap.
const LEAP: Span = Span::from_secs(3_600);

/// Alerts shown: some days of a bad week.
const ALERTS_MAX: usize = 200;

/// Gaps shown.
const GAPS_MAX: usize = 100;

/// Later than everything.
const NEVER: Time = Time::from_micros(i64::MAX);

/// Why the past does not tell.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The journal cannot be read. Policy: say so; the soak is not concerned.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// There is no such order. Policy: say so.
    #[error(
        "this soak's journal has no order {order}; look at its table with: sqlite3 journal.db 'SELECT * FROM v_orders'"
    )]
    NoOrder {
        /// The order asked for.
        order: OrderSeq,
    },
}

/// The past of one soak.
#[derive(Debug)]
pub struct Archive {
    tables: journal::Archive,
    /// When the soak began, once a picture said so.
    began_at: Option<Time>,
    /// The curve of the whole soak, by the times that it begins and ends with.
    course: Option<((Time, Time), Vec<CurvePoint>)>,
}

impl Archive {
    /// Opens the journal of the soak in `folder`, for reading only.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub fn open(folder: &Path) -> Result<Self, ArchiveError> {
        Ok(Self { tables: journal::Archive::open(folder)?, began_at: None, course: None })
    }

    /// Answers a viewer's question.
    ///
    /// # Errors
    /// The journal cannot be read, or there is no such order.
    pub fn answer(&mut self, question: &Question) -> Result<Told, ArchiveError> {
        Ok(match *question {
            Question::Order { order } => Told::Order(self.order(order)?),
            Question::Past { from, step } => Told::Past(self.past(from, step)?),
        })
    }

    /// One order's life.
    ///
    /// # Errors
    /// The journal cannot be read, or there is no such order.
    pub fn order(&self, order: OrderSeq) -> Result<OrderLife, ArchiveError> {
        life::of(&self.tables, order)?.ok_or(ArchiveError::NoOrder { order })
    }

    /// Where `step` leads from the moment `from`. A step beyond the first or the last picture leads to that one.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn past(&mut self, from: Time, step: PastStep) -> Result<Past, ArchiveError> {
        let (wanted, end) = match step {
            PastStep::Back => (Nearest::Before(from), Some(Nearest::AtOrAfter(Time::EPOCH))),
            PastStep::LeapBack => (Nearest::AtOrBefore(from - LEAP), Some(Nearest::AtOrAfter(Time::EPOCH))),
            PastStep::Forward => (Nearest::After(from), Some(Nearest::AtOrBefore(NEVER))),
            PastStep::LeapForward => (Nearest::AtOrAfter(from + LEAP), Some(Nearest::AtOrBefore(NEVER))),
            PastStep::Stay => (Nearest::AtOrBefore(from), None),
        };
        let mut found = self.tables.picture(wanted)?;
        if let (None, Some(end)) = (&found, end) {
            found = self.tables.picture(end)?;
        }
        let history = self.history(Some(found.as_ref().map_or(from, |picture| picture.at)))?;
        let picture = found.as_ref().and_then(developed).map(Box::new);
        Ok(Past { picture, history, reach: self.tables.pictures_reach()? })
    }

    /// The last moment there is a picture of.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn last(&mut self) -> Result<Past, ArchiveError> {
        self.past(NEVER, PastStep::Stay)
    }

    /// What led to the moment `at`, or to the last one that the journal knows.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn history(&mut self, at: Option<Time>) -> Result<History, ArchiveError> {
        let until = at.unwrap_or(NEVER);
        let events = events::until(&self.tables, until)?;
        let reach = self.tables.equity_reach(until)?;
        let at = match at {
            Some(at) if at < NEVER => at,
            _ => {
                let pictured = self.tables.pictures_reach()?.map(|(_, last)| last);
                let known = [pictured, reach.map(|(_, last)| last), events.last().map(|event| event.at)];
                known.into_iter().flatten().max().unwrap_or_default()
            }
        };
        let began_at = self.began_at(reach.map(|(first, _)| first))?;
        Ok(History {
            at,
            began_at,
            hour: curves::hour(&self.tables, at)?,
            day: curves::day(&self.tables, at)?,
            soak: self.soak_curve(reach)?,
            latency: curves::latency(&self.tables, at)?,
            events,
            alerts: self.alerts(at)?,
            gaps: self.gaps(at)?,
        })
    }

    /// How far the journal goes, to see whether a history would be another one.
    pub(super) fn extent(&self) -> Result<Extent, ArchiveError> {
        Ok(self.tables.extent()?)
    }

    /// When the soak began: as a picture says, else with its first minute, else with its folder.
    fn began_at(&mut self, first_minute: Option<Time>) -> Result<Time, ArchiveError> {
        if let Some(known) = self.began_at {
            return Ok(known);
        }
        let first = self.tables.picture(Nearest::AtOrAfter(Time::EPOCH))?;
        self.began_at = first.as_ref().and_then(developed).map(|picture| picture.soak.started_at);
        match (self.began_at, first_minute) {
            (Some(known), _) | (None, Some(known)) => Ok(known),
            (None, None) => Ok(self.tables.about()?.created_at),
        }
    }

    fn soak_curve(&mut self, reach: Option<(Time, Time)>) -> Result<Vec<CurvePoint>, ArchiveError> {
        let Some(reach) = reach else { return Ok(Vec::new()) };
        if let Some((known, curve)) = &self.course
            && *known == reach
        {
            return Ok(curve.clone());
        }
        let curve = curves::soak(&self.tables, reach)?;
        self.course = Some((reach, curve.clone()));
        Ok(curve)
    }

    /// Alerts as they stood at `at`.
    fn alerts(&self, at: Time) -> Result<Vec<AlertPast>, ArchiveError> {
        let by_then = |moment: Option<Time>| moment.filter(|moment| *moment <= at);
        let alerts = self.tables.alerts_until(at, ALERTS_MAX)?.into_iter().map(|alert| AlertPast {
            id: alert.id,
            severity: alert.severity,
            text: alert.text,
            raised_at: alert.raised_at,
            acknowledged_at: by_then(alert.acknowledged_at),
            cleared_at: by_then(alert.cleared_at),
        });
        Ok(alerts.collect())
    }

    fn gaps(&self, at: Time) -> Result<Vec<GapView>, ArchiveError> {
        let gaps = self.tables.gaps_until(at, GAPS_MAX)?.into_iter().filter_map(|record| match record {
            Record::Gap { from, to, reason } => Some(GapView { from, to, reason }),
            _ => None,
        });
        Ok(gaps.collect())
    }
}

/// The picture inside, if this build can read it.
fn developed(picture: &StoredPicture) -> Option<Snapshot> {
    let bytes = picture.bytes.as_ref().filter(|_| picture.version == SNAPSHOT_VERSION)?;
    serde_json::from_slice(bytes).ok()
}
