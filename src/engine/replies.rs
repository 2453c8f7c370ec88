//! The venue's answers and news, sorted to whom they concern.

use super::alerts::{AlertKind, Finding};
use super::protection::Protection;
use super::{Effects, State};
use crate::event::{Answer, Effect, Outcome, Record, Reply, RequestRecord, Route};
use crate::model::{BreakerLevel, OrderReport, Time};

impl State {
    /// News of an order that nobody asked for.
    pub(super) fn on_order_update(&mut self, report: &OrderReport, at: Time, effects: &mut Effects) {
        let seq = self
            .order_of(report.client_order_id.as_ref())
            .or_else(|| self.orders.by_venue_id(&report.order_id));
        match seq.filter(|seq| self.orders.get(*seq).is_some()) {
            Some(seq) => self.adopt_report(seq, report, at, effects),
            None => report.fills.iter().for_each(|fill| self.book_fill(fill, None, at, effects)),
        }
    }

    /// The end of one of our requests.
    pub(super) fn on_reply(&mut self, reply: &Reply, at: Time, effects: &mut Effects) {
        let Some(asked) = self.outbox.finish(reply.request) else {
            self.counters.replies_unasked += 1;
            return;
        };
        let latency = at.since(asked.due);
        self.latency.record(at, asked.route, latency);
        effects.push(Effect::Record(Box::new(Record::Request(RequestRecord {
            id: reply.request,
            route: asked.route,
            lane: asked.lane,
            order: asked.order,
            sent_at: reply.sent_at,
            latency,
            outcome: reply.outcome.as_str().to_owned(),
            detail: detail_of(&reply.outcome),
        }))));
        self.count_outcome(reply, at, effects);
        match (asked.route, asked.order) {
            (Route::Order, Some(seq)) => self.on_order_reply(seq, &reply.outcome, at, effects),
            (Route::Cancel, Some(seq)) => self.on_cancel_reply(seq, &reply.outcome, at, effects),
            (Route::OrderQuery, Some(seq)) => self.on_query_reply(seq, &reply.outcome, at, effects),
            (Route::Health, _) => self.on_health_reply(&reply.outcome, at, effects),
            _ => self.on_cycle_reply(&reply.outcome, at, effects),
        }
    }

    /// Follows errors in a row and the venue's limit.
    fn count_outcome(&mut self, reply: &Reply, at: Time, effects: &mut Effects) {
        if !matches!(reply.outcome, Outcome::Failed { .. }) {
            self.outbox.note_answered(at);
        }
        match &reply.outcome {
            Outcome::Answered(_) | Outcome::Refused { .. } => {
                self.counters.errors_in_row = 0;
                self.backoff.on_answered(reply.sent_at);
                self.alerts.clear(AlertKind::RateLimited, "venue", at, effects);
            }
            Outcome::RateLimited { retry_after } => {
                self.counters.rate_limited += 1;
                self.budget.note_rate_limited(at);
                self.backoff.on_rate_limited(at, *retry_after, reply.request.0);
                let until = self.backoff.open_at().unwrap_or(at);
                let finding = Finding::rate_limited(self.rules.budget.rpm, until);
                self.alerts.raise(AlertKind::RateLimited, "venue", finding, at, effects);
            }
            Outcome::Failed { failure, detail } => {
                self.backoff.on_unanswered(at, reply.sent_at);
                self.counters.errors_total += 1;
                self.counters.errors_in_row = self.counters.errors_in_row.saturating_add(1);
                let limit = self.rules.breaker.errors_in_row_max;
                let too_many = self.counters.errors_in_row >= limit && Protection::ErrorLimit.stands();
                if too_many && !self.breaker.is_tripped() {
                    let reason =
                        format!("{limit} requests failed in a row, the last: {} {detail}", failure.as_str());
                    let level = self.rules.breaker.level.max(BreakerLevel::Tripped);
                    self.raise_breaker(level, "engine", &reason, at, effects);
                }
            }
        }
    }
}

fn detail_of(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Answered(Answer::OrderFound(None)) => "the venue has no such order".to_owned(),
        Outcome::Answered(Answer::Order(report) | Answer::OrderFound(Some(report))) => said_of(report),
        Outcome::Answered(_) => String::new(),
        Outcome::RateLimited { retry_after: Some(wait) } => format!("asks to wait {wait}"),
        Outcome::RateLimited { retry_after: None } => "does not say how long to wait".to_owned(),
        Outcome::Refused { status, code, message } => format!("{status} {code}: {message}"),
        Outcome::Failed { detail, .. } => detail.clone(),
    }
}

/// What the venue said of an order.
fn said_of(report: &OrderReport) -> String {
    let filled = report.filled.map_or(String::new(), |filled| format!(", {filled} filled"));
    format!("{} is {}{filled}", report.order_id, report.status.as_str())
}
