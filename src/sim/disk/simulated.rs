//! A disk in memory: writes take time, fail, and are lost when the process is killed.
//!
//! It does as the journal's writer does in real time: one write at a time, at once when something waits
//! for it and each second otherwise; after a failure, again a second later.
//!
//! Invariant: nothing counts as durable before the write that holds it is done.

use std::collections::VecDeque;

use super::memory::Memory;
use super::mode::{Mode, Turn, reason};
use crate::engine::{STATE_VERSION, State};
use crate::event::{Envelope, Latch, Latched, Record};
use crate::journal::{Fingerprint, Journal, Shutter};
use crate::model::{Seq, Span, Time};
use crate::sim::WorldError;
use crate::sim::network::Network;
use crate::snapshot::{SNAPSHOT_VERSION, Vitals, build};

/// How long a write takes: a durable commit of a common solid-state disk.
const WRITE_TAKES: Span = Span::from_micros(300);

/// Time between two writes that nobody waits for, and between two tries while they fail, as in real time.
const WRITE_EVERY: Span = Span::from_secs(1);

/// Inputs in one transaction of the copy: as many as of a journal that is kept.
const COPY_EVERY: u32 = 4_096;

#[derive(Debug)]
pub(in crate::sim) struct Simulated {
    fingerprint: Fingerprint,
    /// Taken and not durable yet. Bounded by what comes in a second, or while writes fail.
    pending: VecDeque<Taken>,
    last: Seq,
    writing: Option<Writing>,
    /// Whether something waits for another write after this one.
    urgent: bool,
    next_write_at: Time,
    mode: Mode,
    /// Why the last write failed, if it did.
    failing: Option<String>,
    /// What the breaker's file says.
    pub(super) latch: Latch,
    /// What a restart reads back; none where the process is never killed.
    memory: Option<Memory>,
    copy: Option<Box<Copy>>,
}

/// A write under way.
#[derive(Clone, Copy, Debug)]
struct Writing {
    upto: Seq,
    done_at: Time,
}

#[derive(Debug)]
enum Taken {
    Input(Envelope),
    Record(Box<Record>),
    Picture(Time, Vec<u8>),
}

/// A journal on a real disk that gets what becomes durable on this one.
#[derive(Debug)]
struct Copy {
    journal: Journal,
    vitals: Option<Vitals>,
    shutter: Shutter,
    since_commit: u32,
}

impl Default for Simulated {
    fn default() -> Self {
        Self {
            fingerprint: Fingerprint::new(),
            pending: VecDeque::new(),
            last: Seq::default(),
            writing: None,
            urgent: false,
            next_write_at: Time::EPOCH,
            mode: Mode::default(),
            failing: None,
            latch: State::new().breaker().latch(),
            memory: None,
            copy: None,
        }
    }
}

impl Simulated {
    pub(super) fn keep_pictures(&mut self, vitals: Vitals) {
        if let Some(copy) = &mut self.copy {
            copy.vitals = Some(vitals);
        }
    }

    pub(super) fn copy_into(&mut self, journal: Journal) {
        let shutter = Shutter::default();
        self.copy = Some(Box::new(Copy { journal, vitals: None, shutter, since_commit: 0 }));
    }

    /// From now on the process may be killed. What `engine` has taken in becomes durable at once.
    pub(in crate::sim) fn remember(&mut self, engine: &State) -> Result<(), WorldError> {
        if self.memory.is_none() {
            self.write_down(self.last)?;
            self.writing = None;
            self.memory = Some(Memory::of(engine)?);
        }
        Ok(())
    }

    /// Takes an input at `now`.
    pub(in crate::sim) fn hold(&mut self, envelope: Envelope, now: Time) -> Result<(), WorldError> {
        self.settle(now)?;
        self.last = envelope.seq;
        self.pending.push_back(Taken::Input(envelope));
        if self.writing.is_none() && self.failing.is_none() && now >= self.next_write_at {
            self.begin(now);
        }
        Ok(())
    }

    pub(super) fn record(&mut self, record: Box<Record>) {
        if let Some(copy) = &mut self.copy {
            copy.shutter.heed(&record);
            self.pending.push_back(Taken::Record(record));
        }
    }

    /// Begins to make durable what was taken, at `now` or after the write that is under way. While writes
    /// fail nobody's hurry counts.
    pub(super) fn commit(&mut self, now: Time) -> Result<(), WorldError> {
        self.settle(now)?;
        if self.writing.is_none() && self.failing.is_none() {
            self.begin(now);
        } else {
            self.urgent = true;
        }
        Ok(())
    }

    fn begin(&mut self, now: Time) {
        self.urgent = false;
        self.next_write_at = now + WRITE_EVERY;
        self.writing = Some(Writing { upto: self.last, done_at: now + WRITE_TAKES + self.mode.slow });
    }

    /// Behaves as `mode` says from now on.
    pub(in crate::sim) fn set_mode(&mut self, mode: Mode) {
        self.mode = mode;
    }

    /// Ends what has ended well by `now` without anybody minding.
    pub(in crate::sim) fn settle(&mut self, now: Time) -> Result<(), WorldError> {
        while let Some(writing) = self.writing.filter(|writing| writing.done_at <= now)
            && self.failing.is_none()
            && !self.mode.is_bad()
        {
            self.write_done(writing)?;
        }
        Ok(())
    }

