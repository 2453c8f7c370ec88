//! Turning the crank in real time, over real sockets.
//!
//! Everything that can happen comes to one `select!` and becomes an input. People go first, then the
//! disk, then answers and timers, and market data last, so that a flood of ticks delays nobody.

use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use super::control::{Wanted, ending_text, hang_up, wanted};
use super::desk::ArchiveDesk;
use super::display::Display;
use super::embedded::{Embedded, FeedOver, sleep_until};
use super::game_day::GameDay;
use super::lookout::{Finding, Lookout, Scope};
use super::notify::NotifyDesk;
use super::pump::Pump;
use super::signals::asked_to_end;
use super::{Console, FeedSource, Intake, Opened, Plan, RunError, VenuePlan, open, system};
use crate::clock::Clock;
use crate::engine::State;
use crate::event::{FeedStatus, Input, Reply};
use crate::journal::WriterHandle;
use crate::journal::logs::{self, LogGuard};
use crate::link::{ControlCall, ControlServer, Services, gallery};
use crate::market::Disturbed;
use crate::model::Span;
use crate::snapshot::{Ended, Measured, RunResult, Vitals, build};
use crate::venue::{StreamEvent, StreamSettings, VenueClient, VenueSettings, VenueStream};

/// Market data that may wait: a third of a second of the fastest stream. Beyond it the stream
/// conflates and says how much.
const EVENTS_WAITING_MAX: usize = 65_536;

/// Market data taken in between two looks at everything else: a quarter of a millisecond.
const EVENTS_AT_ONCE: usize = 256;

/// Answers that may wait: more than requests can be under way.
const REPLIES_WAITING_MAX: usize = 256;

/// Control calls that may wait; each client has one at a time.
pub(super) const CALLS_WAITING_MAX: usize = 16;

/// Time between two lines of status.
const STATUS_EVERY: Duration = Duration::from_secs(1);

/// How long the end waits for a last agreeing cycle and for orders on their way.
const ENDING_PATIENCE: Span = Span::from_secs(30);

/// Runs `plan` in real time and says how it goes on `console`.
///
/// # Errors
/// When the run cannot begin, or its journal cannot be finished.
pub async fn run_live(plan: Plan, clock: Clock, console: &mut Console) -> Result<RunResult, RunError> {
    Box::pin(run_live_with(plan, Intake::closed(), clock, console)).await
}

