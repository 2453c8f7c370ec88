//! The event log: everything that happened, merged by time, one short sentence each.

use super::words::{self, joined};
use crate::event::{AlertRecord, OperatorRecord, OrderRecord, Record, RequestRecord, Severity};
use crate::journal::{Archive, JournalError};
use crate::model::{BreakerLevel, OrderSeq, Time};
use crate::snapshot::{EventKind, EventLine};

/// Lines shown: a day of a usual soak.
const EVENTS_MAX: usize = 500;

/// The last events until `at`, oldest first.
pub(super) fn until(tables: &Archive, at: Time) -> Result<Vec<EventLine>, JournalError> {
    let mut lines: Vec<EventLine> = Vec::new();
    // Of one moment, what a person did comes first and what followed from it later.
    lines.extend(oldest_first(tables.acts_until(at, EVENTS_MAX)?).map(|act| of_act(&act)));
    lines.extend(oldest_first(tables.moves_until(at, EVENTS_MAX)?).filter_map(of_record));
    lines.extend(oldest_first(tables.failures_until(at, EVENTS_MAX)?).map(|request| of_request(&request)));
    lines.extend(oldest_first(tables.orders_until(at, EVENTS_MAX)?).map(|order| of_order(&order)));
    for fill in oldest_first(tables.fills_until(at, EVENTS_MAX)?) {
        let (symbol, side, quantity) = (&fill.fill.symbol, fill.fill.side, fill.fill.quantity.get());
        let text = format!("{}  {}", words::what(symbol, side, quantity), words::paid(&fill));
        lines.push(line(fill.booked_at, EventKind::Fill, None, fill.order, text));
    }
    lines.extend(oldest_first(tables.alerts_until(at, EVENTS_MAX)?).flat_map(|alert| of_alert(&alert)));
    lines.extend(oldest_first(tables.gaps_until(at, EVENTS_MAX)?).filter_map(of_record));
    lines.extend(oldest_first(tables.notes_until(at, EVENTS_MAX)?).filter_map(of_record));
    // An answer can come, and an alert be cleared, later than what it is listed by.
    lines.retain(|line| line.at <= at);
    lines.sort_by_key(|line| line.at);
    Ok(lines.split_off(lines.len().saturating_sub(EVENTS_MAX)))
}

fn oldest_first<T>(rows: Vec<T>) -> std::iter::Rev<std::vec::IntoIter<T>> {
    rows.into_iter().rev()
}

fn line(
    at: Time,
    kind: EventKind,
    severity: Option<Severity>,
    order: Option<OrderSeq>,
    text: String,
) -> EventLine {
    EventLine { at, kind, severity, order, text }
}

fn of_order(order: &OrderRecord) -> EventLine {
    let severity = match order.state.as_str() {
        "unknown" => Some(Severity::Warn),
        "refused" | "dropped" => Some(Severity::Note),
        _ => None,
    };
    let step = match order.state.as_str() {
        "journaled" => format!("{} {}", order.purpose.as_str(), words::kind(&order.kind)),
        "partially_filled" => format!("filled {}", words::number(order.filled.get())),
        state => state.to_owned(),
    };
    let what = format!("{}  {step}", words::what(&order.symbol, order.side, order.quantity.get()));
    let says_why =
        matches!(order.state.as_str(), "journaled" | "unknown" | "refused" | "dropped" | "cancelled");
    let why = if says_why { order.reason.as_str() } else { "" };
    line(order.at, EventKind::Order, severity, Some(order.order), joined(&what, why))
}

fn of_request(request: &RequestRecord) -> EventLine {
    let severity = if request.outcome == "rate_limited" { Severity::Note } else { Severity::Warn };
    let what = format!("{} {} after {}", request.route.as_str(), request.outcome, request.latency);
    let at = request.sent_at + request.latency;
    line(at, EventKind::Request, Some(severity), request.order, joined(&what, &request.detail))
}

fn of_act(act: &OperatorRecord) -> EventLine {
    let who = match act.terminal.as_str() {
        "none" | "" => act.user.clone(),
        terminal => format!("{}@{terminal}", act.user),
    };
    let refused = act.result.strip_prefix("refused: ");
    let what = match refused {
        Some(_) => format!("{who} {} refused", act.command),
        None => format!("{who} {}", act.command),
    };
    let severity = refused.map(|_| Severity::Note);
    line(act.at, EventKind::Operator, severity, None, joined(&what, refused.unwrap_or(&act.reason)))
}

/// That it was raised, acknowledged and cleared.
fn of_alert(alert: &AlertRecord) -> Vec<EventLine> {
    let about_order = matches!(alert.kind.as_str(), "unknown_order" | "overfill");
    let order = alert.subject.parse().ok().filter(|_| about_order).map(OrderSeq);
    let name = format!("{} {}", alert.kind, alert.subject);
    let raised = joined(&name, &alert.text);
    let mut lines = vec![line(alert.raised_at, EventKind::Alert, Some(alert.severity), order, raised)];
    if let Some(at) = alert.acknowledged_at {
        lines.push(line(at, EventKind::Alert, None, order, format!("acknowledged {name}")));
    }
    if let Some(at) = alert.cleared_at {
        let after = at.since(alert.raised_at);
        lines.push(line(at, EventKind::Alert, None, order, format!("cleared {name}  after {after}")));
    }
    lines
}

fn of_record(record: Record) -> Option<EventLine> {
    Some(match record {
        Record::Breaker { at, level, by, reason } => {
            let (word, severity) = match level {
                BreakerLevel::Armed => ("armed", None),
                BreakerLevel::Paused => ("paused", Some(Severity::Note)),
                BreakerLevel::Tripped => ("tripped", Some(Severity::Page)),
                BreakerLevel::Flattening => ("flattening", Some(Severity::Page)),
            };
            let text = joined(&format!("breaker {word} by {by}"), &reason);
            line(at, EventKind::Breaker, severity, None, text)
        }
        Record::Gap { from, to, reason } => {
            let text = joined(&format!("soak clock stood still for {}", to.since(from)), &reason);
            line(to, EventKind::Gap, Some(Severity::Warn), None, text)
        }
        Record::Note { at, kind, text } => {
            line(at, EventKind::Note, None, None, joined(&kind.replace('_', " "), &text))
        }
        _ => return None,
    })
}
