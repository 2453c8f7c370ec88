//! A block of ticks as columns: what is alike lies side by side, which packs to half of what rows do.
//!
//! ```text
//!   column     of each tick
//!   kinds      1 bit quote │ 2 bits taker │ 1 bit scales follow │ 4 bits market (15: a number follows)
//!   markets    the market, where it is 15 or more
//!   times      µs since the tick before; of the first, since 1970
//!   scales     a byte for each decimal, where one of them is not what it last was; 15: a plain decimal
//!   prices     differences of mantissas from the market's last ones
//!   sizes      mantissas
//!   plain      mantissa (16 bytes) and scale (4), for what fits no 64 bits
//! ```
//!
//! Invariant: decimals come back with the scale they had: 100.0 is not 100.00.

use super::context::{self, DecimalColumns, MarketContext};
use super::varint::{Column, put_number};
use crate::model::{Decimal, MarketId, Markets, Price, Quantity, Side, Tick, TickKind, Time};

/// Ticks in a block: what a reader holds in memory, some 1 MiB, and enough that columns pack well.
pub(super) const TICKS_MAX: usize = 8_192;

/// Longest block, unpacked: twice what [`TICKS_MAX`] quotes of plain decimals take.
pub(super) const BYTES_MAX: usize = 2 << 20;

const QUOTE: u8 = 0x80;
const TAKER_BUY: u8 = 0x20;
const TAKER_SELL: u8 = 0x40;
const SCALES: u8 = 0x10;
const MARKET: u8 = 0x0f;

/// How many columns there are.
const COLUMNS: usize = 7;

/// A block being written.
#[derive(Debug, Default)]
pub(super) struct Block {
    count: usize,
    last: i64,
    contexts: Vec<MarketContext>,
    kinds: Vec<u8>,
    markets: Vec<u8>,
    times: Vec<u8>,
    decimals: DecimalColumns<Vec<u8>>,
}

impl Block {
    /// Ticks taken in.
    pub(super) const fn count(&self) -> usize {
        self.count
    }

    /// Takes the next tick.
    pub(super) fn push(&mut self, tick: &Tick) {
        let market = tick.market.index();
        if self.contexts.len() <= market {
            self.contexts.resize(market + 1, MarketContext::default());
        }
        let Some(last) = self.contexts.get_mut(market) else { return };
        let (kind, fit) = match tick.kind {
            TickKind::Trade { price, size, taker } => {
                let values = [price.get(), size.get()];
                let fit = context::fits(&values, &last.trade);
                context::put(&mut self.decimals, &values, &mut last.trade, fit);
                let taker = match taker {
                    None => 0,
                    Some(Side::Buy) => TAKER_BUY,
                    Some(Side::Sell) => TAKER_SELL,
                };
                (taker, fit)
            }
            TickKind::Quote { bid, bid_size, ask, ask_size } => {
                let values = [bid.get(), ask.get(), bid_size.get(), ask_size.get()];
                let fit = context::fits(&values, &last.quote);
                context::put(&mut self.decimals, &values, &mut last.quote, fit);
                (QUOTE, fit)
            }
        };
        let place = u8::try_from(market).unwrap_or(MARKET).min(MARKET);
        if place == MARKET {
            put_number(&mut self.markets, market as u64);
        }
        self.kinds.push(kind | place | if fit { 0 } else { SCALES });
        let at = tick.at.as_micros();
        put_number(&mut self.times, at.wrapping_sub(self.last).cast_unsigned());
        self.last = at;
        self.count += 1;
    }

    /// The block's bytes; it is empty again after that.
    pub(super) fn take(&mut self) -> Vec<u8> {
        let block = std::mem::take(self);
        let DecimalColumns { scales, prices, sizes, plain } = block.decimals;
        let mut bytes = Vec::new();
        for column in [block.kinds, block.markets, block.times, scales, prices, sizes, plain] {
            put_number(&mut bytes, column.len() as u64);
            bytes.extend_from_slice(&column);
        }
        bytes
    }
}

/// The `count` ticks of `bytes`; none if it holds others.
pub(super) fn read(bytes: &[u8], count: usize) -> Option<Vec<Tick>> {
    let mut rest = Column::new(bytes);
    let mut columns = [Column::default(); COLUMNS];
    for column in &mut columns {
        let length = usize::try_from(rest.number()?).ok()?;
        *column = Column::new(rest.bytes(length)?);
    }
    let [mut kinds, mut markets, mut times, scales, prices, sizes, plain] = columns;
    let mut decimals = DecimalColumns { scales, prices, sizes, plain };
    let mut contexts: Vec<MarketContext> = Vec::new();
    let mut ticks = Vec::with_capacity(count);
    let mut at = 0_i64;
    for _ in 0..count {
        let kind = kinds.byte()?;
        let market = match kind & MARKET {
            MARKET => u16::try_from(markets.number()?).ok()?,
            place => u16::from(place),
        };
        let index = usize::from(market);
        if index >= Markets::COUNT_MAX {
            return None;
        }
        if contexts.len() <= index {
            contexts.resize(index + 1, MarketContext::default());
        }
        let last = contexts.get_mut(index)?;
        at = at.wrapping_add(times.number()?.cast_signed());
        let fit = kind & SCALES == 0;
        let kind = match kind & (QUOTE | TAKER_BUY | TAKER_SELL) {
            QUOTE => quote(context::take(&mut decimals, &mut last.quote, fit)?),
            taker => trade(context::take(&mut decimals, &mut last.trade, fit)?, side(taker)?),
        };
        ticks.push(Tick { market: MarketId(market), at: Time::from_micros(at), kind });
    }
    let DecimalColumns { scales, prices, sizes, plain } = decimals;
    let all = [kinds, markets, times, scales, prices, sizes, plain];
    (rest.is_empty() && all.iter().all(Column::is_empty)).then_some(ticks)
}

fn side(taker: u8) -> Option<Option<Side>> {
    match taker {
        0 => Some(None),
        TAKER_BUY => Some(Some(Side::Buy)),
        TAKER_SELL => Some(Some(Side::Sell)),
        _ => None,
    }
}

fn trade([price, size]: [Decimal; 2], taker: Option<Side>) -> TickKind {
    TickKind::Trade { price: Price::new(price), size: Quantity::new(size), taker }
}

fn quote([bid, ask, bid_size, ask_size]: [Decimal; 4]) -> TickKind {
    TickKind::Quote {
        bid: Price::new(bid),
        bid_size: Quantity::new(bid_size),
        ask: Price::new(ask),
        ask_size: Quantity::new(ask_size),
    }
}
