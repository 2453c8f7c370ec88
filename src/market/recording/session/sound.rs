//! What every tick of a session has to be like, whichever form it came in.

use super::fault::TickFault;
use crate::market::RowFault;
use crate::model::{Decimal, Markets, Price, Quantity, Tick, TickKind, Time};

/// 2000-01-01 and 2100-01-01: a time in a wrong unit falls outside.
const TIMES: std::ops::Range<Time> = Time::from_millis(946_684_800_000)..Time::from_millis(4_102_444_800_000);

/// 10^12, the largest amount that the wire takes: the product of two still fits a decimal.
const LARGEST: Decimal = Decimal::from_parts(0xd4a5_1000, 0xe8, 0, false, 0);

/// Whether `tick` makes sense after one at `last`, in a session of `markets`.
pub(super) fn check(tick: &Tick, markets: &Markets, last: Option<Time>) -> Result<(), TickFault> {
    if markets.get(tick.market).is_none() {
        return Err(TickFault::Market { shown: tick.market.0.to_string() });
    }
    if !TIMES.contains(&tick.at) {
        return Err(TickFault::Time { shown: tick.at.as_micros().to_string() });
    }
    if let Some(from) = last.filter(|from| tick.at < *from) {
        return Err(RowFault::TimeGoesBack { from, to: tick.at }.into());
    }
    match tick.kind {
        TickKind::Trade { price: at, size: of, .. } => price("price", at).and_then(|()| size("size", of)),
        TickKind::Quote { bid, bid_size, ask, ask_size } => {
            price("bid", bid)?;
            price("ask", ask)?;
            size("bid_size", bid_size)?;
            size("ask_size", ask_size)?;
            if bid > ask { Err(RowFault::Crossed) } else { Ok(()) }
        }
    }
    .map_err(TickFault::from)
}

fn price(column: &'static str, price: Price) -> Result<(), RowFault> {
    let shown = || price.to_string();
    match price.get() {
        value if value > LARGEST => Err(RowFault::TooLarge { column, shown: shown() }),
        value if value <= Decimal::ZERO => Err(RowFault::NotPositive { column, shown: shown() }),
        _ => Ok(()),
    }
}

fn size(column: &'static str, size: Quantity) -> Result<(), RowFault> {
    let shown = || size.to_string();
    match size.get() {
        value if value > LARGEST => Err(RowFault::TooLarge { column, shown: shown() }),
        value if value < Decimal::ZERO => Err(RowFault::Negative { column, shown: shown() }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_amount_is_a_million_millions() {
        assert_eq!(LARGEST.to_string(), "1000000000000");
    }
}
