//! The desk that alerts leave by: a thread of its own beside the soak.
//!
//! ```text
//!   pump ─ try_send ─► news (bounded) ─► book ─► sinks
//!     ▲                                    │
//!     └──────── deliveries (bounded) ──────┘
//! ```
//!
//! The pump hands over what happened to alerts once it is durable, and every minute all that stand, so that
//! whatever was lost on the way is made good. It never waits: what finds no room is counted, and made good
//! with the next such list.
//!
//! Invariant: nothing that a sink does or leaves undone can stop or slow the soak.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::sync::mpsc;

use super::{Plan, RunError, sleep_until, system};
use crate::clock::Clock;
use crate::engine::{Alert, AlertKind, State};
use crate::event::{AlertRecord, Delivery, DeliveryOutcome, Record};
use crate::model::{Seq, Span, Time};
use crate::notify::{Book, Errand, Kept, NotifyRules, SendFailure, Sink};

/// News that may wait: a storm of every kind of alert at once is less.
const NEWS_WAITING_MAX: usize = 1_024;

/// News taken in at once, before what they lead to is sent.
const NEWS_AT_ONCE: usize = 256;

/// Alerts that may wait for the disk; it takes a hundredth of a second.
const HELD_MAX: usize = 1_024;

/// Results that may wait for the pump, which takes them in between two batches of ticks.
const DELIVERIES_WAITING_MAX: usize = 256;

/// Time between two comparisons with what stands, when nothing was lost.
const AGREE_EVERY: Span = Span::from_secs(60);

/// Time between two tries to write the book, while its disk fails.
const SAVE_AGAIN: Span = Span::from_secs(5);

/// How long the end of the soak waits for alerts that are on their way.
const ENDING_GRACE: Span = Span::from_secs(5);

/// How much before its journal's end a life is told again what was delivered: more than the journal keeps
/// in memory while its disk is well.
const TOLD_AGAIN: Span = Span::from_secs(60);

/// What the desk hears of the soak.
#[derive(Debug)]
enum News {
    /// An alert was raised, acknowledged or cleared.
    Alert(Box<AlertRecord>),
    /// All that stand, and how many messages were lost before.
    Standing(Vec<AlertRecord>, u64),
}

/// The pump's end of the desk.
pub(super) struct Alarms {
    news: mpsc::Sender<News>,
    held: VecDeque<(Seq, AlertRecord)>,
    lost: u64,
    agree_at: Time,
}

impl Alarms {
    /// Keeps what `record` says of an alert until its cause is durable; says whether it says something.
    pub(super) fn heed(&mut self, seq: Seq, record: &Record) -> bool {
        let Record::Alert(alert) = record else { return false };
        if self.held.len() < HELD_MAX {
            self.held.push_back((seq, alert.clone()));
        } else {
            self.lose();
        }
        true
    }

    /// Hands over what is `durable`.
    pub(super) fn release(&mut self, durable: Seq) {
        while self.held.front().is_some_and(|(seq, _)| *seq <= durable) {
            let Some((_, alert)) = self.held.pop_front() else { return };
            if self.news.try_send(News::Alert(Box::new(alert))).is_err() {
                self.lose();
            }
        }
    }

    /// Hands over all alerts that stand in `engine`, if it is time to, or something was lost.
    pub(super) fn agree(&mut self, engine: &State, now: Time) {
        if now < self.agree_at || !self.held.is_empty() {
            return;
        }
        let standing = engine.alerts().open().map(as_it_stands).collect();
        if self.news.try_send(News::Standing(standing, self.lost)).is_ok() {
            (self.lost, self.agree_at) = (0, now + AGREE_EVERY);
        }
    }

    fn lose(&mut self) {
        self.lost += 1;
        self.agree_at = Time::EPOCH;
    }
}

/// That a way out is gone, for each of which `engine` knows that it fails, and which `rules` do not have.
fn removed(engine: &State, rules: &NotifyRules) -> Vec<Delivery> {
    let is_gone = |alert: &&Alert| {
        alert.kind == AlertKind::Delivery && !rules.sinks.iter().any(|sink| sink.name == alert.subject)
    };
    let gone = engine.alerts().open().filter(is_gone).map(|alert| Delivery {
        alert: alert.id(),
        raised_at: alert.raised_at,
        sink: alert.subject.clone(),
        outcome: DeliveryOutcome::Removed,
    });
    gone.collect()
}

