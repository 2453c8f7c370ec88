//! Values as they stand in the tables, and back.
//!
//! Invariant: what is written reads back as the same value, digit for digit.

use std::str::FromStr;

use rusqlite::Row;
use rusqlite::types::Type;

use crate::model::{
    ClientOrderId, Liquidity, OrderKind, OrderTicket, Side, Symbol, Time, TimeInForce, VenueOrderStatus,
};
use crate::paper::{Account, FillNumber, FillRow, Holding, KeyRow, Order, OrderNumber};

/// A column that holds what no exchange wrote there.
#[derive(Debug, thiserror::Error)]
#[error("the column {column} holds {text:?}")]
struct ColumnError {
    column: &'static str,
    text: String,
}

type SqlResult<T> = rusqlite::Result<T>;

/// A kind in the column `time_in_force`; the price has its own.
pub(super) const fn kind_word(kind: OrderKind) -> &'static str {
    match kind {
        OrderKind::Market => "market",
        OrderKind::Limit { time_in_force: TimeInForce::Gtc, .. } => "gtc",
        OrderKind::Limit { time_in_force: TimeInForce::Ioc, .. } => "ioc",
        OrderKind::Limit { time_in_force: TimeInForce::PostOnly, .. } => "post_only",
    }
}

/// A liquidity in its column.
pub(super) const fn liquidity_word(liquidity: Liquidity) -> &'static str {
    match liquidity {
        Liquidity::Maker => "maker",
        Liquidity::Taker => "taker",
    }
}

/// A number in its column; the database knows signed ones only.
pub(super) fn integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Reads a row of `account`.
pub(super) fn account(row: &Row<'_>) -> SqlResult<Account> {
    Ok(Account {
        paid_in: parsed(row, "paid_in")?,
        realized: parsed(row, "realized")?,
        fees: parsed(row, "fees")?,
    })
}

/// Reads a row of `orders`.
pub(super) fn order(row: &Row<'_>) -> SqlResult<Order> {
    let key: Option<String> = row.get("client_order_id")?;
    let ticket = OrderTicket {
        client_order_id: ClientOrderId::new(key.as_deref().unwrap_or_default()),
        symbol: symbol(row)?,
        side: word(row, "side", &[("buy", Side::Buy), ("sell", Side::Sell)])?,
        quantity: parsed(row, "asked")?,
        kind: kind(row)?,
        reduce_only: row.get("reduce_only")?,
    };
    let placed_at = Time::from_micros(row.get("placed_us")?);
    let mut order =
        Order::new(OrderNumber(count(row, "number")?), ticket, parsed(row, "quantity")?, placed_at);
    order.filled = parsed(row, "filled")?;
    order.status = status(row)?;
    order.changed_at = Time::from_micros(row.get("changed_us")?);
    Ok(order)
}

/// Reads a row of `fills`.
pub(super) fn fill(row: &Row<'_>) -> SqlResult<FillRow> {
    let liquidity = [("maker", Liquidity::Maker), ("taker", Liquidity::Taker)];
    Ok(FillRow {
        number: FillNumber(count(row, "number")?),
        order: OrderNumber(count(row, "order_number")?),
        price: parsed(row, "price")?,
        quantity: parsed(row, "quantity")?,
        fee: parsed(row, "fee")?,
        liquidity: word(row, "liquidity", &liquidity)?,
        at: Time::from_micros(row.get("at_us")?),
    })
}

/// Reads a row of `positions`.
pub(super) fn holding(row: &Row<'_>) -> SqlResult<(Symbol, Holding)> {
    let holding = Holding::stored(parsed(row, "quantity")?, parsed(row, "cost")?, parsed(row, "marked")?);
    Ok((symbol(row)?, holding.ok_or_else(|| wrong("quantity", "0"))?))
}

/// Reads a row of `idempotency`.
pub(super) fn key(row: &Row<'_>) -> SqlResult<KeyRow> {
    Ok(KeyRow {
        key: ClientOrderId::new(&row.get::<_, String>("key")?),
        order: OrderNumber(count(row, "order_number")?),
        status: status(row)?,
        quantity: parsed(row, "quantity")?,
        fills: row.get("fills")?,
    })
}

/// Reads the column `symbol`.
pub(super) fn symbol(row: &Row<'_>) -> SqlResult<Symbol> {
    let text: String = row.get("symbol")?;
    Symbol::new(&text).map_err(|_| wrong("symbol", &text))
}

/// Reads a column that holds a decimal.
pub(super) fn parsed<T: FromStr>(row: &Row<'_>, column: &'static str) -> SqlResult<T> {
    let text: String = row.get(column)?;
    text.parse().map_err(|_| wrong(column, &text))
}

/// Reads a column that holds the step of a market, which the exchange relies on being above zero.
pub(super) fn step<T: FromStr + Default + PartialOrd>(row: &Row<'_>, column: &'static str) -> SqlResult<T> {
    let step: T = parsed(row, column)?;
    if step > T::default() { Ok(step) } else { Err(wrong(column, &row.get::<_, String>(column)?)) }
}

fn kind(row: &Row<'_>) -> SqlResult<OrderKind> {
    let words = [
        ("market", None),
        ("gtc", Some(TimeInForce::Gtc)),
        ("ioc", Some(TimeInForce::Ioc)),
        ("post_only", Some(TimeInForce::PostOnly)),
    ];
    Ok(match word(row, "time_in_force", &words)? {
        None => OrderKind::Market,
        Some(time_in_force) => OrderKind::Limit { price: parsed(row, "price")?, time_in_force },
    })
}

fn status(row: &Row<'_>) -> SqlResult<VenueOrderStatus> {
    use VenueOrderStatus::{Cancelled, Filled, Open, PartiallyFilled, Rejected};
    let words = [Open, PartiallyFilled, Filled, Cancelled, Rejected].map(|status| (status.as_str(), status));
    word(row, "status", &words)
}

fn word<T: Copy>(row: &Row<'_>, column: &'static str, words: &[(&str, T)]) -> SqlResult<T> {
    let text: String = row.get(column)?;
    let found = words.iter().find(|(word, _)| *word == text);
    found.map(|(_, value)| *value).ok_or_else(|| wrong(column, &text))
}

fn count(row: &Row<'_>, column: &'static str) -> SqlResult<u64> {
    let number: i64 = row.get(column)?;
    u64::try_from(number).map_err(|_| wrong(column, &number.to_string()))
}

fn wrong(column: &'static str, text: &str) -> rusqlite::Error {
    let text = crate::model::neutralise(text, 40);
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(ColumnError { column, text }))
}
