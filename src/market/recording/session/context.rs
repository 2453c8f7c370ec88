//! What a tick's decimals are relative to, within one block.
//!
//! Invariant: writer and reader change theirs alike, and nothing in it outlives a block.

use super::varint::{Column, put_signed};
use crate::model::Decimal;

/// The most decimal places of a decimal that is written as a number.
const SCALE_MAX: u32 = 14;

/// The nibble that announces a decimal in plain bytes.
const PLAIN: u8 = 15;

/// A market's last decimals.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct MarketContext {
    /// Price and size of the last trade.
    pub(super) trade: [Slot; 2],
    /// Bid, offer and the sizes of both of the last quote.
    pub(super) quote: [Slot; 4],
}

/// A decimal of few digits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Slot {
    mantissa: i64,
    scale: u8,
}

impl Slot {
    fn of(decimal: Decimal) -> Option<Self> {
        let mantissa = i64::try_from(decimal.mantissa()).ok()?;
        let scale = u8::try_from(decimal.scale()).ok().filter(|scale| u32::from(*scale) <= SCALE_MAX)?;
        Some(Self { mantissa, scale })
    }

    /// The mantissa at another scale, cut; wraps in the same way for writer and reader.
    fn at_scale(self, scale: u8) -> i64 {
        let power = |places: u8| 10_i64.pow(u32::from(places));
        if scale >= self.scale {
            self.mantissa.wrapping_mul(power(scale - self.scale))
        } else {
            self.mantissa / power(self.scale - scale)
        }
    }
}

/// The columns that decimals are written into.
#[derive(Clone, Debug, Default)]
pub(super) struct DecimalColumns<T> {
    /// Nibbles, where a scale is not what it last was.
    pub(super) scales: T,
    /// Prices, as differences.
    pub(super) prices: T,
    /// Sizes, as they are: the last one says nothing about the next.
    pub(super) sizes: T,
    /// What fits no slot.
    pub(super) plain: T,
}

/// Whether all of `values` have the scales that they last had.
pub(super) fn fits<const N: usize>(values: &[Decimal; N], last: &[Slot; N]) -> bool {
    values.iter().zip(last).all(|(value, last)| Slot::of(*value).is_some_and(|slot| slot.scale == last.scale))
}

/// Writes `values`, the first half of which are prices; their scales only unless they [`fits`].
pub(super) fn put<const N: usize>(
    columns: &mut DecimalColumns<Vec<u8>>,
    values: &[Decimal; N],
    last: &mut [Slot; N],
    fit: bool,
) {
    for (place, (value, last)) in values.iter().zip(last).enumerate() {
        let slot = Slot::of(*value);
        if !fit {
            columns.scales.push(slot.map_or(PLAIN, |slot| slot.scale));
        }
        match slot {
            None => {
                columns.plain.extend_from_slice(&value.mantissa().to_le_bytes());
                columns.plain.extend_from_slice(&value.scale().to_le_bytes());
            }
            Some(slot) if place < N / 2 => {
                put_signed(&mut columns.prices, slot.mantissa.wrapping_sub(last.at_scale(slot.scale)));
                *last = slot;
            }
            Some(slot) => {
                put_signed(&mut columns.sizes, slot.mantissa);
                *last = slot;
            }
        }
    }
}

/// Reads what [`put`] wrote.
pub(super) fn take<const N: usize>(
    columns: &mut DecimalColumns<Column<'_>>,
    last: &mut [Slot; N],
    fit: bool,
) -> Option<[Decimal; N]> {
    let mut values = [Decimal::ZERO; N];
    for (place, (value, last)) in values.iter_mut().zip(last).enumerate() {
        let scale = if fit { last.scale } else { columns.scales.byte()? };
        *value = match scale {
            PLAIN => {
                let mantissa = i128::from_le_bytes(columns.plain.array()?);
                let scale = u32::from_le_bytes(columns.plain.array()?);
                Decimal::try_from_i128_with_scale(mantissa, scale).ok()?
            }
            scale if u32::from(scale) > SCALE_MAX => return None,
            scale => {
                let mantissa = if place < N / 2 {
                    last.at_scale(scale).wrapping_add(columns.prices.signed()?)
                } else {
                    columns.sizes.signed()?
                };
                *last = Slot { mantissa, scale };
                Decimal::new(mantissa, u32::from(scale))
            }
        };
    }
    Some(values)
}
