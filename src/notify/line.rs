//! What waits for one sink, and how the sink is.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::backoff::retry_after;
use super::{FAILING_AFTER, Notice, NoticeEvent, SendFailure};
use crate::event::{Delivery, DeliveryOutcome};
use crate::model::Time;

/// Most notices that wait for one sink: a night of a flapping cause. Beyond it the oldest of the least loud is
/// shed, and counted.
pub const WAITING_MAX: usize = 400;

/// Deliveries remembered per sink, to tell the first one of an alert from repetitions: more than can stand.
pub const TOLD_MAX: usize = 800;

/// How often a sink may say that it does not want a notice before it is given up: with the growing waits more
/// than an hour.
const REFUSALS_MAX: u32 = 20;

/// What waits for one sink, and how the sink is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Line {
    waiting: VecDeque<Waiting>,
    told: VecDeque<Told>,
    delivered: u64,
    shed: u64,
    last_delivered_at: Option<Time>,
    /// Tries in a row that failed.
    failures: u32,
    /// Why the last of them did.
    reason: Option<String>,
    /// Since when the engine knows that it fails.
    failing_since: Option<Time>,
    /// Until when it is left alone.
    wait_until: Time,
    /// What is being sent, by its number.
    #[serde(skip)]
    under_way: Option<u64>,
    /// The number of the notice that came last.
    last_number: u64,
}

/// A notice that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Waiting {
    number: u64,
    notice: Notice,
    /// How often the sink did not want it, or failed over it.
    refusals: u32,
    /// Until when it is put aside.
    not_before: Time,
}

/// An alert that the sink has taken a notice of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Told {
    alert: String,
    raised_at: Time,
    at: Time,
}

/// How a sink is, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineView {
    /// The sink's name.
    pub sink: String,
    /// Notices that wait.
    pub waiting: usize,
    /// Notices taken since the soak began.
    pub delivered: u64,
    /// When the last of them was.
    pub last_delivered_at: Option<Time>,
    /// Notices given up because too many waited.
    pub shed: u64,
    /// Tries in a row that failed.
    pub failures: u32,
    /// Why the last of them did.
    pub reason: Option<String>,
    /// Since when it counts as failing.
    pub failing_since: Option<Time>,
}

impl Line {
    /// Puts `notice` at the end; sheds one when there is no room.
    pub(super) fn push(&mut self, notice: Notice) {
        self.last_number += 1;
        let number = self.last_number;
        self.waiting.push_back(Waiting { number, notice, refusals: 0, not_before: Time::EPOCH });
        if self.waiting.len() > WAITING_MAX {
            let severity =
                |index: &usize| self.waiting.get(*index).map(|waiting| waiting.notice.alert.severity);
            // The first of the least: what is under way is counted as shed and may arrive all the same.
            let least = (0..self.waiting.len()).min_by_key(severity);
            least.and_then(|index| self.waiting.remove(index));
            self.shed += 1;
        }
    }

    /// Whether the alert is to be told of anyway, so that repeating it would say nothing new.
    pub(super) fn will_tell(&self, alert: &str, raised_at: Time) -> bool {
        let mut notices = self.waiting.iter().map(|waiting| &waiting.notice);
        notices.any(|notice| says_it_stands(notice.event) && notice.is_of(alert, raised_at))
    }

    /// When something is to be sent next; none while something is under way, or nothing waits.
    pub(super) fn due_at(&self) -> Option<Time> {
        if self.under_way.is_some() {
            return None;
        }
        let first = self.firsts().map(|waiting| waiting.not_before).min()?;
        Some(first.max(self.wait_until))
    }

    /// The first notice of each alert: no word of an alert overtakes an earlier one.
    fn firsts(&self) -> impl Iterator<Item = &Waiting> {
        let is_first = |(index, waiting): &(usize, &Waiting)| {
            let id = &waiting.notice.alert.id;
            !self.waiting.iter().take(*index).any(|before| before.notice.alert.id == *id)
        };
        self.waiting.iter().enumerate().filter(is_first).map(|(_, waiting)| waiting)
    }

    /// Takes out to be sent what is due at `now`. It stays in the line until it was taken.
    pub(super) fn take_due(&mut self, now: Time) -> Option<(u64, Notice)> {
        if self.under_way.is_some() || now < self.wait_until {
            return None;
        }
        // What the sink has trouble with comes after what it has not seen.
        let due = self.firsts().filter(|waiting| waiting.not_before <= now);
        let due = due.min_by_key(|waiting| (waiting.refusals, waiting.number))?;
        let (number, notice) = (due.number, due.notice.clone());
        self.under_way = Some(number);
        Some((number, notice))
    }

