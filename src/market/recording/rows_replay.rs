//! The second pass over a table: its rows as ticks.

use std::sync::Arc;

use super::bars::Unfolding;
use super::row::{Row, Values};
use super::rows::{Rows, Step};
use super::scales::Scales;
use super::source::Source;
use super::survey::Survey;
use crate::market::FeedError;
use crate::model::{Tick, TickKind};

/// Reads a table again, and turns its rows into ticks.
#[derive(Debug)]
pub(super) struct RowsReplay {
    source: Arc<Source>,
    rows: Rows,
    scales: Vec<Scales>,
    unfolding: Unfolding,
    /// The row that comes next, read before its turn; `None` at the end.
    ahead: Option<Row>,
    good: u64,
    /// Good rows that the survey saw.
    expected: u64,
}

impl RowsReplay {
    /// Begins again with a file that `survey` was made of.
    pub(super) fn open(source: &Arc<Source>, survey: &Survey) -> Result<Self, FeedError> {
        let mut replay = Self {
            source: Arc::clone(source),
            rows: Rows::reopen(Arc::clone(source), survey.kind)?,
            scales: survey.markets.iter().map(|(_, market)| Scales::of(market)).collect(),
            unfolding: Unfolding::new(survey.kind.row_length(), survey.markets.len()),
            ahead: None,
            good: 0,
            expected: survey.rows - survey.skipped.count(),
        };
        replay.ahead = replay.read_row()?;
        Ok(replay)
    }

    /// The next good row. A file that is not what the survey saw is noticed by a market that was not
    /// there, and at the end at the latest.
    fn read_row(&mut self) -> Result<Option<Row>, FeedError> {
        let expected = self.expected;
        let changed = |found| FeedError::Changed { path: self.source.path().to_owned(), found, expected };
        while let Some(step) = self.rows.next()? {
            if let Step::Good(row) = step {
                self.good += 1;
                let known = row.market.index() < self.scales.len();
                return if known { Ok(Some(row)) } else { Err(changed(self.good)) };
            }
        }
        if self.good == expected { Ok(None) } else { Err(changed(self.good)) }
    }

    /// The next tick.
    pub(super) fn next(&mut self) -> Result<Option<Tick>, FeedError> {
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
