//! The tables that people query, seen through SQL.

use rusqlite::Connection;

use super::create;
use super::streams::{START, envelope};
use crate::event::{
    AlertRecord, EquityRecord, FillRecord, Lane, OperatorRecord, OrderRecord, Purpose, Record, RequestRecord,
    Route, Severity,
};
use crate::journal::JOURNAL_FILE_NAME;
use crate::model::{
    BreakerLevel, ClientOrderId, Fill, FillId, Liquidity, OrderKind, OrderSeq, RequestId, Side, Span, Symbol,
    TimeInForce, VenueOrderId,
};

/// What `query` gives after `records` were committed one by one: columns joined by `|`, rows by line ends.
fn query(records: &[Record], query: &str) -> String {
    let home = tempfile::tempdir().unwrap();
    let mut journal = create(home.path());
    journal.append(&envelope(1));
    for record in records {
        journal.record(record);
        journal.commit().unwrap();
    }
    let db = Connection::open(home.path().join(JOURNAL_FILE_NAME)).unwrap();
    let mut statement = db.prepare(query).unwrap();
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        let texts = (0..columns).map(|index| {
            Ok(match row.get_ref(index)? {
                rusqlite::types::ValueRef::Null => "-".to_owned(),
                rusqlite::types::ValueRef::Integer(value) => value.to_string(),
                rusqlite::types::ValueRef::Real(value) => value.to_string(),
                other => other.as_str()?.to_owned(),
            })
        });
        Ok(texts.collect::<rusqlite::Result<Vec<_>>>()?.join("|"))
    });
    rows.unwrap().collect::<rusqlite::Result<Vec<_>>>().unwrap().join("\n")
}

pub(super) fn order(state: &str, filled: &str) -> Record {
    Record::Order(OrderRecord {
        at: START + Span::from_millis(250),
        order: OrderSeq(3),
        client_order_id: ClientOrderId::new("a1b2-3"),
        venue_order_id: Some(VenueOrderId::new("v9")),
        symbol: Symbol::new("BTC").unwrap(),
        side: Side::Buy,
        quantity: "0.0100".parse().unwrap(),
        kind: OrderKind::Limit { price: "60000.50".parse().unwrap(), time_in_force: TimeInForce::Ioc },
        purpose: Purpose::Entry,
        created_at: START,
        state: state.into(),
        filled: filled.parse().unwrap(),
        reason: "fast above slow".into(),
    })
}

pub(super) fn fill(price: &str) -> Record {
    Record::Fill(FillRecord {
        fill: Fill {
            id: FillId::new("f1"),
            order_id: VenueOrderId::new("v9"),
            client_order_id: None,
            symbol: Symbol::new("BTC").unwrap(),
            side: Side::Sell,
            price: price.parse().unwrap(),
            quantity: "0.010".parse().unwrap(),
            fee: "-0.30".parse().unwrap(),
            liquidity: Liquidity::Maker,
            at: START,
        },
        booked_at: START,
        order: Some(OrderSeq(3)),
        realized: "1.50".parse().unwrap(),
        position_after: "0".parse().unwrap(),
    })
}

pub(super) fn request(id: u64, route: Route, latency_ms: i64, outcome: &str) -> Record {
    Record::Request(RequestRecord {
        id: RequestId(id),
        route,
        lane: Lane::Protect,
        order: (route == Route::Order).then_some(OrderSeq(3)),
        sent_at: START + Span::from_secs(i64::try_from(id).unwrap()),
        latency: Span::from_millis(latency_ms),
        outcome: outcome.into(),
        detail: String::new(),
    })
}

pub(super) fn alert(raised_after: i64, cleared: bool) -> Record {
    Record::Alert(AlertRecord {
        id: "stuck_position:ETH".into(),
        kind: "stuck_position".into(),
        subject: "ETH".into(),
        severity: Severity::Page,
        text: "not lower".into(),
        raised_at: START + Span::from_secs(raised_after),
        acknowledged_at: None,
        cleared_at: cleared.then_some(START + Span::from_secs(raised_after + 1)),
    })
}

