//! The first pass over a recording: what is in it, and whether it can be used.

use std::sync::Arc;

use super::columns::RecordingKind;
use super::number::{Number, PLACES_MAX};
use super::row::{Row, Values};
use super::rows::{Rows, Step};
use super::source::Source;
use super::verdict::{self, Backward};
use crate::market::{FeedError, Packing, Skipped};
use crate::model::{Decimal, Market, Markets, Price, Quantity, Span, Symbol, Time};

/// What a recording holds.
#[derive(Clone, Debug)]
pub struct Survey {
    /// Bars, trades or quotes.
    pub kind: RecordingKind,
    /// How the file is packed.
    pub packing: Packing,
    /// The markets in the order of their first rows. Steps are the finest decimal place seen among
    /// a market's prices and sizes, trailing zeros aside; the smallest order is one step.
    pub markets: Markets,
    /// Time of the first row.
    pub first: Time,
    /// Time of the last row; of bars, when the last one ends.
    pub last: Time,
    /// Rows, good and bad.
    pub rows: u64,
    /// Ticks that the good rows become.
    pub ticks: u64,
    /// Rows left out.
    pub skipped: Skipped,
    /// Stretches without any row.
    pub gaps: Gaps,
    /// SHA-256 of the file as it lies on disk, in lower-case hexadecimal.
    pub sha256: String,
}

/// The stretches of a recording in which nothing happens in any market.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gaps {
    /// How many are longer than [`Self::LIMIT`].
    pub count: u64,
    /// The longest.
    pub longest: Option<Gap>,
    /// The first [`Self::SHOWN_MAX`].
    pub first: Vec<Gap>,
}

/// One stretch without rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The last row before it; of bars, that bar's end.
    pub from: Time,
    /// The first row after it.
    pub to: Time,
}

/// What the rows of one market needed so far.
#[derive(Clone, Copy, Debug, Default)]
struct Places {
    price: u32,
    size: u32,
}

impl Gaps {
    /// A silence longer than this is a gap: more than twice the silence after which a market counts
    /// as stale, so a sleepy market's pauses are few among them.
    pub const LIMIT: Span = Span::from_secs(300);

    /// Gaps kept: what fits a report.
    pub const SHOWN_MAX: usize = 20;

    pub(super) fn note(&mut self, gap: Gap) {
        if gap.length() <= Self::LIMIT {
            return;
        }
        self.count += 1;
        if self.longest.is_none_or(|longest| gap.length() > longest.length()) {
            self.longest = Some(gap);
        }
        if self.first.len() < Self::SHOWN_MAX {
            self.first.push(gap);
        }
    }
}

impl Gap {
    /// How long it lasts.
    #[must_use]
    pub const fn length(&self) -> Span {
        self.to.since(self.from)
    }
}

/// Reads the whole file once.
pub(super) fn survey(source: &Arc<Source>) -> Result<Survey, FeedError> {
    let mut rows = Rows::open(Arc::clone(source))?;
    let kind = rows.kind();
    let row_length = kind.row_length();
    let (mut skipped, mut backward, mut gaps) = (Skipped::default(), Backward::default(), Gaps::default());
    let (mut first, mut last, mut good) = (Time::EPOCH, Time::EPOCH, 0);
    let mut places: Vec<Places> = Vec::new();
    while let Some(step) = rows.next()? {
        match step {
            Step::Good(row) if good == 0 => {
                (first, last, good) = (row.at, row.at + row_length, 1);
                note_places(&mut places, &row);
            }
            Step::Good(row) => {
                gaps.note(Gap { from: last, to: row.at });
                last = row.at + row_length;
                good += 1;
                note_places(&mut places, &row);
            }
            Step::Bad(row) => {
                backward.note(&row);
                skipped.push(row);
            }
        }
    }
    let rows_all = good + skipped.count();
    verdict::judge(source.path(), rows_all, &skipped, &backward)?;
    Ok(Survey {
        kind,
        packing: source.packing(),
        markets: Markets::new(
            rows.symbols().iter().zip(&places).map(|(symbol, places)| market(symbol, *places)),
        ),
        first,
        last,
        rows: rows_all,
        ticks: good * kind.ticks_per_row(),
        skipped,
        gaps,
        sha256: source.sha256()?,
    })
}

fn note_places(places: &mut Vec<Places>, row: &Row) {
    if places.len() <= row.market.index() {
        places.resize(row.market.index() + 1, Places::default());
    }
    let Some(seen) = places.get_mut(row.market.index()) else { return };
    let (prices, sizes): (&[Number], &[Number]) = match &row.values {
        Values::Bar(bar) => (&[bar.open, bar.high, bar.low, bar.close], &[bar.volume]),
        Values::Trade { price, size, .. } => (&[*price], &[*size]),
        Values::Quote { bid, bid_size, ask, ask_size } => (&[*bid, *ask], &[*bid_size, *ask_size]),
    };
    for price in prices {
        seen.price = seen.price.max(price.places());
    }
    for size in sizes {
        seen.size = seen.size.max(size.places());
    }
}

fn market(symbol: &Symbol, places: Places) -> Market {
    let step = |places: u32| Decimal::new(1, places.min(PLACES_MAX));
    Market {
        symbol: symbol.clone(),
        price_step: Price::new(step(places.price)),
        quantity_step: Quantity::new(step(places.size)),
        quantity_min: Quantity::new(step(places.size)),
    }
}
