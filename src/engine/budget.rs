//! How many requests may leave: the arithmetic of the venue's limit.
//!
//! ```text
//!   used in the last 60 s   0 ────────────── 150 ── 180 ─────────────── 300   (rpm = 300)
//!   observe, trade          may leave ───────┤ held
//!   protect, routine        may leave ──────────────┤ held
//!   protect, urgent         may leave ──────────────────────────────────┤ held
//! ```
//!
//! Normal running stays under `normal_max` of the limit, and of that the last `reserve` of the limit
//! is only for reconciling and closing. What is urgent (closing, cancelling, asking after an UNKNOWN)
//! may use all of it. Every request counts against every cap.
//!
//! The window slides and is exact: the times of all requests in it are kept. It is closed at both
//! ends: a request at `t` still counts at exactly `t + 60 s` and its place is free one microsecond
//! later. A venue that counts the other way sees one request fewer, never one more.
//!
//! Invariant: in no 60 seconds do more than `rpm` requests leave, nor does a request that is not
//! urgent leave as more than the `normal_max · rpm`-th.

mod backoff;
mod peaks;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

pub use backoff::Backoff;
use peaks::Peaks;

use super::protection::Protection;
use crate::event::{Lane, Route};
use crate::model::{BudgetRules, Rate, Span, Time};

/// The window that limits are about.
const WINDOW: Span = Span::from_secs(60);

/// How long a request counts: its window with both ends.
const COUNTS_FOR: Span = Span::from_micros(WINDOW.as_micros() + 1);

/// Requests with which a life begins: the proof, and a question for each of the few orders under way;
/// twice as many as were ever seen to be lost in one of a thousand simulated days.
const OPENING: u16 = 8;

/// What a cycle asks, in its order.
const CYCLE: [Route; 4] = [Route::Orders, Route::Fills, Route::Positions, Route::Balance];

/// How badly a request is needed now, most first: the probe after a hold is a close, not a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// Closing, cancelling, or asking after an UNKNOWN. Counts only in the lane `Protect`.
    Urgent,
    /// Part of normal running.
    Routine,
}

/// The requests that may leave, and those that did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// Requests in any 60 seconds, whatever they are for.
    limit: u16,
    /// The part of it for normal running.
    normal: u16,
    /// The part of that for trading and observing.
    open: u16,
    /// The limits of single routes, by `Route::index`.
    route_limits: [u16; Route::ALL.len()],
    /// The requests that may still count, oldest first; at most `limit`, as no more can leave.
    sent: VecDeque<Sent>,
    /// The most there were in 60 seconds.
    peaks: Peaks,
    /// The same, of requests that were not urgent alone.
    routine_peaks: Peaks,
    /// Requests since the start, by `Route::index`.
    sent_by_route: [u64; Route::ALL.len()],
    /// 429s since the start.
    rate_limited_total: u64,
    /// When the last 429 came.
    rate_limited_at: Option<Time>,
}

/// A request that left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Sent {
    at: Time,
    route: Route,
    lane: Lane,
    urgency: Urgency,
}

/// What the budget's panel shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetReading {
    /// The venue's limit in any 60 seconds.
    pub limit: u16,
    /// The part of it that normal running stays within.
    pub normal: u16,
    /// The part of that which trading and observing stay within.
    pub open: u16,
    /// Requests in the last 60 seconds.
    pub used: u16,
    /// Requests that could still leave now, urgent ones included.
    pub free: u16,
    /// Requests that the agent could still cause now.
    pub free_for_trade: u16,
    /// Requests of the last 60 seconds by lane: protect, trade, observe.
    pub by_lane: [u16; 3],
    /// Every route by `Route::index`.
    pub by_route: [RouteReading; Route::ALL.len()],
    /// The most requests in 60 seconds, over the last hour.
    pub peak_hour: u16,
    /// The same of each of its minutes, the one under way last; zero where nothing left.
    pub peak_minutes: [u16; 60],
    /// The most requests in 60 seconds, over the whole soak.
    pub peak_soak: u16,
    /// The most requests in 60 seconds that were not urgent, over the whole soak.
    pub routine_peak_soak: u16,
    /// Requests since the start.
    pub sent_total: u64,
    /// 429s since the start.
    pub rate_limited_total: u64,
    /// When the last 429 came.
    pub rate_limited_at: Option<Time>,
}

