//! One line of a recording as values. What a line says is judged here; how lines follow each other
//! is judged in [`super::rows`].

use super::columns::Columns;
use super::number::{Excess, Number, NumberFault};
use crate::market::RowFault;
use crate::model::{MarketId, Side, Time, neutralise};

/// 2000-01-01 and 2100-01-01 in milliseconds. Seconds, microseconds and nanoseconds of our days
/// fall outside, so a wrong unit is found at the first row.
const MILLIS_TAKEN: std::ops::Range<i64> = 946_684_800_000..4_102_444_800_000;

/// Longest text of a bad field shown, in characters.
const SHOWN_MAX: usize = 40;

/// A row whose market is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) at: Time,
    pub(super) market: MarketId,
    pub(super) values: Values,
}

/// What a row holds beside time and symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Values {
    Bar(BarValues),
    Trade { price: Number, size: Number, taker: Option<Side> },
    Quote { bid: Number, bid_size: Number, ask: Number, ask_size: Number },
}

/// A bar's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BarValues {
    pub(super) open: Number,
    pub(super) high: Number,
    pub(super) low: Number,
    pub(super) close: Number,
    pub(super) volume: Number,
}

/// A line's time, symbol (not yet judged) and values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parsed<'a> {
    pub(super) at: Time,
    pub(super) symbol: &'a [u8],
    pub(super) values: Values,
}

/// Reads one line.
pub(super) fn parse(line: &[u8], columns: Columns) -> Result<Parsed<'_>, RowFault> {
    let mut fields = [b"".as_slice(); 7];
    let mut found = 0;
    for (place, field) in line.split(|byte| *byte == b',').enumerate() {
        found = place + 1;
        if let Some(slot) = fields.get_mut(place) {
            *slot = field;
        }
    }
    let expected = columns.count();
    if found != expected {
        return Err(RowFault::Columns { found, expected });
    }
    let [at, symbol, third, fourth, fifth, sixth, seventh] = fields;
    let at = time(at)?;
    let values = match columns {
        Columns::Bars => Values::Bar(BarValues {
            open: price("open", third)?,
            high: price("high", fourth)?,
            low: price("low", fifth)?,
            close: price("close", sixth)?,
            volume: size("volume", seventh)?,
        }),
        Columns::Trades => {
            Values::Trade { price: price("price", third)?, size: size("size", fourth)?, taker: side(fifth)? }
        }
        Columns::Quotes => Values::Quote {
            bid: price("bid", third)?,
            bid_size: size("bid_size", fourth)?,
            ask: price("ask", fifth)?,
            ask_size: size("ask_size", sixth)?,
        },
    };
    check_order(&values)?;
    Ok(Parsed { at, symbol, values })
}

fn check_order(values: &Values) -> Result<(), RowFault> {
    match values {
        Values::Bar(bar) => {
            let inside = |price: Number| bar.low.is_at_most(price) && price.is_at_most(bar.high);
            if inside(bar.open) && inside(bar.close) { Ok(()) } else { Err(RowFault::BarOutOfOrder) }
        }
        Values::Quote { bid, ask, .. } if !bid.is_at_most(*ask) => Err(RowFault::Crossed),
        Values::Quote { .. } | Values::Trade { .. } => Ok(()),
    }
}

fn time(field: &[u8]) -> Result<Time, RowFault> {
    match Number::read(field, Excess::Cut).ok().and_then(Number::whole) {
        Some(millis) if MILLIS_TAKEN.contains(&millis) => Ok(Time::from_millis(millis)),
        _ => Err(RowFault::Time { shown: shown(field) }),
    }
}

fn price(column: &'static str, field: &[u8]) -> Result<Number, RowFault> {
    let number = Number::read(field, Excess::RoundHalfEven).map_err(|fault| explain(fault, column, field))?;
    if !number.is_at_most(Number::LARGEST) {
        return Err(RowFault::TooLarge { column, shown: shown(field) });
    }
    if number.signum() > 0 { Ok(number) } else { Err(RowFault::NotPositive { column, shown: shown(field) }) }
}

/// A size. Coins worth next to nothing do trade by the trillion in one bar; what is beyond the largest
/// amount is cut, since nobody here could take it.
fn size(column: &'static str, field: &[u8]) -> Result<Number, RowFault> {
    let number = Number::read(field, Excess::Cut).map_err(|fault| explain(fault, column, field))?;
    if number.signum() < 0 {
        return Err(RowFault::Negative { column, shown: shown(field) });
    }
    Ok(if number.is_at_most(Number::LARGEST) { number } else { Number::LARGEST })
}

