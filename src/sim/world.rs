//! The world and its crank.
//!
//! Ties are served in a fixed order (market, stream, network, clock), so that a run does not
//! depend on how a queue happens to be laid out.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::network::{Fate, Network};
use super::{Disk, answer};
use crate::engine::{Effects, State, WrittenError, apply};
use crate::event::{Effect, Envelope, FeedStatus, Input, Record, Reply, Request};
use crate::journal::JournalError;
use crate::market::{Feed, FeedError};
use crate::model::{OrderReport, Seq, Span, Tick, Time};
use crate::paper::{Change, Exchange};
use crate::venue::store::StoreError;

/// How long, in virtual time, the end waits for a last agreeing cycle and for orders on their way.
const ENDING_PATIENCE: Span = Span::from_secs(120);

/// The world.
#[derive(Debug)]
pub struct World {
    now: Time,
    length: Option<Span>,
    engine: State,
    exchange: Exchange,
    feed: Box<dyn Feed>,
    next_tick: Option<Tick>,
    stream: VecDeque<(Time, Pushed)>,
    network: Network,
    queue: BinaryHeap<Reverse<Queued>>,
    queued_total: u64,
    wake: Option<Time>,
    disk: Disk,
    operator_result: Option<String>,
    effects: Effects,
    changes: Vec<Change>,
}

/// Who and what is in a world when it begins.
#[derive(Debug)]
pub struct Cast {
    /// The engine: new, or as its journal left it.
    pub engine: State,
    /// The exchange: new, or as its store left it.
    pub exchange: Exchange,
    /// Where ticks come from, past what was taken in already.
    pub feed: Box<dyn Feed>,
    /// The disks.
    pub disk: Disk,
    /// The seed of everything drawn by chance.
    pub seed: u64,
    /// When the soak began.
    pub began_at: Time,
    /// How much the soak clock counts before the end; none for as long as the feed goes on.
    pub length: Option<Span>,
}

/// What one turn of the crank did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Something happened at this time.
    At(Time),
    /// The feed ended and was taken in; only the ending remains.
    FeedEnded,
    /// The asked length is reached; only the ending remains.
    LengthReached,
}

/// Why the world stopped turning. Policy of each: the run ends by a fault and can be resumed.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// The recording could not be read on.
    #[error(transparent)]
    Feed(#[from] FeedError),
    /// The journal could not be written.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The paper exchange could not write its store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The engine's state could not be written down.
    #[error(transparent)]
    Written(#[from] WrittenError),
}

/// What the stream pushes, in the order in which it happened.
#[derive(Debug)]
enum Pushed {
    Tick(Tick),
    Order(Box<OrderReport>),
}

/// A message on its way.
#[derive(Debug)]
struct Queued {
    at: Time,
    number: u64,
    what: Message,
}

#[derive(Debug)]
enum Message {
    Request(Box<Request>, Time),
    Reply(Box<Reply>),
}

impl PartialEq for Queued {
    fn eq(&self, other: &Self) -> bool {
        (self.at, self.number) == (other.at, other.number)
    }
}
impl Eq for Queued {}
impl PartialOrd for Queued {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Queued {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.number).cmp(&(other.at, other.number))
    }
}

impl World {
    /// A world of `cast`, with `first` (`Started` or `Resumed`) as its first input.
    ///
    /// # Errors
    /// When the feed or a disk fails.
    pub fn begin(cast: Cast, first: Input) -> Result<Self, WorldError> {
        let Cast { engine, exchange, mut feed, disk, seed, began_at, length } = cast;
        let next_tick = feed.next()?;
        let mut world = Self {
            now: began_at.max(engine.at()),
            length,
            engine,
            exchange,
            feed,
            next_tick,
            stream: VecDeque::new(),
            network: Network::new(seed),
            queue: BinaryHeap::new(),
            queued_total: 0,
            wake: None,
            disk,
            operator_result: None,
            effects: Vec::new(),
            changes: Vec::new(),
        };
        world.take_in(first)?;
        // Each life is in the journal, however soon it ends.
        world.disk.commit()?;
        Ok(world)
    }

    /// Lets the next thing happen.
    ///
    /// # Errors
    /// When the feed or a disk fails.
    pub fn step(&mut self) -> Result<Step, WorldError> {
        if self.next_tick.is_none() && self.stream.is_empty() {
            return Ok(Step::FeedEnded);
        }
        if self.length.is_some_and(|length| self.engine.clock().healthy() >= length) {
            return Ok(Step::LengthReached);
        }
        let tick_at = self.next_tick.as_ref().map(|tick| tick.at);
        let pushed_at = self.stream.front().map(|(at, _)| *at);
        let queued_at = self.queue.peek().map(|queued| queued.0.at);
        let others = earliest(earliest(pushed_at, queued_at), self.wake);
        match tick_at {
            Some(at) if others.is_none_or(|other| at <= other) => self.venue_tick(at)?,
            _ => self.engine_side(pushed_at, queued_at)?,
        }
        Ok(Step::At(self.now))
    }

    /// A tick happens at the venue: its book moves, and the stream carries the news.
    fn venue_tick(&mut self, at: Time) -> Result<(), WorldError> {
        self.now = self.now.max(at);
        let Some(tick) = self.next_tick.take() else { return Ok(()) };
        self.exchange.on_tick(&tick, &mut self.changes);
        let arrives = self.network.stream_arrival(self.now);
        self.stream.push_back((arrives, Pushed::Tick(tick)));
        self.publish_changes()?;
        self.next_tick = self.feed.next()?;
        Ok(())
    }

