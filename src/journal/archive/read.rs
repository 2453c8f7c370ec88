//! From the columns of a row back to the vocabulary.
//!
//! What does not read is an error of that column: the tables are ours, so it is damage.

use std::error::Error;
use std::str::FromStr;

use rusqlite::types::Type;
use rusqlite::{Result, Row};

use crate::event::{
    AlertRecord, FillRecord, Lane, OperatorRecord, OrderRecord, Purpose, Record, RequestRecord, Route,
    Severity,
};
use crate::model::{
    BreakerLevel, ClientOrderId, Fill, FillId, Liquidity, OrderKind, OrderSeq, RequestId, Side, Span, Symbol,
    Time, TimeInForce, VenueOrderId,
};

pub(super) const ORDER: &str =
    "c.at, o.order_seq, o.client_order_id, c.venue_order_id, o.symbol, o.side, o.quantity, o.kind,
    o.limit_price, o.time_in_force, o.purpose, o.created_at, c.state, c.filled, c.reason";

pub(super) fn order(row: &Row<'_>) -> Result<OrderRecord> {
    let kind = match text(row, 7)?.as_str() {
        "market" => OrderKind::Market,
        _ => OrderKind::Limit { price: parsed(row, 8)?, time_in_force: word(row, 9, time_in_force)? },
    };
    let venue_order_id: Option<String> = row.get(3)?;
    Ok(OrderRecord {
        at: time(row, 0)?,
        order: OrderSeq(number(row, 1)?),
        client_order_id: ClientOrderId::new(&text(row, 2)?),
        venue_order_id: venue_order_id.map(|id| VenueOrderId::new(&id)),
        symbol: symbol(row, 4)?,
        side: word(row, 5, side)?,
        quantity: parsed(row, 6)?,
        kind,
        purpose: word(row, 10, purpose)?,
        created_at: time(row, 11)?,
        state: text(row, 12)?,
        filled: parsed(row, 13)?,
        reason: text(row, 14)?,
    })
}

pub(super) const FILL: &str =
    "fill_id, order_seq, venue_order_id, client_order_id, symbol, side, price, quantity, fee,
    liquidity, at, booked_at, realized, position_after";

pub(super) fn fill(row: &Row<'_>) -> Result<FillRecord> {
    let client_order_id: Option<String> = row.get(3)?;
    let fill = Fill {
        id: FillId::new(&text(row, 0)?),
        order_id: VenueOrderId::new(&text(row, 2)?),
        client_order_id: client_order_id.map(|id| ClientOrderId::new(&id)),
        symbol: symbol(row, 4)?,
        side: word(row, 5, side)?,
        price: parsed(row, 6)?,
        quantity: parsed(row, 7)?,
        fee: parsed(row, 8)?,
        liquidity: word(row, 9, liquidity)?,
        at: time(row, 10)?,
    };
    let (booked_at, order) = (time(row, 11)?, optional_order(row, 1)?);
    Ok(FillRecord { fill, booked_at, order, realized: parsed(row, 12)?, position_after: parsed(row, 13)? })
}

pub(super) const ALERT: &str =
    "alert_id, kind, subject, severity, text, raised_at, acknowledged_at, cleared_at";

pub(super) fn alert(row: &Row<'_>) -> Result<AlertRecord> {
    Ok(AlertRecord {
        id: text(row, 0)?,
        kind: text(row, 1)?,
        subject: text(row, 2)?,
        severity: word(row, 3, severity)?,
        text: text(row, 4)?,
        raised_at: time(row, 5)?,
        acknowledged_at: optional_time(row, 6)?,
        cleared_at: optional_time(row, 7)?,
    })
}

pub(super) const REQUEST: &str = "request_id, route, lane, order_seq, sent_at, latency_us, outcome, detail";

pub(super) fn request(row: &Row<'_>) -> Result<RequestRecord> {
    Ok(RequestRecord {
        id: RequestId(number(row, 0)?),
        route: word(row, 1, route)?,
        lane: word(row, 2, lane)?,
        order: optional_order(row, 3)?,
        sent_at: time(row, 4)?,
        latency: Span::from_micros(row.get(5)?),
        outcome: text(row, 6)?,
        detail: text(row, 7)?,
    })
}

pub(super) const ACT: &str = "at, user, terminal, command, reason, result";