fn as_it_stands(alert: &Alert) -> AlertRecord {
    AlertRecord {
        id: alert.id(),
        kind: alert.kind.as_str().to_owned(),
        subject: alert.subject.clone(),
        severity: alert.kind.severity(),
        text: alert.finding.text(),
        raised_at: alert.raised_at,
        acknowledged_at: alert.acknowledged_at,
        cleared_at: None,
    }
}

/// The soak's end of the desk's thread; none where no alert is to leave.
pub(super) struct NotifyDesk {
    thread: Option<JoinHandle<usize>>,
    /// What became of alerts.
    pub(super) deliveries: mpsc::Receiver<Delivery>,
    /// Words of alerts that were given up.
    shed: Arc<AtomicU64>,
}

impl NotifyDesk {
    /// Starts the thread for the soak of `plan`, whose journal leads to `engine`.
    pub(super) fn open(
        plan: &Plan,
        clock: Clock,
        engine: &State,
    ) -> Result<(Option<Alarms>, Self), RunError> {
        let (reports, deliveries) = mpsc::channel(DELIVERIES_WAITING_MAX);
        for removed in removed(engine, &plan.alerts) {
            tracing::info!(sink = removed.sink, "a way out that failed is not configured any more");
            // There is room: fewer alerts of a kind stand than may wait here.
            let _ = reports.try_send(removed);
        }
        let shed = Arc::new(AtomicU64::new(0));
        let kept = Kept::in_folder(&plan.folder);
        if plan.alerts.sinks.is_empty() {
            // What waited for a way that is gone has nowhere to go.
            if let Err(error) = kept.remove() {
                tracing::warn!(%error, "the book of alerts");
            }
            return Ok((None, Self { thread: None, deliveries, shed }));
        }
        let (news_in, news) = mpsc::channel(NEWS_WAITING_MAX);
        let book = kept.read().unwrap_or_else(|error| {
            tracing::error!(%error, "what stands is told again");
            if let Err(error) = kept.set_aside() {
                tracing::error!(%error, "the book of alerts");
            }
            Book::default()
        });
        let clerk = Clerk {
            soak: plan.name.clone(),
            book: book.reopened(&plan.alerts),
            rules: plan.alerts.clone(),
            clock,
            kept,
            save_again: None,
            shed: Arc::clone(&shed),
            news,
            reports,
        };
        clerk.count_shed();
        let told_again_from = engine.at() - TOLD_AGAIN;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(system("start the alerts' runtime"))?;
        let thread = std::thread::Builder::new()
            .name("soak-alerts".to_owned())
            .spawn(move || {
                let waiting = runtime.block_on(clerk.run(told_again_from));
                // A name service that hangs keeps nobody from ending.
                runtime.shutdown_background();
                waiting
            })
            .map_err(system("start the alerts' thread"))?;
        let alarms = Alarms { news: news_in, held: VecDeque::new(), lost: 0, agree_at: Time::EPOCH };
        Ok((Some(alarms), Self { thread: Some(thread), deliveries, shed }))
    }

    /// Words of alerts that will not leave, since the soak began.
    pub(super) fn shed(&self) -> u64 {
        self.shed.load(Ordering::Relaxed)
    }

    /// Waits for the end of the thread, which comes soon after that of its [`Alarms`]; gives how many notices
    /// have not left. Blocks for [`ENDING_GRACE`] at most.
    pub(super) fn close(self) -> usize {
        drop(self.deliveries);
        // A thread that broke has said so; its book is on the disk.
        self.thread.and_then(|thread| thread.join().ok()).unwrap_or_default()
    }
}

/// The thread's own state.
struct Clerk {
    soak: String,
    rules: NotifyRules,
    clock: Clock,
    book: Book,
    kept: Kept,
    /// When the book is to be written again, while its disk fails.
    save_again: Option<Time>,
    /// How many words of alerts were given up when that was last looked at, for whoever shows it.
    shed: Arc<AtomicU64>,
    news: mpsc::Receiver<News>,
    reports: mpsc::Sender<Delivery>,
}

