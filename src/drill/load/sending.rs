//! The requests of a load test, from the first that leaves to the last that ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self as thread_mpsc, Receiver, Sender};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};
use tokio::task::JoinHandle;

use super::asker::Asker;
use super::desk::request;
use super::pacer::pace;
use super::tally::{Ended, Tally};
use super::{Counts, Due, LoadPlan, Progress, Schedule};
use crate::clock::Clock;
use crate::event::{Failure, Outcome, Route};
use crate::model::{Span, Time};
use crate::venue::VenueClient;

/// Most requests under way. Both ends of each may be in this process, and 512 are half of the files that a
/// process may usually have open.
const UNDER_WAY_MAX: usize = 256;

/// Time between two looks at how it stands.
const PROGRESS_EVERY: Duration = Duration::from_millis(250);

/// The requests while they leave and end.
pub(super) struct Load {
    clock: Clock,
    began_at: Time,
    left: Arc<Left>,
    ended: mpsc::Receiver<Ended>,
    pacing: JoinHandle<Asker>,
    /// Passes a person's wish to stop on.
    listening: JoinHandle<()>,
    wish: Sender<()>,
}

/// What has left so far.
#[derive(Debug, Default)]
struct Left {
    sent: AtomicU64,
    dropped: AtomicU64,
    /// When the last one left or was dropped, in microseconds.
    last_at: AtomicU64,
}

/// What there is when all has ended.
pub(super) struct Sent {
    pub(super) tally: Tally,
    pub(super) asker: Asker,
    pub(super) counts: Counts,
    pub(super) began_at: Time,
    pub(super) elapsed: Span,
    pub(super) cut_short: Option<&'static str>,
}

impl Load {
    /// Begins: from now on requests leave.
    pub(super) fn start(
        plan: &LoadPlan,
        client: VenueClient,
        asker: Asker,
        clock: Clock,
        stop: &watch::Receiver<bool>,
    ) -> Self {
        let schedule = Schedule::new(plan);
        // One place for each request under way: whoever has ended never waits.
        let (ends, ended) = mpsc::channel(UNDER_WAY_MAX);
        let (wish, wishes) = thread_mpsc::channel();
        let (mut stop, stopping) = (stop.clone(), wish.clone());
        let listening = tokio::spawn(async move {
            // Both a wish and the end of all wishes mean that it is time.
            let _ = stop.changed().await;
            let _ = stopping.send(());
        });
        let left = Arc::new(Left::default());
        let began_at = clock.now();
        let hands = Hands {
            client,
            clock,
            ends,
            under_way: Arc::new(Semaphore::new(UNDER_WAY_MAX)),
            left: Arc::clone(&left),
            runtime: Handle::current(),
            asker,
        };
        let pacing = tokio::task::spawn_blocking(move || hands.pace(&schedule, began_at, &wishes));
        Self { clock, began_at, left, ended, pacing, listening, wish }
    }

    /// Counts ends until all that left has ended.
    pub(super) async fn turn(
        mut self,
        plan: &LoadPlan,
        mut tally: Tally,
        watcher: &mut (dyn FnMut(Progress) + Send),
    ) -> Sent {
        let mut cut_short = None;
        let every = Span::from_std(PROGRESS_EVERY);
        let mut look_at = self.began_at + every;
        loop {
            match tokio::time::timeout(PROGRESS_EVERY, self.ended.recv()).await {
                Ok(Some(ended)) => {
                    if is_doubtful(&ended) && cut_short.is_none() {
                        cut_short =
                            Some("the answer to an order could not be read, so that paper is in doubt");
                        // A pacer that is done hears no wish.
                        let _ = self.wish.send(());
                    }
                    tally.record(&ended);
                }
                Ok(None) => break,
                Err(_) => {}
            }
            let now = self.clock.now();
            if now >= look_at {
                look_at = now + every;
                let (sent, dropped) = self.left.counts();
                let elapsed = now.since(self.began_at);
                watcher(Progress::of(&tally, elapsed, plan.length, plan.requests, sent, dropped));
            }
        }
        self.listening.abort();
        let asker = self.pacing.await;
        assert!(asker.is_ok(), "Invariant: the pacer only waits and sends");
        let asker = asker.unwrap_or_else(|_| unreachable!("checked above"));
        let (sent, dropped) = self.left.counts();
        let not_due = plan.requests.saturating_sub(sent + dropped);
        let last_at = Time::from_micros(self.left.last_at.load(Ordering::Relaxed).cast_signed());
        let elapsed = last_at.since(self.began_at).max(Span::from_micros(1));
        let cut_short = cut_short.filter(|_| not_due > 0).or((not_due > 0).then_some("it was told to stop"));
        Sent {
            counts: Counts {
                asked: plan.requests,
                sent,
                dropped,
                not_due,
                answered: tally.answered,
                rate_limited: tally.rate_limited,
                errors: tally.errors(),
            },
            tally,
            asker,
            began_at: self.began_at,
            // After the last request the rest of the time passes without one, as it was drawn.
            elapsed: if not_due == 0 { elapsed.max(plan.length) } else { elapsed },
            cut_short,
        }
    }
}

impl Left {
    fn counts(&self) -> (u64, u64) {
        (self.sent.load(Ordering::Relaxed), self.dropped.load(Ordering::Relaxed))
    }
}

/// The pacer's hands.
struct Hands {
    client: VenueClient,
    clock: Clock,
    ends: mpsc::Sender<Ended>,
    under_way: Arc<Semaphore>,
    left: Arc<Left>,
    runtime: Handle,
    asker: Asker,
}

impl Hands {
    /// Lets everything leave when it is due, and gives the asker back, for the closing.
    fn pace(mut self, schedule: &Schedule, began_at: Time, wishes: &Receiver<()>) -> Asker {
        let clock = self.clock;
        pace(schedule, began_at, clock, wishes, |due, due_at| self.leave(due, due_at));
        self.asker
    }

    fn leave(&mut self, due: Due, due_at: Time) {
        self.left.last_at.store(self.clock.now().as_micros().cast_unsigned(), Ordering::Relaxed);
        let Ok(place) = Arc::clone(&self.under_way).try_acquire_owned() else {
            self.left.dropped.fetch_add(1, Ordering::Relaxed);
            return;
        };
        self.left.sent.fetch_add(1, Ordering::Relaxed);
        let call = self.asker.call(due.route);
        let (client, clock, ends) = (self.client.clone(), self.clock, self.ends.clone());
        let bookmark = self.asker.bookmark();
        self.runtime.spawn(async move {
            let (reply, quota) = client.send_and_look(&request(call)).await;
            let over_at = clock.now();
            bookmark.hear(&reply.outcome);
            let (route, sent_at, outcome) = (due.route, reply.sent_at, reply.outcome);
            // Nobody counts any more when the run was given up.
            let _ = ends.send(Ended { route, due_at, sent_at, over_at, outcome, quota }).await;
            drop::<OwnedSemaphorePermit>(place);
        });
    }
}

/// Whether an order's answer makes it doubtful that the venue is paper: one that says so is not readable
/// either.
fn is_doubtful(ended: &Ended) -> bool {
    let unreadable = matches!(ended.outcome, Outcome::Failed { failure: Failure::Malformed, .. });
    unreadable && ended.route == Route::Order
}