fn side(field: &[u8]) -> Result<Option<Side>, RowFault> {
    match field {
        b"buy" => Ok(Some(Side::Buy)),
        b"sell" => Ok(Some(Side::Sell)),
        b"" => Ok(None),
        _ => Err(RowFault::Side { shown: shown(field) }),
    }
}

fn explain(fault: NumberFault, column: &'static str, field: &[u8]) -> RowFault {
    let shown = shown(field);
    match fault {
        NumberFault::NotANumber => RowFault::NotANumber { column, shown },
        NumberFault::TooLarge => RowFault::TooLarge { column, shown },
    }
}

/// A field as it can be shown.
pub(super) fn shown(field: &[u8]) -> String {
    neutralise(&String::from_utf8_lossy(field), SHOWN_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(columns: Columns, line: &str, expect: &str) {
        let found = match parse(line.as_bytes(), columns) {
            Ok(_) => "good".to_owned(),
            Err(fault) => fault.to_string(),
        };
        assert_eq!(found, expect);
    }

    #[test]
    fn bars_are_judged() {
        let check = |line, expect| check(Columns::Bars, line, expect);
        check("1700000000000,BTC,10,12,9,11.5,3.25", "good");
        check("1700000000000,BTC,10,10,10,10,0", "good");
        check("1700000000000,BTC,10,12,9,11.5", "6 columns where the header has 7");
        check("1700000000000,BTC,10,12,9,11.5,3,4", "8 columns where the header has 7");
        check("1700000000000,BTC,10,9,9,9.5,1", "high is not the highest or low not the lowest of the bar");
        check("1700000000000,BTC,10,12,11,12,1", "high is not the highest or low not the lowest of the bar");
        check("1700000000000,BTC,10,12,9,0,1", "close is \"0\"; a price is above zero");
        check("1700000000000,BTC,10,12,-9,11,1", "low is \"-9\"; a price is above zero");
        check("1700000000000,BTC,10,12,9,11,-1", "volume is \"-1\"; a size is not below zero");
    }

    #[test]
    fn trades_are_judged() {
        let check = |line, expect| check(Columns::Trades, line, expect);
        check("1700000000000,BTC,10,1,buy", "good");
        check("1700000000000,BTC,10,1,sell", "good");
        check("1700000000000,BTC,10,0,", "good");
        check("1700000000000,BTC,ten,1,buy", "price is \"ten\", not a plain decimal number");
        check("1700000000000,BTC,,1,buy", "price is \"\", not a plain decimal number");
        check("1700000000000,BTC,1e5,1,buy", "price is \"1e5\", not a plain decimal number");
        check("1700000000000,BTC,0.000000001,1,buy", "price is \"0.000000001\"; a price is above zero");
        check(
            "1700000000000,BTC,1,99999999999999999999,buy",
            "size is \"99999999999999999999\", too large to keep exactly",
        );
        check(
            "1700000000000,BTC,10,1,BUY\u{1b}[2J",
            "side is \"BUY\u{fffd}[2J\"; expected buy, sell or nothing",
        );
    }

    #[test]
    fn absurd_amounts_do_not_get_in() {
        check(Columns::Trades, "1700000000000,BTC,1000000000000,1,", "good");
        check(
            Columns::Trades,
            "1700000000000,BTC,1000000000000.1,1,",
            "price is \"1000000000000.1\", too large to keep exactly",
        );
        let parsed = parse(b"1700000000000,BTC,1,9000000000000000000,", Columns::Trades).unwrap();
        let cut = Values::Trade {
            price: Number::read(b"1", Excess::Cut).unwrap(),
            size: Number::LARGEST,
            taker: None,
        };
        assert_eq!(parsed.values, cut);
    }

    #[test]
    fn quotes_are_judged() {
        let check = |line, expect| check(Columns::Quotes, line, expect);
        check("1700000000000,BTC,10,1,10,1", "good");
        check("1700000000000,BTC,10.01,1,10,1", "bid is above ask");
        check("1700000000000,BTC,10,-1,10,1", "bid_size is \"-1\"; a size is not below zero");
    }

    #[test]
    fn a_time_in_another_unit_is_not_taken() {
        for text in
            ["1700000000", "1700000000000000", "1700000000000000000", "-1700000000000", "1700000000000.5", ""]
        {
            let line = format!("{text},BTC,10,1,buy");
            let expect = format!("{text:?} is not a time in milliseconds between the years 2000 and 2100");
            check(Columns::Trades, &line, &expect);
        }
    }
}
