//! A recording as a feed.

use std::path::Path;
use std::sync::Arc;

use super::rows_replay::RowsReplay;
use super::session_replay::{self, SessionReplay};
use super::source::{Contents, Source};
use super::survey::{self, Survey};
use crate::market::{Feed, FeedError, Skipped};
use crate::model::{History, Markets, Span, Tick, Time};

/// Real market data, or a soak's own, from a file.
#[derive(Debug)]
pub struct Recording {
    source: Arc<Source>,
    survey: Survey,
    /// Closes from before the first tick, and how far they are apart; only a session has any.
    past: (Span, Vec<History>),
    body: Body,
    /// Ticks up to here are left out.
    after: Time,
}

/// The second pass.
#[derive(Debug)]
enum Body {
    Table(Box<RowsReplay>),
    Session(Box<SessionReplay>),
}

impl Recording {
    /// Opens `path` and surveys it from end to end. It takes as long as reading the file does.
    ///
    /// # Errors
    /// When the file cannot be read, is no recording, is damaged, or has too many bad rows: see
    /// [`FeedError`].
    pub fn open(path: &Path) -> Result<Self, FeedError> {
        let source = Arc::new(Source::open(path)?);
        let (survey, past, body) = match source.contents()? {
            Contents::Table => {
                let survey = survey::survey(&source)?;
                let body = RowsReplay::open(&source, &survey)?;
                (survey, (Span::ZERO, Vec::new()), Body::Table(Box::new(body)))
            }
            contents @ (Contents::Session | Contents::Json) => {
                let (survey, head) = session_replay::survey(&source, contents)?;
                let (body, _) = SessionReplay::open(&source, contents)?;
                (survey, (head.bar, head.history), Body::Session(Box::new(body)))
            }
        };
        Ok(Self { source, survey, past, body, after: Time::from_micros(i64::MIN) })
    }

    /// What the first pass found.
    #[must_use]
    pub fn survey(&self) -> &Survey {
        &self.survey
    }
}

impl Feed for Recording {
    fn markets(&self) -> &Markets {
        &self.survey.markets
    }

    fn next(&mut self) -> Result<Option<Tick>, FeedError> {
        loop {
            let next = match &mut self.body {
                Body::Table(rows) => rows.next()?,
                Body::Session(session) => session.next()?,
            };
            match next {
                Some(tick) if tick.at <= self.after => {}
                over_or_later => return Ok(over_or_later),
            }
        }
    }

    /// Empty but for a session that was cut with bars of this length: a table holds nothing from before its
    /// first row.
    fn history(&self, bar: Span, count: usize) -> Vec<History> {
        let (spaced, past) = &self.past;
        if *spaced != bar {
            return Vec::new();
        }
        let last = |history: &History| {
            let from = history.closes.len().saturating_sub(count);
            History {
                market: history.market,
                closes: history.closes.get(from..).unwrap_or_default().to_vec(),
            }
        };
        past.iter().map(last).collect()
    }

    fn skip_to(&mut self, after: Time) -> Result<(), FeedError> {
        self.after = self.after.max(after);
        Ok(())
    }

    fn describe(&self) -> String {
        let survey = &self.survey;
        let symbols: Vec<_> = survey.markets.iter().map(|(_, market)| market.symbol.as_str()).collect();
        let file = self.source.path().rsplit('/').next().unwrap_or_default();
        format!(
            "recording {file}: {} {}, {}, {} to {}, bad rows: {}, gaps: {}",
            survey.rows,
            survey.kind,
            symbols.join(" "),
            survey.first,
            survey.last,
            survey.skipped.count(),
            survey.gaps.count,
        )
    }

    fn skipped(&self) -> &Skipped {
        &self.survey.skipped
    }
}
