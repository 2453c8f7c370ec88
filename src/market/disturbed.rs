//! A feed whose prices go wrong: jumps, slides, frozen prices, gaps, a thin book.
//!
//! ```text
//!   any Feed ──tick──► gap? ──► moved by every jump and slide so far ──► frozen? ──► thin? ──tick──►
//! ```
//!
//! What strikes is read off a board, so that a person can add to it while the feed runs. When nothing was
//! added, a tick costs one read of memory more.
//!
//! Invariant: prices stay whole numbers of their market's price step and above zero, the bid not above the
//! offer; the time of a tick is never changed.
//! Invariant: which tick is struck depends on the tick and the window alone, so that a feed that was read
//! on from the middle goes wrong in the same way.

mod moved;

#[cfg(test)]
mod tests;

use super::{Feed, FeedError, Skipped};
use crate::fault::{Board, Fault, Place, Schedule, Window};
use crate::model::{Decimal, History, Markets, Quantity, Span, Tick, TickKind, Time};

/// A feed whose prices go wrong as a schedule says.
#[derive(Debug)]
pub struct Disturbed {
    feed: Box<dyn Feed>,
    board: Board,
    /// How often the board had changed when `schedule` was read off it.
    changes: u64,
    schedule: Schedule,
    /// What each market last told before any window froze it, at the market's place.
    last: Vec<Option<TickKind>>,
}

impl Disturbed {
    /// `feed`, disturbed by what hangs on `board`; a [`Schedule`] will do.
    #[must_use]
    pub fn new(feed: Box<dyn Feed>, board: impl Into<Board>) -> Self {
        let board = board.into();
        let last = vec![None; feed.markets().len()];
        Self { changes: board.changes(), schedule: market_part(&board), feed, board, last }
    }

    /// The tick as it is told; nothing for one that falls into a gap.
    fn disturb(&mut self, tick: Tick) -> Option<Tick> {
        let market = self.feed.markets().get(tick.market)?;
        let passed = tick.at.since(self.schedule.begin());
        let mut factor = Decimal::ONE;
        let (mut frozen, mut size_most): (bool, Option<Quantity>) = (false, None);
        for (place, window) in self.schedule.windows().iter().enumerate() {
            if passed < window.from || !window.concerns(Some(&market.symbol)) {
                continue;
            }
            let open = passed < window.until();
            match window.fault {
                Fault::PriceJump { by } => factor = times(factor, Decimal::ONE + by.get()),
                Fault::PriceSlide { by } => {
                    let so_far = times(by.get(), progress(window, passed));
                    factor = times(factor, Decimal::ONE + so_far);
                }
                _ if !open || !hits(window, place, &tick) => {}
                Fault::PriceGap => return None,
                Fault::PriceFrozen => frozen = true,
                Fault::BookThin { size } => {
                    size_most = Some(size_most.map_or(size, |least| least.min(size)));
                }
                _ => {}
            }
        }
        let mut kind = moved::moved(tick.kind, factor, market.price_step);
        let last = self.last.get_mut(tick.market.index())?;
        if frozen {
            kind = last.map_or(kind, |before| moved::at_price_of(kind, before));
        }
        *last = Some(kind);
        if let Some(size) = size_most {
            kind = moved::thinned(kind, size);
        }
        Some(Tick { kind, ..tick })
    }
}

/// The windows on `board` that strike prices.
fn market_part(board: &Board) -> Schedule {
    let schedule = board.schedule();
    let windows = schedule.windows().iter().filter(|window| window.fault.place() == Place::Market);
    Schedule::new(schedule.begin(), windows.cloned().collect())
}

/// The product, or nothing where it is beyond every price.
fn times(factor: Decimal, other: Decimal) -> Decimal {
    factor.checked_mul(other).unwrap_or_default()
}

/// How much of `window` is over when `passed` has passed: from 0 to 1.
fn progress(window: &Window, passed: Span) -> Decimal {
    let over = passed - window.from;
    if over >= window.length {
        return Decimal::ONE;
    }
    let part = |span: Span| Decimal::from(span.as_micros());
    part(over).checked_div(part(window.length)).unwrap_or_default()
}

/// Whether `window`, which stands at `place` in the schedule, strikes `tick`. The chance is made from both
/// by the finaliser of `SplitMix64` (Steele, Lea and Flood 2014).
fn hits(window: &Window, place: usize, tick: &Tick) -> bool {
    if window.is_whole() {
        return true;
    }
    let mix = |bits: u64| {
        let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    };
    let at = tick.at.as_micros().cast_unsigned();
    window.hits(mix(mix(at ^ (place as u64).rotate_left(48)) ^ u64::from(tick.market.0)))
}

impl Feed for Disturbed {
    fn markets(&self) -> &Markets {
        self.feed.markets()
    }

    fn next(&mut self) -> Result<Option<Tick>, FeedError> {
        let changes = self.board.changes();
        if changes != self.changes {
            self.changes = changes;
            self.schedule = market_part(&self.board);
        }
        while let Some(tick) = self.feed.next()? {
            if self.schedule.is_empty() {
                return Ok(Some(tick));
            }
            if let Some(tick) = self.disturb(tick) {
                return Ok(Some(tick));
            }
        }
        Ok(None)
    }

    fn history(&self, bar: Span, count: usize) -> Vec<History> {
        self.feed.history(bar, count)
    }

    fn skip_to(&mut self, after: Time) -> Result<(), FeedError> {
        self.feed.skip_to(after)
    }

    fn describe(&self) -> String {
        format!("{}, disturbed on purpose", self.feed.describe())
    }

    fn skipped(&self) -> &Skipped {
        self.feed.skipped()
    }
}