/// The same, with somebody who wants something through `intake`.
///
/// # Errors
/// As [`run_live`].
pub async fn run_live_with(
    mut plan: Plan,
    intake: Intake,
    clock: Clock,
    console: &mut Console,
) -> Result<RunResult, RunError> {
    let now = clock.now();
    // Before anything else, so that a wish to end during a long recovery is a wish and not a death.
    let ending = asked_to_end().map_err(system("receive signals"))?;
    let source = plan.venue.take_source();
    let first_row = source.as_ref().and_then(FeedSource::first_row);
    let opened = open(&plan, source, now)?;
    let Opened { lock, journal, latch, engine, feed, began_at, first, resumed: _ } = opened;
    let clock = clock.not_before(engine.at());
    let now = now.max(engine.at());
    let shift = first_row.map_or(Span::ZERO, |row| began_at.since(row));
    let place = (began_at, shift);
    let game_day = GameDay::open(plan.venue.game_day(), &plan.folder, plan.pace, place, &engine)?;
    let (embedded, settings) = match (&plan.venue, feed) {
        (VenuePlan::Embedded { terms, game_day: rehearsed, .. }, Some(feed)) => {
            let feed = match game_day.market() {
                Some(board) => Box::new(Disturbed::new(feed, board)),
                None => feed,
            };
            let mut embedded = Embedded::open(&plan.folder, feed, terms.clone(), clock, shift)?;
            if let (Some(board), Some(rehearsed)) = (game_day.wire(), rehearsed) {
                embedded.put_behind(board, clock, rehearsed.seed)?;
            }
            let settings = embedded.settings()?;
            (Some(embedded), settings)
        }
        (VenuePlan::External { settings, .. }, _) => (None, settings.clone()),
        (VenuePlan::Embedded { .. }, None) => {
            return Err(RunError::Plan("the embedded exchange needs a feed".to_owned()));
        }
    };
    let control = ControlServer::bind(&plan.folder)?;
    let logs = logs::init(&plan.folder, plan.log_level);
    if let Some(problem) = logs.problem() {
        console.words(&format!("warning: no log is kept: {problem}"));
    }
    let (replies, answered) = mpsc::channel(REPLIES_WAITING_MAX);
    let client = VenueClient::new(settings.clone(), clock)?;
    let scope = Scope::Machine(client.dates());
    let (alarms, notify) = NotifyDesk::open(&plan, clock, engine.at())?;
    let mut pump = Pump::new(engine, WriterHandle::spawn(journal)?, latch, clock, client, replies);
    pump.alarms = alarms;
    let heard = Heard { control, answered, notify, intake, asked_to_end: ending, scope };
    let around = (embedded.as_ref(), game_day, logs);
    let mut crank = Crank::new(&plan, clock, settings, heard, around, &pump.engine)?;
    pump.take_in_at(first, now);
    pump.take_in_at(plan.set_out(), now);
    crank.mark(&mut pump);
    // On the heap: it is large, and whoever runs a soak holds it for as long as the soak lasts.
    let ended = Box::pin(crank.turn(&mut pump, Until::End, console)).await;
    if let Some(embedded) = &embedded {
        embedded.stop_feed();
    }
    if ended == Ended::FeedEnds {
        pump.take_in(Input::Feed(FeedStatus::Ended));
    }
    pump.take_in(Input::Ending);
    let patience = Until::Settled { no_later_than: clock.now() + ENDING_PATIENCE };
    Box::pin(crank.turn(&mut pump, patience, console)).await;
    crank.measure(&pump);
    pump.keep_picture(&crank.vitals);
    pump.checkpoint();
    crank.stream.abort();
    if let Some(embedded) = embedded {
        embedded.close().await;
    }
    let Pump { engine, writer, mut acted, alarms, .. } = pump;
    // What is on its way has a moment from here on.
    drop(alarms);
    let (archive, notify) = (crank.archive, crank.notify);
    let finish = move || {
        archive.close();
        let finished = writer.finish();
        finished.map(|finished| (finished, notify.close()))
    };
    let finished = tokio::task::spawn_blocking(finish).await;
    // Also when the disk fails: who acted hears of it before the socket closes.
    acted.answer_all();
    let unwritten =
        finished.as_ref().ok().and_then(|finished| finished.as_ref().err()).map(ToString::to_string);
    let fault = engine.fault().or(crank.feed_failed.as_deref()).or(unwritten.as_deref());
    crank.display.close(&engine, &crank.vitals, &ending_text(ended, fault));
    hang_up(crank.calls, crank.control).await;
    let finished = finished.map_err(|error| system("finish the journal")(error.into()))?;
    let (journal_sha256, unsent) =
        finished.map(|(finished, unsent)| (finished.digest, unsent)).unwrap_or_default();
    if unsent > 0 {
        console.words(&format!("{unsent} words of alerts have not left; the soak's next start sends them"));
    }
    let wall = clock.now().since(now);
    let mut result = RunResult::of(&engine, Measured { name: plan.name, ended, wall, journal_sha256 });
    result.fault = result.fault.or(crank.feed_failed).or(unwritten);
    if result.fault.is_some() {
        result.ended = Ended::Fault;
    }
    // Whoever does not read the result keeps nobody else out.
    drop(lock);
    console.result(&result);
    Ok(result)
}

/// How long the crank is turned.
#[derive(Clone, Copy)]
enum Until {
    /// Until the length is reached, the feed ends, or somebody or something stops it.
    End,
    /// Until nothing is waited for, or this time.
    Settled { no_later_than: crate::model::Time },
}

/// Who speaks beside the venue's stream.
struct Heard {
    control: ControlServer,
    answered: mpsc::Receiver<Reply>,
    notify: NotifyDesk,
    intake: Intake,
    asked_to_end: watch::Receiver<bool>,
    /// What is to be looked at beside.
    scope: Scope,
}