#[track_caller]
fn check(records: &[Record], sql: &str, expect: &str) {
    assert_eq!(query(records, sql), expect);
}

#[test]
fn the_latest_row_of_an_order_stands() {
    assert_eq!(
        query(
            &[order("sent", "0"), order("filled", "0.0100")],
            "SELECT created_utc, changed_utc, symbol, side, quantity, limit_price, state, filled FROM v_orders"
        ),
        "2023-11-14 22:13:20.000|2023-11-14 22:13:20.250|BTC|buy|0.0100|60000.50|filled|0.0100"
    );
}

#[test]
fn a_fill_is_counted_once() {
    assert_eq!(
        query(
            &[fill("60000.50"), fill("1")],
            "SELECT at_utc, side, price, fee, realized, order_seq FROM v_fills"
        ),
        "2023-11-14 22:13:20.000|sell|60000.50|-0.30|1.50|3"
    );
}

#[test]
fn an_alert_that_comes_back_is_another_row() {
    assert_eq!(
        query(
            &[alert(0, false), alert(0, true), alert(60, false)],
            "SELECT raised_utc, cleared_utc, severity FROM v_alerts"
        ),
        "2023-11-14 22:13:20.000|2023-11-14 22:13:21.000|page\n2023-11-14 22:14:20.000|-|page"
    );
}

#[test]
fn routine_requests_are_only_summed_up_and_others_have_a_row() {
    let records = [
        request(1, Route::Balance, 10, "ok"),
        request(2, Route::Balance, 30, "ok"),
        request(3, Route::Balance, 20, "timed_out"),
        request(4, Route::Order, 5, "ok"),
        request(50, Route::Balance, 7, "ok"),
    ];
    assert_eq!(
        query(&records, "SELECT request_id, route, order_seq, latency_ms, outcome FROM v_requests"),
        "3|balance|-|20|timed_out\n4|order|3|5|ok"
    );
    assert_eq!(
        query(&records, "SELECT * FROM v_request_minutes ORDER BY 1, 2"),
        "2023-11-14 22:13|balance|3|1|20|30\n2023-11-14 22:13|order|1|0|5|5\n2023-11-14 22:14|balance|1|0|7|7"
    );
}

#[test]
fn the_other_rows_are_kept_in_order() {
    let equity = |text: &str| {
        Record::Equity(EquityRecord {
            at: START,
            equity: text.parse().unwrap(),
            realized: "0".parse().unwrap(),
            unrealized: "-1.5".parse().unwrap(),
            fees: "0.25".parse().unwrap(),
            exposure: "600.00".parse().unwrap(),
            drawdown: "0.001".parse().unwrap(),
        })
    };
    let note = |kind: &str| Record::Note { at: START, kind: kind.into(), text: "text".into() };
    let operator = Record::Operator(OperatorRecord {
        at: START,
        user: "ops".into(),
        terminal: "pts/0".into(),
        command: "trip".into(),
        reason: "drill".into(),
        result: "done".into(),
    });
    let breaker =
        Record::Breaker { at: START, level: BreakerLevel::Tripped, by: "ops".into(), reason: "drill".into() };
    let gap =
        Record::Gap { from: START, to: START + Span::from_millis(1_500), reason: "no market data".into() };
    let records = [equity("1"), equity("9999.75"), note("a"), note("b"), operator, breaker, gap];
    check(&records, "SELECT * FROM v_equity", "2023-11-14 22:13|9999.75|0|-1.5|0.25|600.00|0.001");
    check(&records, "SELECT kind, text FROM v_notes", "a|text\nb|text");
    check(&records, "SELECT * FROM v_operator_actions", "2023-11-14 22:13:20.000|ops|pts/0|trip|drill|done");
    check(&records, "SELECT * FROM v_breaker", "2023-11-14 22:13:20.000|tripped|ops|drill");
    check(
        &records,
        "SELECT * FROM v_gaps",
        "2023-11-14 22:13:20.000|2023-11-14 22:13:21.500|1.5|no market data",
    );
}
