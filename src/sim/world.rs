//! The world: everything that is in it, and what may be seen of it from outside.
//!
//! Two clocks tick here. `now` is the true time, by which everything happens; the soak's own clock reads
//! `now` plus what the machine's wall clock was off when the process began.
//!
//! Invariant: without faults and without a simulated disk the world goes as if there were no such things:
//! the same draws, the same journal.

mod answers;
mod cast;
mod crank;
mod deliveries;
mod machine;
mod process;
mod queue;
mod requests;
mod site;
mod trouble;

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use answers::{already_filled, cut, limited, wrong_answer};
pub use cast::{Cast, PATIENCE, Step, WorldError};

use std::collections::VecDeque;

use self::process::Process;
use self::queue::Queue;
use self::trouble::Trouble;
use super::network::Network;
use super::site::Site;
use super::{Disk, Unwatched, Witness};
use crate::engine::{Effects, State};
use crate::event::Input;
use crate::fault::{Board, Place, Schedule};
use crate::market::{Disturbed, Feed};
use crate::model::{OrderReport, Seq, Span, Tick, Time};
use crate::paper::{Change, Exchange};

/// The world.
#[derive(Debug)]
pub struct World<W: Witness = Unwatched> {
    witness: W,
    began_at: Time,
    now: Time,
    length: Option<Span>,
    patience: Span,
    engine: State,
    process: Process,
    exchange: Exchange,
    /// None only while it is being covered.
    feed: Option<Box<dyn Feed>>,
    /// What disturbs the feed, once it is covered.
    board: Option<Board>,
    next_tick: Option<Tick>,
    stream: VecDeque<(Time, Pushed)>,
    network: Network,
    queue: Queue,
    wake: Option<Time>,
    disk: Disk,
    /// What goes wrong; none where nothing ever does.
    trouble: Option<Box<Trouble>>,
    /// The machine and the pager around the soak; none where nobody looks at them.
    site: Option<Box<Site>>,
    /// When the machine or a fault has its next moment; beyond all time when neither has one.
    special_at: Time,
    effects: Effects,
    changes: Vec<Change>,
}

/// What the stream pushes, in the order in which it happened.
#[derive(Debug)]
enum Pushed {
    Tick(Tick),
    Order(Box<OrderReport>),
}

impl World {
    /// A world of `cast` at which nobody looks, with `first` (`Started` or `Resumed`) as its first input.
    ///
    /// # Errors
    /// When the feed or a disk fails.
    pub fn begin(cast: Cast, first: Input) -> Result<Self, WorldError> {
        Self::watched(cast, first, Unwatched)
    }
}

impl<W: Witness> World<W> {
    /// A world of `cast` that `witness` looks at, with `first` (`Started` or `Resumed`) as its first input.
    ///
    /// # Errors
    /// When the feed or a disk fails, or a law is broken by the first input.
    pub fn watched(cast: Cast, first: Input, witness: W) -> Result<Self, WorldError> {
        let Cast { engine, exchange, mut feed, disk, seed, began_at, length, faults, patience } = cast;
        let board = faults.reaches(Place::Market).then(|| Board::new(faults.clone()));
        if let Some(board) = &board {
            feed = Box::new(Disturbed::new(feed, board.clone()));
        }
        let next_tick = feed.next()?;
        let now = began_at.max(engine.at());
        let mut world = Self {
            witness,
            began_at,
            now,
            length,
            patience,
            process: Process::begin(&first),
            engine,
            exchange,
            feed: Some(feed),
            board,
            next_tick,
            stream: VecDeque::new(),
            network: Network::new(seed),
            queue: Queue::default(),
            wake: None,
            disk,
            trouble: (!faults.is_empty()).then(|| Box::new(Trouble::new(faults, now))),
            site: None,
            special_at: Time::from_micros(i64::MAX),
            effects: Vec::new(),
            changes: Vec::new(),
        };
        let may_crash = world.trouble.as_ref().is_some_and(|trouble| trouble.may_crash());
        if let Some(disk) = world.disk.as_simulated().filter(|_| may_crash) {
            disk.remember(&world.engine)?;
        }
        world.take_in(first)?;
        // Each life is in the journal, however soon it ends.
        world.disk.commit(now)?;
        world.look_ahead();
        Ok(world)
    }

    /// True time.
    #[must_use]
    pub fn now(&self) -> Time {
        self.now
    }

    /// The time that the soak's own clock reads.
    #[must_use]
    pub fn clock(&self) -> Time {
        self.now + self.process.offset
    }

    /// Whether the process runs; between a crash and the start after it, it does not.
    #[must_use]
    pub fn is_up(&self) -> bool {
        self.process.is_up()
    }

    /// The last input that is on disk.
    #[must_use]
    pub fn durable(&self) -> Seq {
        self.disk.durable()
    }

    /// What came of the last act of a person.
    #[must_use]
    pub fn operator_result(&self) -> Option<&str> {
        self.process.operator_result.as_deref()
    }

    /// The engine; while the process is down, as it will be read back.
    #[must_use]
    pub fn engine(&self) -> &State {
        &self.engine
    }

    /// The exchange, as the outside sees it.
    #[must_use]
    pub fn exchange(&self) -> &Exchange {
        &self.exchange
    }

    /// What goes wrong in this world.
    #[must_use]
    pub fn faults(&self) -> Option<&Schedule> {
        self.trouble.as_ref().map(|trouble| trouble.schedule())
    }

    /// Who looks on.
    #[must_use]
    pub fn witness(&self) -> &W {
        &self.witness
    }

    /// Who looks on, to be asked or told something between two turns.
    #[must_use]
    pub fn witness_mut(&mut self) -> &mut W {
        &mut self.witness
    }

    /// Engine, exchange, and who looks on, to look at both sides between two turns.
    #[must_use]
    pub fn looked_at(&mut self) -> (&State, &Exchange, &mut W) {
        (&self.engine, &self.exchange, &mut self.witness)
    }

    /// The fingerprint of the journal so far; with a simulated disk, of what is durable of it.
    #[must_use]
    pub fn digest(&self) -> String {
        self.disk.digest()
    }

    /// The clock of the venue and of the machine's wall, which a fault may have set wrong.
    fn wall(&self) -> Time {
        self.now + self.wall_step()
    }

    fn wall_step(&self) -> Span {
        self.trouble.as_ref().map_or(Span::ZERO, |trouble| trouble.wall_step)
    }
}
