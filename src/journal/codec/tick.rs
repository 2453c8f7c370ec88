//! The hot path: a tick in some eleven bytes.

use crate::model::{Decimal, MarketId, Price, Quantity, Side, Tick, TickKind, Time};

use super::CodecError;
use super::context::{Context, Decimals, take_decimals};
use super::varint::{Reader, low_byte, put_signed, put_varint};

/// In the first byte: this is a tick.
pub(super) const TICK: u8 = 0x80;
const QUOTE: u8 = 0x40;
const TAKER_BUY: u8 = 0x10;
const TAKER_SELL: u8 = 0x20;
const SCALES: u8 = 0x08;
const LAG: u8 = 0x04;
const MARKET_FOLLOWS: u8 = 0x03;

/// Longest tick: first byte, market, two times, four plain decimals with their scales.
const TICK_BYTES_MAX: usize = 1 + 3 + 10 + 10 + 2 + 4 * 17;

/// Writes `tick`, taken in at `at`.
#[inline]
pub(super) fn put_tick(context: &mut Context, at: Time, tick: &Tick, out: &mut Vec<u8>) {
    out.reserve(TICK_BYTES_MAX);
    match tick.kind {
        TickKind::Trade { price, size, taker } => {
            let decimals = Decimals::new([price.get(), size.get()]);
            let taker = match taker {
                None => 0,
                Some(Side::Buy) => TAKER_BUY,
                Some(Side::Sell) => TAKER_SELL,
            };
            let fit = decimals.fit(&context.market(tick.market).trade);
            put_head(context, at, tick, TICK | taker | scales_bit(fit), out);
            decimals.put(&mut context.market(tick.market).trade, fit, out);
        }
        TickKind::Quote { bid, bid_size, ask, ask_size } => {
            let decimals = Decimals::new([bid.get(), bid_size.get(), ask.get(), ask_size.get()]);
            let fit = decimals.fit(&context.market(tick.market).quote);
            put_head(context, at, tick, TICK | QUOTE | scales_bit(fit), out);
            decimals.put(&mut context.market(tick.market).quote, fit, out);
        }
    }
}

const fn scales_bit(fit: bool) -> u8 {
    if fit { 0 } else { SCALES }
}

/// Writes all but the decimals.
#[inline]
fn put_head(context: &mut Context, at: Time, tick: &Tick, bits: u8, out: &mut Vec<u8>) {
    let market = u64::from(tick.market.0);
    let at = at.as_micros();
    let lag = at.wrapping_sub(tick.at.as_micros());
    let market_bits = low_byte(market.min(u64::from(MARKET_FOLLOWS)));
    let lag_bit = if lag == context.lag { 0 } else { LAG };
    out.push(bits | market_bits | lag_bit);
    if market_bits == MARKET_FOLLOWS {
        put_varint(out, market);
    }
    put_varint(out, at.wrapping_sub(context.at).cast_unsigned());
    if lag_bit != 0 {
        put_signed(out, lag);
    }
    context.at = at;
    context.lag = lag;
}

/// Reads the rest of a tick that begins with `first`.
#[inline]
pub(super) fn take_tick(
    context: &mut Context,
    first: u8,
    reader: &mut Reader<'_>,
) -> Result<(Time, Tick), CodecError> {
    let market = match first & MARKET_FOLLOWS {
        MARKET_FOLLOWS => u16::try_from(reader.varint()?).map_err(|_| CodecError::Range)?,
        market => u16::from(market),
    };
    context.at = context.at.wrapping_add(reader.varint()?.cast_signed());
    if first & LAG != 0 {
        context.lag = reader.signed()?;
    }
    let (at, tick_at) = (context.at, context.at.wrapping_sub(context.lag));
    let market = MarketId(market);
    let last = context.market(market);
    let fit = first & SCALES == 0;
    let kind = match first & (QUOTE | TAKER_BUY | TAKER_SELL) {
        QUOTE => quote(take_decimals(reader, &mut last.quote, fit)?),
        0 => trade(take_decimals(reader, &mut last.trade, fit)?, None),
        TAKER_BUY => trade(take_decimals(reader, &mut last.trade, fit)?, Some(Side::Buy)),
        TAKER_SELL => trade(take_decimals(reader, &mut last.trade, fit)?, Some(Side::Sell)),
        _ => return Err(CodecError::Tag(first)),
    };
    Ok((Time::from_micros(at), Tick { market, at: Time::from_micros(tick_at), kind }))
}

fn trade([price, size]: [Decimal; 2], taker: Option<Side>) -> TickKind {
    TickKind::Trade { price: Price::new(price), size: Quantity::new(size), taker }
}

fn quote([bid, bid_size, ask, ask_size]: [Decimal; 4]) -> TickKind {
    TickKind::Quote {
        bid: Price::new(bid),
        bid_size: Quantity::new(bid_size),
        ask: Price::new(ask),
        ask_size: Quantity::new(ask_size),
    }
}
