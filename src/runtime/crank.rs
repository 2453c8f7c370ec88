//! Turning the crank in real time.
//!
//! Everything that can happen comes to one `select!` and becomes an input. People go first, then the
//! disk, then answers and timers, and market data last, so that a flood of ticks delays nobody.

use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use super::control::{CALLS_WAITING_MAX, Wanted, wanted};
use super::desk::ArchiveDesk;
use super::display::Display;
use super::embedded::{Embedded, FeedOver, sleep_until};
use super::game_day::GameDay;
use super::lookout::{Finding, Lookout, Scope};
use super::notify::NotifyDesk;
use super::pump::Pump;
use super::{Console, Intake, Plan, RunError};
use crate::clock::Clock;
use crate::engine::State;
use crate::event::{FeedStatus, Input, Reply};
use crate::journal::logs::LogGuard;
use crate::link::{ControlCall, ControlServer, Services, gallery};
use crate::snapshot::{Ended, Vitals, build};
use crate::venue::{StreamEvent, StreamSettings, VenueSettings, VenueStream};

/// Market data that may wait: a third of a second of the fastest stream. Beyond it the stream
/// conflates and says how much.
const EVENTS_WAITING_MAX: usize = 65_536;

/// Market data taken in between two looks at everything else: a quarter of a millisecond.
const EVENTS_AT_ONCE: usize = 256;

/// Time between two lines of status.
const STATUS_EVERY: Duration = Duration::from_secs(1);

/// How long the crank is turned.
#[derive(Clone, Copy)]
pub(super) enum Until {
    /// Until the length is reached, the feed ends, or somebody or something stops it.
    End,
    /// Until nothing is waited for, or this time.
    Settled { no_later_than: crate::model::Time },
}

/// Who speaks beside the venue's stream.
pub(super) struct Heard {
    pub(super) control: ControlServer,
    pub(super) answered: mpsc::Receiver<Reply>,
    pub(super) notify: NotifyDesk,
    pub(super) intake: Intake,
    pub(super) asked_to_end: watch::Receiver<bool>,
    /// What is to be looked at beside.
    pub(super) scope: Scope,
}

/// Everything that can happen.
pub(super) struct Crank {
    clock: Clock,
    logs: LogGuard,
    pub(super) vitals: Vitals,
    game_day: GameDay,
    lookout: Lookout,
    pub(super) display: Display,
    pub(super) archive: ArchiveDesk,
    pub(super) calls: mpsc::Receiver<ControlCall>,
    asked_to_end: watch::Receiver<bool>,
    answered: mpsc::Receiver<Reply>,
    pub(super) notify: NotifyDesk,
    intake: Intake,
    events: mpsc::Receiver<StreamEvent>,
    /// Whether the stream's task is gone, which only a broken invariant causes.
    stream_gone: bool,
    feed_over: watch::Receiver<FeedOver>,
    /// Why the feed cannot be read on.
    pub(super) feed_failed: Option<String>,
    /// Kept so that a venue elsewhere, which has no feed of ours, never seems to end.
    _no_feed: watch::Sender<FeedOver>,
    pub(super) control: JoinHandle<()>,
    pub(super) stream: JoinHandle<()>,
}

impl Crank {
    pub(super) fn new(
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

    pub(super) async fn turn(&mut self, pump: &mut Pump, until: Until, console: &mut Console) -> Ended {
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
    pub(super) fn mark(&mut self, pump: &mut Pump) {
        for input in self.game_day.news(self.clock.now()) {
            pump.take_in(input);
        }
    }

    /// Brings what only the shell knows up to date.
    pub(super) fn measure(&mut self, pump: &Pump) {
        self.vitals.durable = *pump.writer.durable.borrow();
        self.vitals.records_shed = pump.writer.shed();
        self.vitals.log_dropped = self.logs.dropped();
        self.vitals.notices_shed = self.notify.shed();
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
