//! Rows for people: which table each record goes to, and how.
//!
//! Orders and alerts are replaced by their latest row; what an order was before is in `order_changes`. A fill is kept as it was first booked. A request about an
//! order, and every request that did not end `ok`, has a row; all are summed up by the minute.

use rusqlite::{Connection, Result, ToSql, params};

use super::batch::Batch;
use super::minutes::Sums;
use super::pictures::{prune_pictures, put_pictures};
use super::words::{lane_word, level_word, liquidity_word, time_in_force_word};
use crate::event::{
    AlertRecord, EquityRecord, FillRecord, OperatorRecord, OrderRecord, Record, RequestRecord, Route,
};
use crate::model::{ClientOrderId, OrderKind, Time, VenueOrderId};

/// Rows kept in `requests`, in `order_changes` and in `notes`, each: some 30 MiB, and more than a week has unless something storms.
/// The sums by the minute stay complete.
const ROWS_MAX: i64 = 200_000;

/// Writes all rows of `batch`.
pub(super) fn put_rows(db: &Connection, batch: &Batch) -> Result<()> {
    batch.records.iter().try_for_each(|record| put(db, record))?;
    put_pictures(db, &batch.pictures)?;
    batch.minutes.iter().try_for_each(|(minute, route, sums)| put_minute(db, minute, route, sums))?;
    if batch.shed > 0 {
        let text = format!("{} rows were dropped while the disk failed; the inputs are complete", batch.shed);
        let at = batch.last_at.unwrap_or_default();
        put(db, &Record::Note { at, kind: "rows_dropped".to_owned(), text })?;
    }
    Ok(())
}

/// Deletes the oldest rows of the tables that a storm could fill.
pub(super) fn prune(db: &Connection) -> Result<()> {
    for sql in [
        // Counted, because most requests have a number and no row.
        "DELETE FROM requests WHERE request_id <=
         (SELECT request_id FROM requests ORDER BY request_id DESC LIMIT 1 OFFSET ?1)",
        "DELETE FROM order_changes WHERE id <= (SELECT max(id) FROM order_changes) - ?1",
        "DELETE FROM notes WHERE id <= (SELECT max(id) FROM notes) - ?1",
    ] {
        db.prepare_cached(sql)?.execute([ROWS_MAX])?;
    }
    prune_pictures(db)
}

fn put(db: &Connection, record: &Record) -> Result<()> {
    match record {
        Record::Order(order) => put_order(db, order).and_then(|()| put_order_change(db, order)),
        Record::Fill(fill) => put_fill(db, fill),
        Record::Equity(equity) => put_equity(db, equity),
        Record::Alert(alert) => put_alert(db, alert),
        Record::Request(request) => put_request(db, request),
        Record::Operator(act) => put_operator(db, act),
        Record::Breaker { at, level, by, reason } => run(
            db,
            "INSERT INTO breaker (at, level, moved_by, reason) VALUES (?1, ?2, ?3, ?4)",
            params![at.as_micros(), level_word(*level), by, reason],
        ),
        Record::Gap { from, to, reason } => run(
            db,
            "INSERT INTO gaps (from_at, to_at, reason) VALUES (?1, ?2, ?3)",
            params![from.as_micros(), to.as_micros(), reason],
        ),
        Record::Note { at, kind, text } => run(
            db,
            "INSERT INTO notes (at, kind, text) VALUES (?1, ?2, ?3)",
            params![at.as_micros(), kind, text],
        ),
    }
}

fn run(db: &Connection, sql: &str, values: &[&dyn ToSql]) -> Result<()> {
    db.prepare_cached(sql)?.execute(values).map(drop)
}

fn put_order(db: &Connection, order: &OrderRecord) -> Result<()> {
    let (kind, limit_price, time_in_force) = match order.kind {
        OrderKind::Market => ("market", None, None),
        OrderKind::Limit { price, time_in_force } => {
            ("limit", Some(price.to_string()), Some(time_in_force_word(time_in_force)))
        }
    };
    run(
        db,
        "INSERT OR REPLACE INTO orders (order_seq, client_order_id, venue_order_id, symbol, side, quantity, kind,
         limit_price, time_in_force, purpose, created_at, changed_at, state, filled, reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        params![
            integer(order.order.0),
            order.client_order_id.as_str(),
            order.venue_order_id.as_ref().map(VenueOrderId::as_str),
            order.symbol.as_str(),
            order.side.to_string(),
            order.quantity.to_string(),
            kind,
            limit_price,
            time_in_force,
            order.purpose.as_str(),
            order.created_at.as_micros(),
            order.at.as_micros(),
            order.state,
            order.filled.to_string(),
            order.reason,
        ],
    )
}

