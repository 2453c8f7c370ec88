//! The trading floor: the one thread that owns the exchange and its keeper.
//!
//! Calls queue up, and whatever has queued up while the last save ran is applied, saved once, and
//! answered together. If a save fails, nothing of it is answered as done: the exchange in memory is
//! thrown away, and until it has been read back from its keeper every call fails.
//!
//! Invariant: the exchange that is asked never knows more than its keeper.

use std::fmt;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use super::hub::Hub;
use super::keeper::Keeper;
use super::limit::Limiter;
use super::settings::ServerSettings;
use crate::clock::Clock;
use crate::model::{Markets, OrderReport, Span, Tick, Time};
use crate::paper::{Change, Exchange};
use crate::venue::VenueError;
use crate::venue::wire::OrderAnswer;

/// Most calls that wait for the floor. More make their clients wait, and the feed too.
const CALLS_WAITING_MAX: usize = 256;

/// Most calls that are saved together: what arrives during one slow commit.
const CALLS_TOGETHER_MAX: usize = 64;

/// How often the exchange is tried to be read back after a failed save.
const RELOAD_EVERY: Span = Span::from_millis(250);

/// The changes could not be saved, or are being read back. Policy: 503, outcome unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unavailable;

/// Says to whoever called whether what was done is saved.
type Then = Box<dyn FnOnce(bool) + Send>;

/// What is done on the floor.
type Job = Box<dyn FnOnce(&mut Exchange, Time, &mut Vec<Change>) -> Then + Send>;

enum Call {
    Do(Job),
    Ticks(Vec<Tick>),
    Close(oneshot::Sender<()>),
}

/// A served paper exchange. Cheap to clone; the exchange ends with [`Self::close`] or the last clone.
#[derive(Clone)]
pub struct VenueServer {
    calls: mpsc::Sender<Call>,
    pub(super) hub: Arc<Hub>,
    pub(super) limiter: Arc<Limiter>,
    pub(super) settings: Arc<ServerSettings>,
    pub(super) markets: Arc<Markets>,
    pub(super) clock: Clock,
}

impl fmt::Debug for VenueServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VenueServer").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl VenueServer {
    /// Opens the floor for `exchange`, whose changes go to `keeper`, in a thread of its own.
    ///
    /// # Errors
    /// When the thread cannot be started.
    pub fn open(
        exchange: Exchange,
        keeper: impl Keeper,
        settings: ServerSettings,
        clock: Clock,
    ) -> Result<Self, VenueError> {
        let (calls, waiting) = mpsc::channel(CALLS_WAITING_MAX);
        let markets = Arc::new(exchange.markets().clone());
        let hub = Arc::new(Hub::new(Arc::clone(&markets), settings.plays));
        let limiter = Arc::new(Limiter::new(settings.requests_per_minute));
        let floor = Floor {
            exchange: Some(exchange),
            keeper: Box::new(keeper),
            hub: Arc::clone(&hub),
            clock,
            reload_at: Time::EPOCH,
        };
        std::thread::Builder::new().name("paper-floor".into()).spawn(move || floor.run(waiting))?;
        Ok(Self { calls, hub, limiter, settings: Arc::new(settings), markets, clock })
    }

    /// `report` as this exchange tells it.
    pub(super) fn answer(&self, report: &OrderReport) -> OrderAnswer {
        OrderAnswer::new(report, self.settings.plays)
    }

    /// Takes one tick in: fills what it fills, and tells the stream's subscribers. Waits while the
    /// floor is behind. Cancel safe: a tick that was not taken in is lost, no more.
    pub async fn tick(&self, tick: &Tick) {
        self.ticks(vec![*tick]).await;
    }

    /// Takes many ticks in, in their order; cheaper than one by one. Cancel safety as
    /// [`Self::tick`].
    pub async fn ticks(&self, ticks: Vec<Tick>) {
        // A floor that has closed takes no ticks, and needs none.
        let _ = self.calls.send(Call::Ticks(ticks)).await;
    }

    /// What `look` sees of the exchange, after what was called before; nothing when the floor is closed or
    /// its exchange could not be saved.
    ///
    /// Cancel safety: looking changes nothing.
    pub async fn inspect<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Exchange) -> T + Send + 'static,
    ) -> Option<T> {
        self.act(|exchange, _, _| look(exchange)).await.ok()
    }

    /// Closes the floor after what was called before, and returns when the keeper is dropped.
    pub async fn close(&self) {
        let (closed, wait) = oneshot::channel();
        if self.calls.send(Call::Close(closed)).await.is_ok() {
            // An error means the same: the floor is gone.
            let _ = wait.await;
        }
    }

    /// Does `job` on the floor and returns what it returned, once its changes are saved.
    pub(super) async fn act<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Exchange, Time, &mut Vec<Change>) -> T + Send + 'static,
    ) -> Result<T, Unavailable> {
        let (answer, wait) = oneshot::channel();
        let job: Job = Box::new(move |exchange, at, changes| {
            let value = job(exchange, at, changes);
            Box::new(move |saved| {
                if saved {
                    // A client that has hung up does not hear its answer.
                    let _ = answer.send(value);
                }
            })
        });
        self.calls.send(Call::Do(job)).await.map_err(|_| Unavailable)?;
        wait.await.map_err(|_| Unavailable)
    }
}

