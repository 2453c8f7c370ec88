//! What the next envelope's numbers are relative to.
//!
//! Invariant: nothing in here outlives a chunk, and the encoder's and the decoder's are always equal.

use crate::model::{Decimal, MarketId, Markets};

use super::CodecError;
use super::varint::{Reader, put_signed};

/// The most decimal places of a decimal that is written as a difference.
const SCALE_MAX: u8 = 14;

/// The nibble that announces a decimal in plain bytes.
const PLAIN: u8 = 15;

/// Powers of ten up to [`SCALE_MAX`].
const POWERS: [i64; 15] = [
    1,
    10,
    100,
    1_000,
    10_000,
    100_000,
    1_000_000,
    10_000_000,
    100_000_000,
    1_000_000_000,
    10_000_000_000,
    100_000_000_000,
    1_000_000_000_000,
    10_000_000_000_000,
    100_000_000_000_000,
];

/// What was last seen, in this chunk.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    /// The last envelope's time, µs.
    pub(super) at: i64,
    /// How far the last tick's own time was behind its envelope's, µs.
    pub(super) lag: i64,
    /// Grows to the highest market seen, at most [`Markets::COUNT_MAX`].
    markets: Vec<MarketContext>,
    /// Shared by all markets beyond that limit: a damaged file must not cost memory.
    beyond: MarketContext,
}

/// A market's last decimals.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct MarketContext {
    /// Price and size of the last trade.
    pub(super) trade: [Slot; 2],
    /// Bid, bid size, ask and ask size of the last quote.
    pub(super) quote: [Slot; 4],
}

/// A decimal small enough to be written as a difference.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Slot {
    mantissa: i64,
    scale: u8,
}

impl Context {
    /// Forgets everything, at the start of a chunk.
    pub(super) fn reset(&mut self) {
        self.at = 0;
        self.lag = 0;
        self.markets.clear();
        self.beyond = MarketContext::default();
    }

    /// What was last seen of `market`.
    #[inline]
    pub(super) fn market(&mut self, market: MarketId) -> &mut MarketContext {
        let index = market.index();
        if (self.markets.len()..Markets::COUNT_MAX).contains(&index) {
            self.markets.resize(index + 1, MarketContext::default());
        }
        self.markets.get_mut(index).unwrap_or(&mut self.beyond)
    }
}

impl Slot {
    /// `decimal`, if it is small enough. Minus zero is taken for zero, as everywhere in money.
    #[inline]
    fn of(decimal: Decimal) -> Option<Self> {
        let mantissa = i64::try_from(decimal.mantissa()).ok()?;
        let scale = u8::try_from(decimal.scale()).ok().filter(|scale| *scale <= SCALE_MAX)?;
        Some(Self { mantissa, scale })
    }

    /// This value's mantissa at another scale, cut; wraps the same way for writer and reader.
    #[inline]
    fn at_scale(self, scale: u8) -> i64 {
        let power = |places: u8| POWERS.get(usize::from(places)).copied().unwrap_or(1);
        if scale >= self.scale {
            self.mantissa.wrapping_mul(power(scale - self.scale))
        } else {
            self.mantissa / power(self.scale - scale)
        }
    }
}

/// Decimals about to be written against the last ones.
pub(super) struct Decimals<const N: usize> {
    values: [Decimal; N],
    small: [Option<Slot>; N],
}

impl<const N: usize> Decimals<N> {
    /// Prepares `values`.
    #[inline]
    pub(super) fn new(values: [Decimal; N]) -> Self {
        Self { values, small: values.map(Slot::of) }
    }

    /// Whether all scales are as they last were, so that they need not be written.
    #[inline]
    pub(super) fn fit(&self, last: &[Slot; N]) -> bool {
        self.small.iter().zip(last).all(|(small, last)| small.is_some_and(|small| small.scale == last.scale))
    }

    /// Writes the decimals, and before them their scales unless they [fit](Self::fit); remembers them.
    #[inline]
    pub(super) fn put(&self, last: &mut [Slot; N], fit: bool, out: &mut Vec<u8>) {
        if !fit {
            for pair in self.small.chunks(2) {
                let nibbles = pair
                    .iter()
                    .fold(0, |nibbles, small| nibbles << 4 | small.map_or(PLAIN, |small| small.scale));
                out.push(nibbles);
            }
        }
        for ((small, value), last) in self.small.iter().zip(&self.values).zip(last) {
            if let Some(small) = *small {
                put_signed(out, small.mantissa.wrapping_sub(last.at_scale(small.scale)));
                *last = small;
            } else {
                out.extend_from_slice(&value.mantissa().to_le_bytes());
                out.push(value.scale().to_le_bytes()[0]);
            }
        }
    }
}

/// Reads what [`Decimals::put`] wrote.
#[inline]
pub(super) fn take_decimals<const N: usize>(
    reader: &mut Reader<'_>,
    last: &mut [Slot; N],
    fit: bool,
) -> Result<[Decimal; N], CodecError> {
    let mut scales = last.map(|slot| slot.scale);
    if !fit {
        for pair in scales.chunks_mut(2) {
            let nibbles = reader.byte()?;
            for (scale, nibble) in pair.iter_mut().zip([nibbles >> 4, nibbles & 15]) {
                *scale = nibble;
            }
        }
    }
    let mut values = [Decimal::ZERO; N];
    for ((value, scale), last) in values.iter_mut().zip(scales).zip(last) {
        *value = if scale == PLAIN { take_plain(reader)? } else { take_small(reader, scale, last)? };
    }
    Ok(values)
}

#[inline]
fn take_small(reader: &mut Reader<'_>, scale: u8, last: &mut Slot) -> Result<Decimal, CodecError> {
    let mantissa = last.at_scale(scale).wrapping_add(reader.signed()?);
    *last = Slot { mantissa, scale };
    Ok(Decimal::new(mantissa, u32::from(scale)))
}

fn take_plain(reader: &mut Reader<'_>) -> Result<Decimal, CodecError> {
    let mantissa = i128::from_le_bytes(reader.array()?);
    let scale = u32::from(reader.byte()?);
    Decimal::try_from_i128_with_scale(mantissa, scale).map_err(|_| CodecError::Range)
}
