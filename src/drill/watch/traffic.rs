//! What was asked of the venue, how often, and how it ended.

use std::collections::{BTreeMap, VecDeque};

use super::Seen;
use crate::event::{Input, Outcome, Request, Route};
use crate::fault::Schedule;
use crate::model::{OrderSeq, Span, Time};

/// The length of time in which requests are counted, as venues count them.
const MINUTE: Span = Span::from_secs(60);

/// The least and the most that a 429 can make anybody wait.
const HOLD_MIN: Span = Span::from_secs(1);
const HOLD_MAX: Span = Span::from_secs(300);

/// Requests and how they ended.
#[derive(Debug, Default)]
pub(super) struct Traffic {
    /// Requests in each of the schedule's windows, and in any.
    in_windows: Vec<u64>,
    in_any: u64,
    last_minute: VecDeque<Time>,
    pub(super) per_minute_max: usize,
    hold_until: Option<Time>,
    pub(super) in_hold: u64,
    replies: BTreeMap<&'static str, u64>,
    cancels: BTreeMap<OrderSeq, (u64, Time)>,
    pub(super) cancel_gap_min: Option<Span>,
}

impl Traffic {
    pub(super) fn took_in(&mut self, seen: &Seen<'_>, schedule: &Schedule) {
        if let Input::Reply(reply) = &seen.envelope.input {
            *self.replies.entry(reply.outcome.as_str()).or_default() += 1;
            if let Outcome::RateLimited { retry_after } = &reply.outcome {
                let asked = retry_after.unwrap_or(seen.rules.orders.backoff_first);
                let most = seen.rules.orders.backoff_max.min(HOLD_MAX);
                let until = seen.at() + asked.max(HOLD_MIN).min(most);
                self.hold_until = self.hold_until.max(Some(until));
            }
        }
        for request in seen.sent() {
            self.sent(request, seen.at(), schedule);
        }
    }

    fn sent(&mut self, request: &Request, at: Time, schedule: &Schedule) {
        self.in_windows.resize(schedule.windows().len(), 0);
        for (count, window) in self.in_windows.iter_mut().zip(schedule.windows()) {
            let passed = at.since(schedule.begin());
            *count += u64::from(window.from <= passed && passed < window.until());
        }
        self.in_any += u64::from(schedule.open(at).next().is_some());
        self.last_minute.push_back(at);
        while self.last_minute.front().is_some_and(|first| at.since(*first) >= MINUTE) {
            self.last_minute.pop_front();
        }
        self.per_minute_max = self.per_minute_max.max(self.last_minute.len());
        self.in_hold += u64::from(self.hold_until.is_some_and(|until| at < until));
        if let (Route::Cancel, Some(order)) = (request.route(), request.order) {
            self.cancelled(order, at);
        }
    }

    fn cancelled(&mut self, order: OrderSeq, at: Time) {
        let before = self.cancels.get(&order).copied();
        let gap = before.map(|(_, last)| at.since(last));
        self.cancel_gap_min = match (self.cancel_gap_min, gap) {
            (Some(least), Some(gap)) => Some(least.min(gap)),
            (least, gap) => least.or(gap),
        };
        self.cancels.insert(order, (before.map_or(0, |(count, _)| count) + 1, at));
    }

    /// Requests while a window called `label` was open, or any window.
    pub(super) fn in_faults(&self, label: Option<&str>, schedule: &Schedule) -> u64 {
        let Some(label) = label else { return self.in_any };
        let counts = schedule.windows().iter().zip(&self.in_windows);
        counts.filter(|(window, _)| window.label() == label).map(|(_, count)| count).sum()
    }

    /// Requests that ended as `outcome` says.
    pub(super) fn replies(&self, outcome: &str) -> u64 {
        self.replies.get(outcome).copied().unwrap_or(0)
    }

    /// The most cancels of one order.
    pub(super) fn cancels_max(&self) -> u64 {
        self.cancels.values().map(|(count, _)| *count).max().unwrap_or(0)
    }
}