/// What one route used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RouteReading {
    /// Requests in the last 60 seconds.
    pub used: u16,
    /// Requests since the start.
    pub sent_total: u64,
    /// Its own limit in any 60 seconds, if it has one.
    pub limit: Option<u16>,
}

impl Budget {
    /// A budget by `rules`, nothing used. Shares are rounded down. A route limit with a name that no
    /// route has is left out: configuration refuses it before it comes here.
    #[must_use]
    pub fn new(rules: &BudgetRules) -> Self {
        let mut budget = Self {
            limit: 0,
            normal: 0,
            open: 0,
            route_limits: [u16::MAX; Route::ALL.len()],
            sent: VecDeque::new(),
            peaks: Peaks::default(),
            routine_peaks: Peaks::default(),
            sent_by_route: [0; Route::ALL.len()],
            rate_limited_total: 0,
            rate_limited_at: None,
        };
        budget.set_rules(rules);
        budget
    }

    /// Takes changed rules, as after a restart; what was sent still counts.
    pub fn set_rules(&mut self, rules: &BudgetRules) {
        let open = Rate::new(rules.normal_max.get() - rules.reserve.get());
        self.limit = rules.rpm;
        self.normal = share(rules.rpm, rules.normal_max);
        self.open = share(rules.rpm, open);
        self.route_limits = Route::ALL.map(|route| {
            let named = rules.per_route.iter().filter(|(name, _)| name == route.as_str());
            named.map(|(_, limit)| *limit).min().unwrap_or(u16::MAX)
        });
    }

    /// Takes a place for one request that leaves at `at`; `at` never goes back.
    ///
    /// # Errors
    /// When there is none: the first time at which there will be one if nothing else leaves until
    /// then. Policy: keep the request and ask again at that time.
    pub fn try_take(&mut self, at: Time, route: Route, lane: Lane, urgency: Urgency) -> Result<(), Time> {
        let urgency = if lane == Lane::Protect { urgency } else { Urgency::Routine };
        let gone = self.gone(at);
        self.sent.drain(..gone);
        if Protection::Budget.stands() {
            self.free_at(at, route, self.cap(lane, urgency))?;
        }
        self.sent.push_back(Sent { at, route, lane, urgency });
        if let Some(sent) = self.sent_by_route.get_mut(route.index()) {
            *sent += 1;
        }
        self.peaks.note(at, count(self.sent.iter()));
        self.routine_peaks.note(at, count(self.sent.iter().filter(|sent| sent.urgency == Urgency::Routine)));
        let within = self.sent.len() <= usize::from(self.limit) || !Protection::Budget.stands();
        assert!(within, "Invariant: no 60 seconds exceed the limit");
        Ok(())
    }

    /// Counts what a life that ended before `at` may have sent after its last kept input, at `since`:
    /// questions do not wait for the disk, so there may be some of which nothing is known. They count from
    /// `at` on, as what opens a life and a cycle each `every`, and never so many that a cycle has no place.
    /// A life that kept nothing for a whole window, its disk failing, is not counted.
    pub fn count_lost(&mut self, since: Time, at: Time, every: Span) {
        let away = at.since(since);
        if away > WINDOW {
            return;
        }
        let cycles = away.as_micros().max(0).checked_div(every.as_micros()).map_or(1, |whole| whole + 1);
        let asked = usize::try_from(cycles).map_or(0, |cycles| cycles.saturating_mul(CYCLE.len()));
        let room = self.open.saturating_sub(self.used(at));
        let lost = asked.saturating_add(usize::from(OPENING)).min(usize::from(room));
        let sent = |route| Sent { at, route, lane: Lane::Protect, urgency: Urgency::Routine };
        self.sent.extend(CYCLE.into_iter().cycle().take(lost).map(sent));
    }

    /// Counts a 429 that came back at `at`.
    pub fn note_rate_limited(&mut self, at: Time) {
        self.rate_limited_total += 1;
        self.rate_limited_at = Some(at);
    }