struct Floor {
    /// `None` after a failed save, until it is read back.
    exchange: Option<Exchange>,
    keeper: Box<dyn Keeper>,
    hub: Arc<Hub>,
    clock: Clock,
    reload_at: Time,
}

impl Floor {
    fn run(mut self, mut waiting: mpsc::Receiver<Call>) {
        let mut together = Vec::with_capacity(CALLS_TOGETHER_MAX);
        while waiting.blocking_recv_many(&mut together, CALLS_TOGETHER_MAX) > 0 {
            if let Some(closed) = self.round(together.drain(..)) {
                drop(self);
                // Whoever closed may have stopped waiting.
                let _ = closed.send(());
                return;
            }
            if waiting.is_empty() {
                self.keeper.rest();
            }
        }
    }

    /// Applies the calls, saves, answers. Returns whom to tell when the floor is to close.
    fn round(&mut self, calls: impl Iterator<Item = Call>) -> Option<oneshot::Sender<()>> {
        self.reload();
        let mut changes = Vec::new();
        let mut thens = Vec::new();
        let mut close = None;
        for call in calls {
            match (call, &mut self.exchange) {
                (Call::Do(job), Some(exchange)) => thens.push(job(exchange, self.clock.now(), &mut changes)),
                // Dropped unheard, which its caller hears as `Unavailable`.
                (Call::Do(_), None) => {}
                (Call::Ticks(ticks), exchange) => {
                    for tick in &ticks {
                        if let Some(exchange) = exchange {
                            exchange.on_tick(tick, &mut changes);
                        }
                    }
                    self.hub.publish_ticks(&ticks);
                }
                (Call::Close(closed), _) => close = Some(closed),
            }
        }
        let saved = changes.is_empty() || self.save(&changes);
        if saved {
            self.hub.publish_orders(changes.iter().filter_map(Change::order_report));
        }
        for then in thens {
            then(saved);
        }
        close
    }

    fn save(&mut self, changes: &[Change]) -> bool {
        match self.keeper.save(changes) {
            Ok(()) => true,
            Err(reason) => {
                tracing::error!(reason, "the paper exchange could not be saved; its calls fail until it can");
                self.exchange = None;
                self.reload_at = self.clock.now() + RELOAD_EVERY;
                false
            }
        }
    }

    /// Reads the exchange back, if it was thrown away and it is time to try.
    fn reload(&mut self) {
        if self.exchange.is_some() || self.clock.now() < self.reload_at {
            return;
        }
        match self.keeper.reload() {
            Ok(exchange) => {
                tracing::info!("the paper exchange is as it was last saved");
                self.exchange = Some(exchange);
            }
            Err(reason) => {
                tracing::warn!(reason, "the paper exchange could not be read back yet");
                self.reload_at = self.clock.now() + RELOAD_EVERY;
            }
        }
    }
}