fn put_order_change(db: &Connection, order: &OrderRecord) -> Result<()> {
    run(
        db,
        "INSERT INTO order_changes (at, order_seq, state, filled, venue_order_id, reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            order.at.as_micros(),
            integer(order.order.0),
            order.state,
            order.filled.to_string(),
            order.venue_order_id.as_ref().map(VenueOrderId::as_str),
            order.reason,
        ],
    )
}

fn put_fill(db: &Connection, record: &FillRecord) -> Result<()> {
    let fill = &record.fill;
    run(
        db,
        "INSERT OR IGNORE INTO fills (fill_id, order_seq, venue_order_id, client_order_id, symbol, side, price,
         quantity, fee, liquidity, at, booked_at, realized, position_after)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        params![
            fill.id.as_str(),
            record.order.map(|order| integer(order.0)),
            fill.order_id.as_str(),
            fill.client_order_id.as_ref().map(ClientOrderId::as_str),
            fill.symbol.as_str(),
            fill.side.to_string(),
            fill.price.to_string(),
            fill.quantity.to_string(),
            fill.fee.to_string(),
            liquidity_word(fill.liquidity),
            fill.at.as_micros(),
            record.booked_at.as_micros(),
            record.realized.to_string(),
            record.position_after.to_string(),
        ],
    )
}

fn put_equity(db: &Connection, equity: &EquityRecord) -> Result<()> {
    run(
        db,
        "INSERT OR REPLACE INTO equity (at, equity, realized, unrealized, fees, exposure, drawdown)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            equity.at.as_micros(),
            equity.equity.to_string(),
            equity.realized.to_string(),
            equity.unrealized.to_string(),
            equity.fees.to_string(),
            equity.exposure.to_string(),
            equity.drawdown.to_string(),
        ],
    )
}

fn put_alert(db: &Connection, alert: &AlertRecord) -> Result<()> {
    run(
        db,
        "INSERT OR REPLACE INTO alerts (alert_id, raised_at, kind, subject, severity, text, acknowledged_at,
         cleared_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            alert.id,
            alert.raised_at.as_micros(),
            alert.kind,
            alert.subject,
            alert.severity.as_str(),
            alert.text,
            alert.acknowledged_at.map(Time::as_micros),
            alert.cleared_at.map(Time::as_micros),
        ],
    )
}

fn put_request(db: &Connection, request: &RequestRecord) -> Result<()> {
    run(
        db,
        "INSERT OR REPLACE INTO requests (request_id, route, lane, order_seq, sent_at, latency_us, outcome, detail)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            integer(request.id.0),
            request.route.as_str(),
            lane_word(request.lane),
            request.order.map(|order| integer(order.0)),
            request.sent_at.as_micros(),
            request.latency.as_micros(),
            request.outcome,
            request.detail,
        ],
    )
}

fn put_minute(db: &Connection, minute: Time, route: Route, sums: Sums) -> Result<()> {
    run(
        db,
        "INSERT INTO request_minutes (minute, route, count, errors, latency_us_sum, latency_us_max)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET
         count = count + excluded.count, errors = errors + excluded.errors,
         latency_us_sum = latency_us_sum + excluded.latency_us_sum,
         latency_us_max = max(latency_us_max, excluded.latency_us_max)",
        params![
            minute.as_micros(),
            route.as_str(),
            sums.count,
            sums.errors,
            sums.latency_us_sum,
            sums.latency_us_max
        ],
    )
}

fn put_operator(db: &Connection, act: &OperatorRecord) -> Result<()> {
    run(
        db,
        "INSERT INTO operator_actions (at, user, terminal, command, reason, result)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![act.at.as_micros(), act.user, act.terminal, act.command, act.reason, act.result],
    )
}

/// A counting number as the database keeps it; none comes near its limit.
pub(super) fn integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