/// Everything that can happen.
struct Crank {
    clock: Clock,
    logs: LogGuard,
    vitals: Vitals,
    game_day: GameDay,
    lookout: Lookout,
    display: Display,
    archive: ArchiveDesk,
    calls: mpsc::Receiver<ControlCall>,
    asked_to_end: watch::Receiver<bool>,
    answered: mpsc::Receiver<Reply>,
    notify: NotifyDesk,
    intake: Intake,
    events: mpsc::Receiver<StreamEvent>,
    /// Whether the stream's task is gone, which only a broken invariant causes.
    stream_gone: bool,
    feed_over: watch::Receiver<FeedOver>,
    /// Why the feed cannot be read on.
    feed_failed: Option<String>,
    /// Kept so that a venue elsewhere, which has no feed of ours, never seems to end.
    _no_feed: watch::Sender<FeedOver>,
    control: JoinHandle<()>,
    stream: JoinHandle<()>,
}

impl Crank {
    fn new(
        plan: &Plan,
        clock: Clock,
        settings: VenueSettings,
        heard: Heard,
        (embedded, game_day, logs): (Option<&Embedded>, GameDay, LogGuard),
        engine: &State,
    ) -> Result<Self, RunError> {
        let Heard { control, answered, notify, intake, asked_to_end, scope } = heard;
        let (calls_in, calls) = mpsc::channel(CALLS_WAITING_MAX);
        let (publisher, gallery) = gallery();
        let archive = ArchiveDesk::open(&plan.folder, gallery.clone())?;
        let services = Services { calls: calls_in, archive: archive.errands(), gallery };
        let (events_in, events) = mpsc::channel(EVENTS_WAITING_MAX);
        // Sparse recordings are silent for minutes; only the embedded exchange's own silence is known
        // to be the market's.
        let stale_after = match embedded {
            Some(_) => plan.gap_after,
            None => plan.rules.risk.stale_after,
        };
        let follow = StreamSettings { stale_after, seed: plan.seed, ..StreamSettings::default() };
        let stream = VenueStream::new(settings, plan.venue.markets(), follow, clock)?;
        let (no_feed, never_over) = watch::channel(FeedOver::No);
        let feed_over = embedded.map_or(never_over, |embedded| embedded.feed_over.clone());
        Ok(Self {
            clock,
            logs,
            vitals: Vitals { game_day: game_day.views(), ..plan.vitals() },
            game_day,
            lookout: Lookout::keep(&plan.folder, scope),
            display: Display::new(publisher, clock, engine),
            archive,
            calls,
            asked_to_end,
            answered,
            notify,
            intake,
            events,
            stream_gone: false,
            feed_over,
            feed_failed: None,
            _no_feed: no_feed,
            control: tokio::spawn(control.serve(services)),
            stream: tokio::spawn(stream.run(events_in)),
        })
    }

