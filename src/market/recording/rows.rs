//! A recording's rows in order, good ones and bad ones.
//!
//! Invariant: times of good rows do not go back, a market's bars do not overlap, and markets are
//! numbered by their first good row.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::columns::{Columns, RecordingKind};
use super::interval;
use super::lines::{LINE_LENGTH_MAX, Line, Lines};
use super::row::{self, Parsed, Row};
use super::source::Source;
use crate::market::{BadRow, FeedError, RowFault};
use crate::model::{MarketId, Markets, Symbol, SymbolError, Time};

/// Reads a recording's rows.
#[derive(Debug)]
pub(super) struct Rows {
    source: Arc<Source>,
    lines: Lines,
    columns: Columns,
    kind: RecordingKind,
    last: Option<Time>,
    symbols: Symbols,
    /// When each market's last bar ends.
    bar_ends: Vec<Time>,
}

/// A row, or why there is none.
#[derive(Debug)]
pub(super) enum Step {
    Good(Row),
    Bad(BadRow),
}

impl Rows {
    /// Reads the header and finds out what kind of rows follow.
    pub(super) fn open(source: Arc<Source>) -> Result<Self, FeedError> {
        let columns = read_header(&source, &mut source.lines()?)?;
        let kind = match columns {
            Columns::Bars => RecordingKind::Bars { interval: interval::infer(&source)? },
            Columns::Trades => RecordingKind::Trades,
            Columns::Quotes => RecordingKind::Quotes,
        };
        Self::reopen(source, kind)
    }

    /// Reads again a file whose kind is known.
    pub(super) fn reopen(source: Arc<Source>, kind: RecordingKind) -> Result<Self, FeedError> {
        let mut lines = source.lines()?;
        let columns = read_header(&source, &mut lines)?;
        Ok(Self {
            source,
            lines,
            columns,
            kind,
            last: None,
            symbols: Symbols::default(),
            bar_ends: Vec::new(),
        })
    }

    /// What the rows hold.
    pub(super) fn kind(&self) -> RecordingKind {
        self.kind
    }

    /// The symbols of the good rows so far, in the order of their numbers.
    pub(super) fn symbols(&self) -> &[Symbol] {
        &self.symbols.names
    }

    /// The next row; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Step>, FeedError> {
        let line = match self.lines.next() {
            Ok(Some(line)) => line,
            Ok(None) => return Ok(None),
            Err(error) => return Err(self.source.failed(self.lines.number(), error)),
        };
        let parsed = match line {
            Line::Text(text) => row::parse(text, self.columns),
            Line::TooLong => Err(RowFault::TooLong { max: LINE_LENGTH_MAX }),
        };
        let judged = match parsed {
            Ok(parsed) => follow(parsed, self.kind, &mut self.last, &mut self.symbols, &mut self.bar_ends),
            Err(fault) => Err(fault),
        };
        let line = self.lines.number();
        if self.symbols.names.len() > Markets::COUNT_MAX {
            let (path, max) = (self.source.path().to_owned(), Markets::COUNT_MAX);
            return Err(FeedError::TooManySymbols { path, line, max });
        }
        Ok(Some(match judged {
            Ok(row) => Step::Good(row),
            Err(fault) => Step::Bad(BadRow { line, fault }),
        }))
    }
}

/// Judges a row by those before it, and remembers it if it is good.
fn follow(
    parsed: Parsed<'_>,
    kind: RecordingKind,
    last: &mut Option<Time>,
    symbols: &mut Symbols,
    bar_ends: &mut Vec<Time>,
) -> Result<Row, RowFault> {
    let Parsed { at, symbol, values } = parsed;
    if let Some(from) = *last
        && at < from
    {
        return Err(RowFault::TimeGoesBack { from, to: at });
    }
    let market = symbols.number(symbol)?;
    if let RecordingKind::Bars { interval } = kind {
        bar_ends.resize(symbols.names.len(), Time::from_micros(i64::MIN));
        if let Some(end) = bar_ends.get_mut(market.index()) {
            if at < *end {
                return Err(RowFault::Overlap { at });
            }
            *end = at + interval;
        }
    }
    *last = Some(at);
    Ok(Row { at, market, values })
}

fn read_header(source: &Source, lines: &mut Lines) -> Result<Columns, FeedError> {
    let path = || source.path().to_owned();
    match lines.next() {
        Ok(Some(Line::Text(header))) => Columns::of_header(header).ok_or_else(|| FeedError::Header {
            path: path(),
            found: row::shown(header),
            expected: Columns::HEADERS,
        }),
        Ok(Some(Line::TooLong)) => Err(FeedError::Header {
            path: path(),
            found: format!("a line of more than {LINE_LENGTH_MAX} bytes"),
            expected: Columns::HEADERS,
        }),
        Ok(None) => Err(FeedError::Empty { path: path() }),
        Err(error) => Err(source.failed(0, error)),
    }
}

/// Symbols and their numbers.
#[derive(Debug, Default)]
struct Symbols {
    names: Vec<Symbol>,
    numbers: BTreeMap<Symbol, MarketId>,
    /// Where the last row's symbol stands: most rows have it too, or the one after it.
    recent: usize,
}

impl Symbols {
    fn number(&mut self, name: &[u8]) -> Result<MarketId, SymbolError> {
        for guess in [self.recent, self.recent + 1, 0] {
            if self.names.get(guess).is_some_and(|known| known.as_str().as_bytes() == name) {
                self.recent = guess;
                return Ok(MarketId(u16::try_from(guess).unwrap_or(u16::MAX)));
            }
        }
        let symbol = Symbol::new(&String::from_utf8_lossy(name))?;
        let next = MarketId(u16::try_from(self.names.len()).unwrap_or(u16::MAX));
        let market = *self.numbers.entry(symbol.clone()).or_insert(next);
        if market == next {
            self.names.push(symbol);
        }
        self.recent = market.index();
        Ok(market)
    }
}
