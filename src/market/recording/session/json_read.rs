//! Reading a JSON session: an object with `ticks` as we write it, or a bare list of ticks.
//!
//! Who recorded without telling the markets gets them from the ticks: in the order in which they come, with
//! the finest decimal place seen as the step, as in every other recording.
//!
//! Why not streamed like the other forms? It is for fixtures that a person edits; those are small, and their
//! faults are told with line and column.

use std::io::Read;

use serde::Deserialize;

use super::SessionFault;
use super::fault::TickFault;
use super::head::SessionHead;
use super::json_tick::{JsonTick, shown};
use super::sound;
use crate::model::{
    Decimal, History, Market, MarketId, Markets, Price, Quantity, Span, Symbol, Tick, TickKind, Time,
    neutralise,
};

/// Largest JSON session, unpacked: some 700,000 ticks, twenty hours at ten a second.
const MIB_MAX: u64 = 64;

/// Decimal places kept, the venue's and the model's limit.
const PLACES_MAX: u32 = 8;

/// A session as we write it; of others at least `ticks`.
#[derive(Debug, Deserialize)]
struct Document<'a> {
    markets: Option<Markets>,
    bar: Option<Span>,
    history: Option<Vec<History>>,
    #[serde(borrow)]
    ticks: Vec<JsonTick<'a>>,
}

/// Reads a whole session.
pub(in crate::market::recording) fn read_json(
    input: impl Read,
) -> Result<(SessionHead, Vec<Tick>), SessionFault> {
    let mut text = Vec::new();
    input.take((MIB_MAX << 20) + 1).read_to_end(&mut text)?;
    if text.len() as u64 > MIB_MAX << 20 {
        return Err(SessionFault::TooLarge { max_mib: MIB_MAX });
    }
    let start = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
    let document = if start.trim_ascii_start().starts_with(b"[") {
        serde_json::from_slice(start).map(|ticks| Document { markets: None, bar: None, history: None, ticks })
    } else {
        serde_json::from_slice(start)
    };
    let document: Document<'_> = document.map_err(|error| SessionFault::Json {
        line: error.line(),
        column: error.column(),
        reason: neutralise(&error.to_string(), 200),
    })?;
    let known = document.markets;
    if let Some(known) = known.as_ref().filter(|known| known.len() > Markets::COUNT_MAX) {
        // Looked at before every tick is looked up in them.
        return Err(SessionFault::Head(format!("it names {} markets", known.len())));
    }
    let (symbols, mut ticks) = numbered(&document.ticks, known.as_ref())?;
    let markets = known.unwrap_or_else(|| with_steps(&symbols, &mut ticks));
    let bar = document.bar.unwrap_or(SessionHead::BAR);
    let head = SessionHead { markets, bar, history: document.history.unwrap_or_default() };
    head.check()?;
    let mut last: Option<Time> = None;
    for (number, tick) in (1..).zip(&ticks) {
        sound::check(tick, &head.markets, last).map_err(|fault| SessionFault::Tick { number, fault })?;
        last = Some(tick.at);
    }
    Ok((head, ticks))
}

/// The ticks with their markets as numbers: those of `known`, or by the order in which they come.
fn numbered(
    ticks: &[JsonTick<'_>],
    known: Option<&Markets>,
) -> Result<(Vec<Symbol>, Vec<Tick>), SessionFault> {
    let mut symbols: Vec<Symbol> =
        known.map_or_else(Vec::new, |known| known.iter().map(|(_, market)| market.symbol.clone()).collect());
    let mut read = |tick: &JsonTick<'_>| -> Result<Tick, TickFault> {
        let name = tick.symbol.as_deref().ok_or(TickFault::Missing { column: "symbol" })?;
        let place = symbols.iter().position(|symbol| symbol.as_str() == name);
        let index = match place {
            Some(index) => index,
            None if known.is_some() || symbols.len() == Markets::COUNT_MAX => {
                return Err(TickFault::Market { shown: shown(name) });
            }
            None => {
                symbols.push(Symbol::new(name).map_err(crate::market::RowFault::from)?);
                symbols.len() - 1
            }
        };
        let market = MarketId(u16::try_from(index).unwrap_or(u16::MAX));
        Ok(Tick { market, at: tick.at()?, kind: tick.kind()? })
    };
    let all: Result<Vec<_>, _> = (1..)
        .zip(ticks)
        .map(|(number, tick)| read(tick).map_err(|fault| SessionFault::Tick { number, fault }))
        .collect();
    let all = all?;
    if all.is_empty() {
        return Err(SessionFault::NoTicks);
    }
    Ok((symbols, all))
}

/// Gives the ticks of each market one scale, and the markets their steps.
fn with_steps(symbols: &[Symbol], ticks: &mut [Tick]) -> Markets {
    let mut places = vec![(0, 0); symbols.len()];
    for tick in ticks.iter_mut() {
        let Some((of_price, of_size)) = places.get_mut(tick.market.index()) else { continue };
        let (prices, sizes) = decimals(&mut tick.kind);
        for price in prices.into_iter().flatten() {
            *price = Price::new(price.get().round_dp(PLACES_MAX).normalize());
            *of_price = price.get().scale().max(*of_price);
        }
        for size in sizes.into_iter().flatten() {
            *size = Quantity::new(size.get().trunc_with_scale(PLACES_MAX).normalize());
            *of_size = size.get().scale().max(*of_size);
        }
    }
    for tick in ticks {
        let Some((of_price, of_size)) = places.get(tick.market.index()) else { continue };
        let (prices, sizes) = decimals(&mut tick.kind);
        for price in prices.into_iter().flatten() {
            *price = Price::new(widened(price.get(), *of_price));
        }
        for size in sizes.into_iter().flatten() {
            *size = Quantity::new(widened(size.get(), *of_size));
        }
    }
    Markets::new(symbols.iter().zip(&places).map(|(symbol, (of_price, of_size))| {
        let quantity_step = Quantity::new(Decimal::new(1, *of_size));
        let price_step = Price::new(Decimal::new(1, *of_price));
        Market { symbol: symbol.clone(), price_step, quantity_step, quantity_min: quantity_step }
    }))
}

/// The prices and sizes of a tick.
fn decimals(kind: &mut TickKind) -> ([Option<&mut Price>; 2], [Option<&mut Quantity>; 2]) {
    match kind {
        TickKind::Trade { price, size, .. } => ([Some(price), None], [Some(size), None]),
        TickKind::Quote { bid, bid_size, ask, ask_size } => {
            ([Some(bid), Some(ask)], [Some(bid_size), Some(ask_size)])
        }
    }
}

fn widened(mut number: Decimal, places: u32) -> Decimal {
    number.rescale(places);
    number
}