pub(super) fn act(row: &Row<'_>) -> Result<OperatorRecord> {
    Ok(OperatorRecord {
        at: time(row, 0)?,
        user: text(row, 1)?,
        terminal: text(row, 2)?,
        command: text(row, 3)?,
        reason: text(row, 4)?,
        result: text(row, 5)?,
    })
}

pub(super) fn breaker(row: &Row<'_>) -> Result<Record> {
    let (at, level) = (time(row, 0)?, word(row, 1, level)?);
    Ok(Record::Breaker { at, level, by: text(row, 2)?, reason: text(row, 3)? })
}

pub(super) fn gap(row: &Row<'_>) -> Result<Record> {
    Ok(Record::Gap { from: time(row, 0)?, to: time(row, 1)?, reason: text(row, 2)? })
}

pub(super) fn note(row: &Row<'_>) -> Result<Record> {
    Ok(Record::Note { at: time(row, 0)?, kind: text(row, 1)?, text: text(row, 2)? })
}

pub(super) fn time(row: &Row<'_>, column: usize) -> Result<Time> {
    row.get(column).map(Time::from_micros)
}

pub(in crate::journal) fn optional_time(row: &Row<'_>, column: usize) -> Result<Option<Time>> {
    row.get::<_, Option<i64>>(column).map(|micros| micros.map(Time::from_micros))
}

pub(super) fn number(row: &Row<'_>, column: usize) -> Result<u64> {
    row.get::<_, i64>(column).map(|number| number.max(0).cast_unsigned())
}

fn optional_order(row: &Row<'_>, column: usize) -> Result<Option<OrderSeq>> {
    let order: Option<i64> = row.get(column)?;
    Ok(order.map(|order| OrderSeq(order.max(0).cast_unsigned())))
}

fn text(row: &Row<'_>, column: usize) -> Result<String> {
    row.get(column)
}

fn symbol(row: &Row<'_>, column: usize) -> Result<Symbol> {
    Symbol::new(&text(row, column)?).map_err(|error| damaged(column, error))
}

/// A decimal, as it was written.
pub(super) fn parsed<T: FromStr<Err: Error + Send + Sync + 'static>>(
    row: &Row<'_>,
    column: usize,
) -> Result<T> {
    text(row, column)?.parse().map_err(|error| damaged(column, error))
}

fn word<T>(row: &Row<'_>, column: usize, known: impl Fn(&str) -> Option<T>) -> Result<T> {
    let word = text(row, column)?;
    known(&word).ok_or_else(|| damaged(column, std::io::Error::other(format!("{word:?} is no word of its"))))
}

fn damaged(column: usize, error: impl Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
}

fn side(word: &str) -> Option<Side> {
    [Side::Buy, Side::Sell].into_iter().find(|side| side.to_string() == word)
}

fn purpose(word: &str) -> Option<Purpose> {
    let all = [Purpose::Entry, Purpose::Exit, Purpose::StopLoss, Purpose::Flatten];
    all.into_iter().find(|purpose| purpose.as_str() == word)
}

fn severity(word: &str) -> Option<Severity> {
    [Severity::Note, Severity::Warn, Severity::Page].into_iter().find(|severity| severity.as_str() == word)
}

fn route(word: &str) -> Option<Route> {
    Route::ALL.into_iter().find(|route| route.as_str() == word)
}

fn lane(word: &str) -> Option<Lane> {
    [Lane::Protect, Lane::Trade, Lane::Observe]
        .into_iter()
        .find(|lane| super::super::words::lane_word(*lane) == word)
}

fn level(word: &str) -> Option<BreakerLevel> {
    let all = [BreakerLevel::Armed, BreakerLevel::Paused, BreakerLevel::Tripped, BreakerLevel::Flattening];
    all.into_iter().find(|level| super::super::words::level_word(*level) == word)
}

fn liquidity(word: &str) -> Option<Liquidity> {
    let all = [Liquidity::Maker, Liquidity::Taker];
    all.into_iter().find(|liquidity| super::super::words::liquidity_word(*liquidity) == word)
}

fn time_in_force(word: &str) -> Option<TimeInForce> {
    let all = [TimeInForce::Gtc, TimeInForce::Ioc, TimeInForce::PostOnly];
    all.into_iter().find(|time| super::super::words::time_in_force_word(*time) == word)
}