impl Clerk {
    /// Serves until the pump's end is gone, and a little longer; gives how many notices have not left.
    async fn run(mut self, told_again_from: Time) -> usize {
        for delivery in self.book.since(told_again_from) {
            self.report(delivery).await;
        }
        let mut under_way = FuturesUnordered::new();
        let mut batch = Vec::new();
        let mut ending: Option<Time> = None;
        loop {
            let now = self.clock.now();
            self.book.repeat_due(&self.rules, now);
            let due = self.book.take_due(now);
            // Written before anything of it is sent: nothing is polled before the next turn.
            self.save(now);
            for errand in due {
                under_way.extend(self.send(errand));
            }
            if ending.is_some_and(|at| at <= now || self.book.is_idle()) {
                return self.book.waiting();
            }
            let wake = [self.book.next_at(), self.save_again, ending].into_iter().flatten().min();
            tokio::select! {
                biased;
                count = self.news.recv_many(&mut batch, NEWS_AT_ONCE), if ending.is_none() => {
                    if count == 0 {
                        ending = Some(now + ENDING_GRACE);
                    }
                    for news in batch.drain(..) {
                        self.heed(news);
                    }
                }
                Some((errand, result)) = under_way.next() => self.ended(&errand, &result).await,
                () = sleep_until(self.clock, wake.unwrap_or(now)), if wake.is_some() => {}
            }
        }
    }

    fn heed(&mut self, news: News) {
        let now = self.clock.now();
        match news {
            News::Alert(alert) => self.book.heed(&alert, &self.rules, now),
            News::Standing(standing, lost) => {
                if lost > 0 {
                    tracing::warn!(lost, "news of alerts came faster than they could be taken in");
                }
                self.book.agree(&standing, lost, &self.rules, now);
            }
        }
        self.count_shed();
    }

    fn count_shed(&self) {
        let shed = self.book.lines().iter().map(|line| line.shed).sum::<u64>() + self.book.dropped();
        if shed > self.shed.swap(shed, Ordering::Relaxed) {
            tracing::warn!(shed, "words of alerts were given up because too many wait, or stand");
        }
    }

    fn send(
        &self,
        errand: Errand,
    ) -> Option<impl Future<Output = (Errand, Result<(), SendFailure>)> + use<>> {
        let sink: Sink = self.rules.sinks.iter().find(|sink| sink.name == errand.sink)?.clone();
        let (soak, clock) = (self.soak.clone(), self.clock);
        Some(async move {
            let result = sink.send(&errand.notice, &soak, clock).await;
            (errand, result)
        })
    }

    async fn ended(&mut self, errand: &Errand, result: &Result<(), SendFailure>) {
        let (sink, alert) = (&errand.sink, &errand.notice.alert.id);
        let event = errand.notice.event.as_str();
        match result {
            Ok(()) => tracing::info!(sink, alert, event, "alert delivered"),
            Err(why) => tracing::warn!(sink, alert, event, %why, "alert not delivered; it is tried again"),
        }
        if let Some(delivery) = self.book.ended(errand, result, self.clock.now()) {
            if let DeliveryOutcome::Failing { reason } = &delivery.outcome {
                tracing::error!(sink, reason, "a way out of the box fails");
            }
            self.report(delivery).await;
        }
    }

    async fn report(&self, delivery: Delivery) {
        // Nobody listens once the run is over; the next life is told again.
        let _ = self.reports.send(delivery).await;
    }

    /// Writes the book. While its disk fails it goes on in memory: the alert that says so has to leave.
    fn save(&mut self, now: Time) {
        if self.save_again.is_some_and(|at| now < at) {
            return;
        }
        let failed_before = self.save_again.take().is_some();
        if let Err(error) = self.kept.write(&self.book) {
            self.save_again = Some(now + SAVE_AGAIN);
            if !failed_before {
                tracing::error!(%error, "the book of alerts goes on in memory until this is mended");
            }
        }
    }
}