    /// The shortest time in which `requests` of normal running can leave again and again; for ever when
    /// none may.
    #[must_use]
    pub fn spread(&self, requests: u16) -> Span {
        let spread = (WINDOW.as_micros() * i64::from(requests)).checked_div(i64::from(self.normal));
        // A request still counts at the end of its window, so the whole window is a little longer.
        spread.map_or(Span::FOREVER, |micros| Span::from_micros(micros + 1))
    }

    /// Requests in the 60 seconds up to `at`.
    #[must_use]
    pub fn used(&self, at: Time) -> u16 {
        count(self.sent.range(self.gone(at)..))
    }

    /// Everything there is to show at `at`.
    #[must_use]
    pub fn reading(&self, at: Time) -> BudgetReading {
        let mut used: u16 = 0;
        let mut by_lane = [0_u16; 3];
        let mut by_route = Route::ALL.map(|route| self.unused(route));
        for sent in self.sent.range(self.gone(at)..) {
            used += 1;
            if let Some(lane) = by_lane.get_mut(sent.lane as usize) {
                *lane += 1;
            }
            if let Some(route) = by_route.get_mut(sent.route.index()) {
                route.used += 1;
            }
        }
        BudgetReading {
            limit: self.limit,
            normal: self.normal,
            open: self.open,
            used,
            free: self.limit.saturating_sub(used),
            free_for_trade: self.open.saturating_sub(used),
            by_lane,
            by_route,
            peak_hour: self.peaks.last_hour(at),
            peak_minutes: self.peaks.by_minute(at),
            peak_soak: self.peaks.whole(),
            routine_peak_soak: self.routine_peaks.whole(),
            sent_total: self.sent_by_route.iter().sum(),
            rate_limited_total: self.rate_limited_total,
            rate_limited_at: self.rate_limited_at,
        }
    }

    /// The reading of a route without what the window holds.
    fn unused(&self, route: Route) -> RouteReading {
        let limit = self.route_limits.get(route.index()).copied().filter(|limit| *limit < u16::MAX);
        let sent_total = self.sent_by_route.get(route.index()).copied().unwrap_or(0);
        RouteReading { used: 0, sent_total, limit }
    }

    /// How many requests there may be in the window, this one included.
    fn cap(&self, lane: Lane, urgency: Urgency) -> u16 {
        match (lane, urgency) {
            (Lane::Trade | Lane::Observe, _) => self.open,
            (Lane::Protect, Urgency::Routine) => self.normal,
            (Lane::Protect, Urgency::Urgent) => self.limit,
        }
    }

    /// Fails with the first time at which both the window and the route have a place.
    fn free_at(&self, at: Time, route: Route, cap: u16) -> Result<(), Time> {
        let mut same_route = self.sent.iter().filter(|sent| sent.route == route);
        let in_route = same_route.clone().count();
        let route_limit = self.route_limits.get(route.index()).copied().unwrap_or(u16::MAX);
        // As many of the oldest have to go first as there are too many, this request included.
        let window_over = (self.sent.len() + 1).saturating_sub(usize::from(cap));
        let route_over = (in_route + 1).saturating_sub(usize::from(route_limit));
        if window_over == 0 && route_over == 0 {
            return Ok(());
        }
        if cap == 0 || route_limit == 0 {
            return Err(at + Span::FOREVER);
        }
        let after = |over: usize, last: Option<&Sent>| {
            if over == 0 { at } else { last.map_or(at, |last| last.at + COUNTS_FOR) }
        };
        let window_at = after(window_over, self.sent.get(window_over.saturating_sub(1)));
        let route_at = after(route_over, same_route.nth(route_over.saturating_sub(1)));
        Err(window_at.max(route_at))
    }

    /// How many of the oldest requests no longer count at `at`.
    fn gone(&self, at: Time) -> usize {
        self.sent.partition_point(|sent| sent.at + COUNTS_FOR <= at)
    }
}

/// The whole requests in the share `rate` of `limit`.
fn share(limit: u16, rate: Rate) -> u16 {
    let whole = (rate.get() * rust_decimal::Decimal::from(limit)).floor();
    u16::try_from(whole).unwrap_or(0).min(limit)
}

fn count<'a>(sent: impl Iterator<Item = &'a Sent>) -> u16 {
    u16::try_from(sent.count()).unwrap_or(u16::MAX)
}
