//! Short ways to write amounts and rows in samples.

use crate::event::{Purpose, Severity};
use crate::model::{Money, OrderSeq, Side, Span, Symbol, Time};
use crate::snapshot::{
    AlertView, ChecklistItem, ChecklistStatus, EventKind, EventLine, OrderView, PositionView, ProfitSplit,
    RouteLatency,
};

pub(super) fn money(text: &str) -> Money {
    text.parse().unwrap()
}

/// A split whose net is what its parts give.
pub(super) fn split(realized: &str, unrealized: &str, fees: &str) -> ProfitSplit {
    let (realized, unrealized, fees) = (money(realized), money(unrealized), money(fees));
    ProfitSplit { net: realized + unrealized - fees, realized, unrealized, fees }
}

/// A position by symbol, side, size, entry, mark, profit, stop, distance and share in per cent.
pub(super) fn position(row: [&str; 8], side: Side, opened_at: Option<Time>) -> PositionView {
    let [symbol, units, entry, mark, pnl, stop, distance, share] = row;
    PositionView {
        symbol: Symbol::new(symbol).unwrap(),
        side,
        quantity: units.parse().unwrap(),
        entry: entry.parse().unwrap(),
        mark: mark.parse().ok(),
        pnl: money(pnl),
        opened_at,
        stop: stop.parse().unwrap(),
        stop_distance_pct: distance.parse().unwrap(),
        share_pct: share.parse().unwrap(),
        quarantined: false,
        unknown: false,
    }
}

/// An order by symbol, size, filled, limit and state.
pub(super) fn order(seq: u64, row: [&str; 5], purpose: Purpose, created_at: Time) -> OrderView {
    let [symbol, size, filled, limit, state] = row;
    OrderView {
        seq: OrderSeq(seq),
        symbol: Symbol::new(symbol).unwrap(),
        side: if purpose == Purpose::Entry { Side::Buy } else { Side::Sell },
        quantity: size.parse().unwrap(),
        filled: filled.parse().unwrap(),
        limit_price: limit.parse().ok(),
        resting: matches!(state, "open" | "partially_filled"),
        purpose,
        state: state.to_owned(),
        created_at,
        reason: "fast average crossed the slow one".to_owned(),
    }
}

/// An alert by kind, subject, text, what was expected, what was observed, what is being done.
pub(super) fn alert(row: [&str; 6], severity: Severity, raised_at: Time) -> AlertView {
    let [kind, subject, text, expected, observed, doing] = row;
    let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    AlertView {
        id: format!("{kind}:{subject}"),
        kind: kind.to_owned(),
        severity,
        subject: subject.to_owned(),
        text: text.to_owned(),
        expected: known(expected),
        observed: known(observed),
        doing: doing.to_owned(),
        raised_at,
        acknowledged_at: None,
    }
}

/// Both windows of a route: p50, p90, p99, p99.9 and max of the last minute in microseconds; the
/// soak's are half as long again.
pub(super) fn route(name: &str, count: u64, micros: [i64; 5]) -> [RouteLatency; 2] {
    let [p50, p90, p99, p999, max] = micros.map(Span::from_micros);
    let minute =
        RouteLatency { route: name.to_owned(), window: "minute".to_owned(), count, p50, p90, p99, p999, max };
    let slower = |span: Span| Span::from_micros(span.as_micros() / 2 * 3);
    let soak = RouteLatency {
        window: "soak".to_owned(),
        count: count * 3_670,
        p50,
        p90: slower(p90),
        p99: slower(p99),
        p999: slower(p999),
        max: slower(slower(max)),
        ..minute.clone()
    };
    [minute, soak]
}

/// An item of the checklist by identity, title, evidence and what comes next.
pub(super) fn item(row: [&str; 4], status: ChecklistStatus, at: Option<Time>) -> ChecklistItem {
    let [id, title, evidence, next] = row.map(str::to_owned);
    ChecklistItem { id, title, status, evidence, next, at }
}

pub(super) fn event(at: Time, kind: EventKind, severity: Option<Severity>, text: String) -> EventLine {
    let order = matches!(kind, EventKind::Order | EventKind::Fill).then_some(OrderSeq(1_207));
    EventLine { at, kind, severity, order, text }
}
