//! A session as JSON: an object with a line for each tick, so that a person can read, edit and compare it.

use std::io::{self, Write};

use serde::Serialize;

use super::head::SessionHead;
use crate::model::{Markets, Price, Quantity, Side, Tick, TickKind};

/// A tick's line but for its time, which is written by hand: it is a number with a fraction.
#[derive(Serialize)]
#[serde(untagged)]
enum Line<'a> {
    Trade {
        symbol: &'a str,
        price: Price,
        size: Quantity,
        #[serde(skip_serializing_if = "Option::is_none")]
        side: Option<Side>,
    },
    Quote {
        symbol: &'a str,
        bid: Price,
        bid_size: Quantity,
        ask: Price,
        ask_size: Quantity,
    },
}

/// Writes everything before the first tick.
pub(super) fn head(out: &mut impl Write, head: &SessionHead) -> io::Result<()> {
    let (markets, history) = (serde_json::to_string(&head.markets)?, serde_json::to_string(&head.history)?);
    let bar = head.bar.as_micros();
    write!(
        out,
        "{{\"session\":1,\n\"markets\":{markets},\n\"bar\":{bar},\n\"history\":{history},\n\"ticks\":["
    )
}

/// Writes a tick of `markets`.
pub(super) fn tick(out: &mut impl Write, markets: &Markets, tick: &Tick, first: bool) -> io::Result<()> {
    let symbol = markets.get(tick.market).map_or("", |market| market.symbol.as_str());
    let line = match tick.kind {
        TickKind::Trade { price, size, taker } => Line::Trade { symbol, price, size, side: taker },
        TickKind::Quote { bid, bid_size, ask, ask_size } => {
            Line::Quote { symbol, bid, bid_size, ask, ask_size }
        }
    };
    let fields = serde_json::to_string(&line)?;
    let fields = fields.strip_prefix('{').unwrap_or(&fields);
    let (millis, micros) = (tick.at.as_millis(), tick.at.as_micros().rem_euclid(1_000));
    let comma = if first { "" } else { "," };
    if micros == 0 {
        write!(out, "{comma}\n{{\"ts_ms\":{millis},{fields}")
    } else {
        write!(out, "{comma}\n{{\"ts_ms\":{millis}.{micros:03},{fields}")
    }
}

/// Writes everything after the last tick.
pub(super) fn end(out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"\n]}\n")
}