    fn engine_side(&mut self, pushed_at: Option<Time>, queued_at: Option<Time>) -> Result<(), WorldError> {
        if let Some(at) = pushed_at
            && earliest(queued_at, self.wake).is_none_or(|other| at <= other)
        {
            self.now = self.now.max(at);
            return match self.stream.pop_front() {
                Some((_, Pushed::Tick(tick))) => self.take_in(Input::Tick(tick)),
                Some((_, Pushed::Order(report))) => self.take_in(Input::OrderUpdate(report)),
                None => Ok(()),
            };
        }
        if let Some(at) = queued_at
            && self.wake.is_none_or(|wake| at <= wake)
        {
            self.now = self.now.max(at);
            return match self.queue.pop().map(|queued| queued.0.what) {
                Some(Message::Request(request, sent_at)) => self.venue_request(&request, sent_at),
                Some(Message::Reply(reply)) => self.take_in(Input::Reply(reply)),
                None => Ok(()),
            };
        }
        if let Some(at) = self.wake.take() {
            self.now = self.now.max(at);
            return self.take_in(Input::Wake);
        }
        Ok(())
    }

    /// A request arrives at the venue, which answers once its own disk has what changed.
    fn venue_request(&mut self, request: &Request, sent_at: Time) -> Result<(), WorldError> {
        let outcome = answer(&mut self.exchange, &request.call, self.now, &mut self.changes);
        self.publish_changes()?;
        let reply = Reply { request: request.id, sent_at, outcome };
        let Fate::Arrives(at) = self.network.carry(self.now);
        self.queue_message(at, Message::Reply(Box::new(reply)));
        Ok(())
    }

    /// What changed at the venue goes to its disk, then to whoever listens.
    fn publish_changes(&mut self) -> Result<(), WorldError> {
        if self.changes.is_empty() {
            return Ok(());
        }
        self.disk.save(&self.changes)?;
        let arrives = self.network.stream_arrival(self.now);
        for change in self.changes.drain(..) {
            if let Some(report) = change.order_report() {
                self.stream.push_back((arrives, Pushed::Order(Box::new(report.clone()))));
            }
        }
        Ok(())
    }

    /// The engine takes in one input, and what it asks for is done.
    ///
    /// # Errors
    /// When a disk fails.
    pub fn take_in(&mut self, input: Input) -> Result<(), WorldError> {
        let envelope = Envelope { seq: self.engine.seq().next(), at: self.now, input };
        self.disk.append(&envelope);
        apply(&mut self.engine, &envelope, &mut self.effects);
        if !self.effects.is_empty() {
            self.do_effects()?;
        }
        self.disk.keep_up(&self.engine)
    }

    fn do_effects(&mut self) -> Result<(), WorldError> {
        let mut effects = std::mem::take(&mut self.effects);
        let mut requests = Vec::new();
        // A person is answered right after this, and the breaker's file and the journal agree.
        let mut must_commit = false;
        for effect in effects.drain(..) {
            match effect {
                Effect::Record(record) => {
                    if let Record::Operator(row) = record.as_ref() {
                        self.operator_result = Some(row.result.clone());
                        must_commit = true;
                    }
                    self.disk.record(&record);
                }
                Effect::WakeAt(at) => self.wake = Some(at),
                Effect::Latch(latch) => {
                    self.disk.write_latch(&latch)?;
                    must_commit = true;
                }
                Effect::Send(request) => {
                    must_commit |= request.call.changes_the_venue();
                    requests.push(request);
                }
            }
        }
        self.effects = effects;
        if must_commit {
            self.disk.commit()?;
        }
        for request in requests {
            let Fate::Arrives(at) = self.network.carry(self.now);
            self.queue_message(at, Message::Request(request, self.now));
        }
        Ok(())
    }

    fn queue_message(&mut self, at: Time, what: Message) {
        self.queued_total += 1;
        self.queue.push(Reverse(Queued { at, number: self.queued_total, what }));
    }

    /// Ends the run: no entries any more, what is on its way arrives, a last cycle agrees, and
    /// everything is on disk.
    ///
    /// # Errors
    /// When a disk fails.
    pub fn end(&mut self, feed_ended: bool) -> Result<(), WorldError> {
        self.next_tick = None;
        if feed_ended {
            self.take_in(Input::Feed(FeedStatus::Ended))?;
        }
        self.take_in(Input::Ending)?;
        let patience = self.now + ENDING_PATIENCE;
        while !self.engine.is_settled() && self.engine.fault().is_none() && self.now < patience {
            let pushed_at = self.stream.front().map(|(at, _)| *at);
            let queued_at = self.queue.peek().map(|queued| queued.0.at);
            if earliest(earliest(pushed_at, queued_at), self.wake).is_none() {
                break;
            }
            self.engine_side(pushed_at, queued_at)?;
        }
        self.disk.close(&self.engine)
    }

    /// Virtual time.
    #[must_use]
    pub fn now(&self) -> Time {
        self.now
    }

    /// The last input that is on disk.
    #[must_use]
    pub fn durable(&self) -> Seq {
        self.disk.durable()
    }

    /// What came of the last act of a person.
    #[must_use]
    pub fn operator_result(&self) -> Option<&str> {
        self.operator_result.as_deref()
    }

    /// The engine.
    #[must_use]
    pub fn engine(&self) -> &State {
        &self.engine
    }

    /// The exchange, as the outside sees it.
    #[must_use]
    pub fn exchange(&self) -> &Exchange {
        &self.exchange
    }

    /// The fingerprint of the journal so far.
    #[must_use]
    pub fn digest(&self) -> String {
        self.disk.digest()
    }
}

fn earliest(a: Option<Time>, b: Option<Time>) -> Option<Time> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