    /// The sink took the notice. What the engine is to hear of it: the first delivery of a word that an alert
    /// stands, and the first of anything after a time of failing.
    pub(super) fn taken(&mut self, number: u64, notice: &Notice, now: Time) -> Option<DeliveryOutcome> {
        self.under_way = None;
        self.waiting.retain(|waiting| waiting.number != number);
        self.delivered += 1;
        self.last_delivered_at = Some(now);
        (self.failures, self.reason, self.wait_until) = (0, None, Time::EPOCH);
        let was_failing = self.failing_since.take().is_some();
        let alert = &notice.alert;
        let is_news = says_it_stands(notice.event) && self.told_at(&alert.id, alert.raised_at).is_none();
        if is_news {
            self.told.push_back(Told { alert: alert.id.clone(), raised_at: alert.raised_at, at: now });
            if self.told.len() > TOLD_MAX {
                self.told.pop_front();
            }
        }
        match (is_news, was_failing) {
            (true, _) => Some(DeliveryOutcome::Delivered),
            (false, true) => Some(DeliveryOutcome::Well),
            (false, false) => None,
        }
    }

    /// The sink did not take the notice. What the engine is to hear of it: that it fails, once.
    pub(super) fn refused(&mut self, number: u64, why: &SendFailure, now: Time) -> Option<DeliveryOutcome> {
        self.under_way = None;
        self.failures = self.failures.saturating_add(1);
        let reason = why.to_string();
        match why {
            SendFailure::Sink(_) => self.wait_until = now + retry_after(self.failures),
            SendFailure::Later { wait, .. } => {
                self.wait_until = now + retry_after(self.failures).max(*wait);
            }
            SendFailure::Over(_) => {
                self.wait_until = now + retry_after(self.failures);
                self.put_aside(number, now);
            }
            SendFailure::Notice(_) => {
                if self.put_aside(number, now) >= REFUSALS_MAX {
                    self.waiting.retain(|waiting| waiting.number != number);
                    self.shed += 1;
                }
            }
        }
        self.reason = Some(reason.clone());
        if self.failures < FAILING_AFTER || self.failing_since.is_some() {
            return None;
        }
        self.failing_since = Some(now);
        Some(DeliveryOutcome::Failing { reason })
    }

    /// Puts the notice aside for a while that grows; says how often that was done.
    fn put_aside(&mut self, number: u64, now: Time) -> u32 {
        let mut waiting = self.waiting.iter_mut();
        let Some(aside) = waiting.find(|waiting| waiting.number == number) else { return 0 };
        aside.refusals = aside.refusals.saturating_add(1);
        aside.not_before = now + retry_after(aside.refusals);
        aside.refusals
    }

    /// When the sink first took a notice that said that this alert stands.
    pub(super) fn told_at(&self, alert: &str, raised_at: Time) -> Option<Time> {
        let mut told = self.told.iter();
        told.find(|told| told.alert == alert && told.raised_at == raised_at).map(|told| told.at)
    }

    /// What was delivered at `from` or later, and that it fails if it does: what an engine that knows nothing
    /// of it has to be told.
    pub(super) fn since(&self, sink: &str, from: Time) -> Vec<Delivery> {
        let sink = || sink.to_owned();
        let told = self.told.iter().filter(|told| told.at >= from).map(|told| Delivery {
            alert: told.alert.clone(),
            raised_at: told.raised_at,
            sink: sink(),
            outcome: DeliveryOutcome::Delivered,
        });
        let failing = self.failing_since.is_some_and(|since| since >= from);
        let first = self.waiting.front().filter(|_| failing);
        let fails = first.map(|first| Delivery {
            alert: first.notice.alert.id.clone(),
            raised_at: first.notice.alert.raised_at,
            sink: sink(),
            outcome: DeliveryOutcome::Failing { reason: self.reason.clone().unwrap_or_default() },
        });
        told.chain(fails).collect()
    }

    /// A new process tries at once: whoever started it may have mended what failed.
    pub(super) fn wake(&mut self) {
        self.wait_until = Time::EPOCH;
        for waiting in &mut self.waiting {
            waiting.not_before = Time::EPOCH;
        }
    }

    /// How many notices wait.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Whether there is nothing to send before something fails or happens.
    pub(super) fn is_idle(&self) -> bool {
        self.under_way.is_none() && (self.waiting.is_empty() || self.failures > 0)
    }

    /// How the sink is, for people.
    pub(super) fn view(&self, sink: &str) -> LineView {
        LineView {
            sink: sink.to_owned(),
            waiting: self.waiting.len(),
            delivered: self.delivered,
            last_delivered_at: self.last_delivered_at,
            shed: self.shed,
            failures: self.failures,
            reason: self.reason.clone(),
            failing_since: self.failing_since,
        }
    }
}

/// Whether whoever reads the notice learns that the alert stands.
const fn says_it_stands(event: NoticeEvent) -> bool {
    matches!(event, NoticeEvent::Raised | NoticeEvent::Repeated)
}
