//! A recording as a feed: the second pass.

use std::path::Path;
use std::sync::Arc;

use super::bars::Unfolding;
use super::columns::RecordingKind;
use super::row::{Row, Values};
use super::rows::{Rows, Step};
use super::scales::Scales;
use super::source::Source;
use super::survey::{self, Survey};
use crate::market::{Feed, FeedError, Skipped};
use crate::model::{History, Markets, Span, Tick, TickKind, Time};

/// Real market data from a file.
#[derive(Debug)]
pub struct Recording {
    source: Arc<Source>,
    survey: Survey,
    rows: Rows,
    scales: Vec<Scales>,
    unfolding: Unfolding,
    /// The row that comes next, read before its turn; `None` at the end.
    ahead: Option<Row>,
    good: u64,
    /// Ticks up to here are left out.
    after: Time,
}

impl Recording {
    /// Opens `path` and surveys it from end to end. It takes as long as reading the file does.
    ///
    /// # Errors
    /// When the file cannot be read, is no recording, is damaged, or has too many bad rows: see
    /// [`FeedError`].
    pub fn open(path: &Path) -> Result<Self, FeedError> {
        let source = Arc::new(Source::open(path)?);
        let survey = survey::survey(&source)?;
        let scales = survey.markets.iter().map(|(_, market)| Scales::of(market)).collect();
        let rows = Rows::reopen(Arc::clone(&source), survey.kind)?;
        let interval = match survey.kind {
            RecordingKind::Bars { interval } => interval,
            RecordingKind::Trades | RecordingKind::Quotes => Span::ZERO,
        };
        let unfolding = Unfolding::new(interval, survey.markets.len());
        let after = Time::from_micros(i64::MIN);
        let mut recording = Self { source, survey, rows, scales, unfolding, ahead: None, good: 0, after };
        recording.ahead = recording.read_row()?;
        Ok(recording)
    }

    /// What the first pass found.
    #[must_use]
    pub fn survey(&self) -> &Survey {
        &self.survey
    }

    /// The next good row. A file that is not what the survey saw is noticed by a market that was not
    /// there, and at the end at the latest.
    fn read_row(&mut self) -> Result<Option<Row>, FeedError> {
        let expected = self.survey.rows - self.survey.skipped.count();
        let changed = |found| FeedError::Changed { path: self.source.path().to_owned(), found, expected };
        while let Some(step) = self.rows.next()? {
            if let Step::Good(row) = step {
                self.good += 1;
                let known = row.market.index() < self.survey.markets.len();
                return if known { Ok(Some(row)) } else { Err(changed(self.good)) };
            }
        }
        if self.good == expected { Ok(None) } else { Err(changed(self.good)) }
    }

    fn next_of_all(&mut self) -> Result<Option<Tick>, FeedError> {
        // A row is taken in before the first tick that is due after it.
        while let Some(row) = self.ahead
            && self.unfolding.next_at().is_none_or(|due| row.at < due)
        {
            self.ahead = self.read_row()?;
            let scales = self.scales.get(row.market.index()).copied().unwrap_or_default();
            let kind = match row.values {
                Values::Bar(bar) => {
                    self.unfolding.push(row.at, row.market, &bar, scales);
                    continue;
                }
                Values::Trade { price, size, taker } => {
                    TickKind::Trade { price: scales.price(price), size: scales.quantity(size), taker }
                }
                Values::Quote { bid, bid_size, ask, ask_size } => TickKind::Quote {
                    bid: scales.price(bid),
                    bid_size: scales.quantity(bid_size),
                    ask: scales.price(ask),
                    ask_size: scales.quantity(ask_size),
                },
            };
            return Ok(Some(Tick { market: row.market, at: row.at, kind }));
        }
        Ok(self.unfolding.pop())
    }
}

impl Feed for Recording {
    fn markets(&self) -> &Markets {
        &self.survey.markets
    }

    fn next(&mut self) -> Result<Option<Tick>, FeedError> {
        while let Some(tick) = self.next_of_all()? {
            if tick.at > self.after {
                return Ok(Some(tick));
            }
        }
        Ok(None)
    }

    /// Empty: a file holds nothing from before its first row.
    fn history(&self, _bar: Span, _count: usize) -> Vec<History> {
        Vec::new()
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