    pub(super) fn due(&self, held: bool) -> Option<Time> {
        if !held && self.failing.is_none() && !self.mode.is_bad() {
            return None;
        }
        match self.writing {
            Some(writing) => Some(writing.done_at),
            None => self.failing.is_some().then_some(self.next_write_at),
        }
    }

    pub(super) fn turn(&mut self, now: Time, network: &mut Network) -> Result<Turn, WorldError> {
        let Some(writing) = self.writing else {
            self.begin(now);
            return Ok(Turn::Nothing);
        };
        if self.mode.kills.as_ref().is_some_and(|window| network.draws(window)) {
            // It dies right before the write is done, or right after.
            if network.coin() {
                self.write_done(writing)?;
            }
            return Ok(Turn::Dies);
        }
        if let Some(window) = self.mode.fails.as_ref().filter(|window| network.draws(window)) {
            let reason = reason(window);
            self.writing = None;
            self.next_write_at = now + WRITE_EVERY;
            let known = self.failing.replace(reason.clone()).is_some_and(|known| known == reason);
            return Ok(if known { Turn::Nothing } else { Turn::Fails(reason) });
        }
        self.write_done(writing)?;
        let healed = self.failing.take();
        Ok(if healed.is_some() { Turn::Heals } else { Turn::Durable })
    }

    /// A write is done; the next one begins if something waits for it.
    fn write_done(&mut self, writing: Writing) -> Result<(), WorldError> {
        self.writing = None;
        self.write_down(writing.upto)?;
        if self.urgent {
            self.begin(writing.done_at);
        }
        Ok(())
    }

    /// What was taken up to `upto` is durable.
    fn write_down(&mut self, upto: Seq) -> Result<(), WorldError> {
        let is_beyond = |taken: &Taken| matches!(taken, Taken::Input(envelope) if envelope.seq > upto);
        while !self.pending.front().is_none_or(is_beyond)
            && let Some(taken) = self.pending.pop_front()
        {
            if let Some(copy) = &mut self.copy {
                copy.write(&taken)?;
            }
            if let Taken::Input(envelope) = taken {
                self.fingerprint.append(&envelope);
                if let Some(memory) = &mut self.memory {
                    memory.keep(envelope);
                }
            }
        }
        Ok(())
    }

    #[inline]
    pub(super) fn keep_up(&mut self, engine: &State) -> Result<(), WorldError> {
        if let Some(memory) = &mut self.memory {
            memory.keep_up(engine)?;
        }
        if self.copy.is_some() {
            self.picture(engine, false);
        }
        Ok(())
    }

    fn picture(&mut self, engine: &State, last: bool) {
        let durable = self.durable();
        let Some(copy) = &mut self.copy else { return };
        if !last && !copy.shutter.is_due(engine.at()) {
            return;
        }
        copy.shutter.taken(engine.at());
        let Some(vitals) = &mut copy.vitals else { return };
        vitals.durable = durable;
        if let Ok(bytes) = serde_json::to_vec(&build(engine, vitals)) {
            self.pending.push_back(Taken::Picture(engine.at(), bytes));
        }
    }

    /// The process dies at `now`, as `engine`; gives the engine as a restart finds it.
    pub(in crate::sim) fn die(&mut self, engine: &State, now: Time) -> Result<State, WorldError> {
        self.settle(now)?;
        let lost = self.pending.iter().filter_map(|taken| match taken {
            Taken::Input(envelope) => Some(envelope),
            Taken::Record(_) | Taken::Picture(..) => None,
        });
        let Some(memory) = &mut self.memory else { return Ok(engine.clone()) };
        let engine = memory.read_back(engine, lost)?;
        self.pending.clear();
        self.last = engine.seq();
        self.writing = None;
        (self.urgent, self.failing) = (false, None);
        self.next_write_at = now;
        Ok(engine)
    }

    /// What the breaker's file says to a process that starts again as `engine`. An act that the journal
    /// does not know is taken back, as in real time, unless it went further up.
    pub(in crate::sim) fn read_latch(&mut self, engine: &State) -> Latched {
        let latched = Latched::from(self.latch.level);
        let level = engine.breaker().level();
        if self.latch.level != level && latched <= Latched::from(level) {
            self.latch = engine.breaker().latch();
        }
        latched
    }

    pub(super) fn close(&mut self, engine: &State) -> Result<(), WorldError> {
        self.picture(engine, true);
        self.writing = None;
        self.write_down(self.last)?;
        let Some(copy) = &mut self.copy else { return Ok(()) };
        copy.journal.commit()?;
        copy.journal.checkpoint(engine.seq(), engine.at(), STATE_VERSION, &engine.to_bytes()?)?;
        copy.journal.maintain()?;
        Ok(())
    }

    pub(super) fn durable(&self) -> Seq {
        self.fingerprint.last_seq()
    }

    pub(super) fn bytes_total(&self) -> u64 {
        self.fingerprint.bytes_total()
    }

    pub(super) fn digest(&self) -> String {
        self.fingerprint.digest()
    }
}

impl Copy {
    fn write(&mut self, taken: &Taken) -> Result<(), WorldError> {
        match taken {
            Taken::Input(envelope) => {
                self.journal.append(envelope);
                self.since_commit += 1;
            }
            Taken::Record(record) => self.journal.record(record),
            Taken::Picture(at, bytes) => self.journal.picture(*at, SNAPSHOT_VERSION, bytes.clone()),
        }
        if self.since_commit >= COPY_EVERY {
            self.since_commit = 0;
            self.journal.commit()?;
        }
        Ok(())
    }
}
