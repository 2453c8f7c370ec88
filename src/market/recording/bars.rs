//! How a bar becomes ticks, pessimistically.
//!
//! A bar says how far the price went but not in which order. Each bar becomes four trades: the open
//! at its beginning, the extremes at one and two thirds of its length, the close one millisecond
//! before its end. The extremes come in the order that makes the price travel farthest:
//!
//! ```text
//!   close ≥ open:  open ─► high ─► low ─► close       close < open:  open ─► low ─► high ─► close
//! ```
//!
//! That is the *opposite* of the usual convention (low first in a rising bar), which draws the
//! shortest path and so the kindest. Ours is at least as bad for everybody whose stop may be hit.
//! Who follows the trend is long in a rising bar: the peak comes first, then the fall from it, which
//! gives the largest drawdown and lets a trailing stop be pulled up before it is hit. Who is on the
//! wrong side of a rising bar is stopped out at the peak before the low would have let him out. A
//! fixed stop within the bar's range is hit in either order.
//!
//! The volume is divided by four and cut to the market's quantity step; the close gets the rest. No
//! side is known. Bars of several markets are merged, so that times ascend across all of them.
//!
//! Invariant: a market has at most one bar unfolding, since its bars do not overlap.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

use super::number::Number;
use super::row::BarValues;
use super::scales::Scales;
use crate::model::{MarketId, Span, Tick, TickKind, Time};

/// Ticks that a bar becomes.
const TICKS: usize = 4;

/// Bars that are becoming ticks.
#[derive(Debug)]
pub(super) struct Unfolding {
    interval: Span,
    /// By market: the ticks of its current bar, the next one last.
    ticks: Vec<Vec<Tick>>,
    /// Each market's next tick.
    due: BinaryHeap<Reverse<(Time, MarketId)>>,
}

impl Unfolding {
    pub(super) fn new(interval: Span, markets: usize) -> Self {
        let ticks = (0..markets).map(|_| Vec::with_capacity(TICKS)).collect();
        Self { interval, ticks, due: BinaryHeap::with_capacity(markets) }
    }

    /// When the next tick is due; `None` when all bars have been told.
    pub(super) fn next_at(&self) -> Option<Time> {
        self.due.peek().map(|Reverse((at, _))| *at)
    }

    /// Takes in the next bar of `market`, which opens at `at`.
    pub(super) fn push(&mut self, at: Time, market: MarketId, bar: &BarValues, scales: Scales) {
        let Some(ticks) = self.ticks.get_mut(market.index()) else { return };
        assert!(ticks.is_empty(), "Invariant: a market has at most one bar unfolding");
        let (part, rest) = scales.widened_quantity(bar.volume).quarters();
        let third = Span::from_micros(self.interval.as_micros() / 3);
        let trade = |after: Span, price: Number, size: Number| Tick {
            market,
            at: at + after,
            kind: TickKind::Trade { price: scales.price(price), size: scales.quantity(size), taker: None },
        };
        let (peak, turn) =
            if bar.open.is_at_most(bar.close) { (bar.high, bar.low) } else { (bar.low, bar.high) };
        ticks.push(trade(self.interval - Span::from_millis(1), bar.close, rest));
        ticks.push(trade(third.times(2), turn, part));
        ticks.push(trade(third, peak, part));
        ticks.push(trade(Span::ZERO, bar.open, part));
        self.due.push(Reverse((at, market)));
    }

    /// The next tick.
    pub(super) fn pop(&mut self) -> Option<Tick> {
        let mut next = self.due.peek_mut()?;
        let Reverse((at, market)) = &mut *next;
        let ticks = self.ticks.get_mut(market.index())?;
        let tick = ticks.pop()?;
        if let Some(after) = ticks.last() {
            *at = after.at;
        } else {
            PeekMut::pop(next);
        }
        Some(tick)
    }
}