    async fn turn(&mut self, pump: &mut Pump, until: Until, console: &mut Console) -> Ended {
        let mut status = tokio::time::interval(STATUS_EVERY);
        status.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut batch = Vec::with_capacity(EVENTS_AT_ONCE);
        let (mut durable, mut disk) = (pump.writer.durable.clone(), pump.writer.status.clone());
        loop {
            if let Some(ended) = self.is_over(pump, until) {
                return ended;
            }
            self.display.heed(&pump.engine);
            if pump.is_picture_due() {
                self.measure(pump);
                pump.keep_picture(&self.vitals);
            }
            let wake_at = pump.wake_at();
            let edge = self.game_day.next_edge();
            tokio::select! {
                biased;
                Some(call) = self.calls.recv() => {
                    if self.answer(call, pump) {
                        return Ended::Stopped;
                    }
                }
                Ok(()) = self.asked_to_end.changed() => return Ended::Stopped,
                Ok(()) = disk.changed() => pump.journal_status(),
                heard = durable.changed(), if !pump.is_writer_gone() => match heard {
                    Ok(()) => pump.release(),
                    Err(_) => pump.writer_gone(),
                },
                Some(reply) = self.answered.recv() => pump.take_in(Input::Reply(Box::new(reply))),
                Some(delivery) = self.notify.deliveries.recv() => {
                    pump.take_in(Input::Delivery(Box::new(delivery)));
                }
                Some(wish) = self.intake.next() => pump.take_in(wish),
                () = sleep_until(self.clock, wake_at) => pump.wake(),
                () = sleep_until(self.clock, edge.unwrap_or(wake_at)), if edge.is_some() => self.mark(pump),
                () = self.display.due() => {
                    self.measure(pump);
                    self.display.take(&pump.engine, &self.vitals);
                }
                _ = status.tick() => {
                    self.measure(pump);
                    console.status(&build(&pump.engine, &self.vitals));
                    pump.agree_on_alerts();
                    pump.checkpoint_if_due();
                }
                Ok(()) = self.feed_over.changed() => {
                    match self.feed_over.borrow_and_update().clone() {
                        FeedOver::Ended if matches!(until, Until::End) => return Ended::FeedEnds,
                        FeedOver::No | FeedOver::Ended => {}
                        FeedOver::Failed(reason) => {
                            pump.take_in(Input::Feed(FeedStatus::Lost { reason: reason.clone() }));
                            self.feed_failed = Some(reason);
                            return Ended::Fault;
                        }
                    }
                }
                Some(finding) = self.lookout.next() => match finding {
                    Finding::Evidence(evidence) => self.vitals.evidence = evidence,
                    Finding::Resources(used) => pump.take_in(Input::Resources(used)),
                },
                count = self.events.recv_many(&mut batch, EVENTS_AT_ONCE), if !self.stream_gone => {
                    for event in batch.drain(..) {
                        pump.take_in(input_of(event));
                    }
                    if count == 0 {
                        self.stream_gone = true;
                        let reason = "its task has ended; stop the soak and start it again".to_owned();
                        pump.take_in(Input::Feed(FeedStatus::Lost { reason }));
                    }
                    pump.checkpoint_if_due();
                }
            }
        }
    }

    /// Tells the engine which windows of faults have opened and closed.
    fn mark(&mut self, pump: &mut Pump) {
        for input in self.game_day.news(self.clock.now()) {
            pump.take_in(input);
        }
    }

    /// Brings what only the shell knows up to date.
    fn measure(&mut self, pump: &Pump) {
        self.vitals.durable = *pump.writer.durable.borrow();
        self.vitals.records_shed = pump.writer.shed();
        self.vitals.log_dropped = self.logs.dropped();
    }

    /// Whether there is nothing more to turn for.
    fn is_over(&self, pump: &Pump, until: Until) -> Option<Ended> {
        let engine = &pump.engine;
        if engine.fault().is_some() {
            return Some(Ended::Fault);
        }
        match until {
            Until::End => {
                let length = self.vitals.length?;
                (engine.clock().healthy() >= length).then_some(Ended::Length)
            }
            Until::Settled { no_later_than } => {
                let nothing_waits = engine.is_settled() && !pump.owes_answers();
                (nothing_waits || self.clock.now() >= no_later_than).then_some(Ended::Stopped)
            }
        }
    }

    /// Answers one call; says whether it ends the soak.
    fn answer(&mut self, call: ControlCall, pump: &mut Pump) -> bool {
        let game_day = (&mut self.game_day, self.clock.now());
        match wanted(call, &pump.engine, &self.vitals, game_day) {
            Wanted::Answered => false,
            Wanted::Act(input, respond, stops) => {
                pump.take_in(*input);
                self.display.hurry();
                pump.answer_when_durable(respond);
                stops
            }
            Wanted::Inject(input, respond, _) => {
                pump.take_in(*input);
                pump.answer_when_durable(respond);
                self.mark(pump);
                self.vitals.game_day = self.game_day.views();
                self.display.hurry();
                false
            }
        }
    }
}

fn input_of(event: StreamEvent) -> Input {
    match event {
        StreamEvent::Tick(tick) => Input::Tick(tick),
        StreamEvent::Order(report) => Input::OrderUpdate(report),
        StreamEvent::Connected => Input::Feed(FeedStatus::Connected),
        StreamEvent::Lost { reason } => Input::Feed(FeedStatus::Lost { reason }),
        StreamEvent::Conflated { ticks } => Input::Feed(FeedStatus::Conflated { ticks }),
    }
}
