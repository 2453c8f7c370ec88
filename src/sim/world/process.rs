//! The process around the engine: takes inputs in, lets requests leave when their cause is durable, dies
//! and begins again.
//!
//! Invariant: with a simulated disk a request leaves as it does in real time: a question at once, an order
//! or a cancel once its cause is durable, and while the disk fails only what cannot add exposure.

use std::collections::VecDeque;

use super::queue::Life;
use super::{World, WorldError};
use crate::engine::apply;
use crate::event::{Effect, Envelope, Input, Record, Reply, Request};
use crate::model::{Seq, Span, Time};
use crate::sim::Witness;

/// The process that runs the engine.
#[derive(Debug)]
pub(super) struct Process {
    life: Life,
    /// When it is started again; none while it runs.
    pub(super) down_until: Option<Time>,
    /// How far its clock is ahead of the true time.
    pub(super) offset: Span,
    /// Whether the journal's disk has last said that it fails.
    pub(super) failing: bool,
    /// Requests whose cause is not durable yet.
    pub(super) held: VecDeque<(Seq, Box<Request>)>,
    pub(super) operator_result: Option<String>,
    /// The very first input, for a process that is killed before even that is durable.
    pub(super) first: Box<Input>,
}

impl Process {
    pub(super) fn begin(first: &Input) -> Self {
        Self {
            life: Life::default(),
            down_until: None,
            offset: Span::ZERO,
            failing: false,
            held: VecDeque::new(),
            operator_result: None,
            first: Box::new(first.clone()),
        }
    }

    pub(super) const fn is_up(&self) -> bool {
        self.down_until.is_none()
    }

    pub(super) const fn life(&self) -> Life {
        self.life
    }

    /// Whether the process of `life` still runs.
    pub(super) fn lives(&self, life: Life) -> bool {
        self.is_up() && self.life == life
    }

    /// It is gone until `until`, with all that it held.
    pub(super) fn die(&mut self, until: Time) {
        self.life = Life(self.life.0 + 1);
        self.down_until = Some(until);
        self.failing = false;
        self.held.clear();
        self.operator_result = None;
    }

    /// Whether the venue is on this machine, as the first input said.
    pub(super) fn venue_is_local(&self) -> bool {
        match self.first.as_ref() {
            Input::Started(genesis) => genesis.venue_is_local,
            Input::Resumed { venue_is_local, .. } => *venue_is_local,
            _ => false,
        }
    }
}

impl<W: Witness> World<W> {
    /// The engine takes in one input now, and what it asks for is done. A process that is down takes
    /// nothing in.
    ///
    /// # Errors
    /// When a disk fails, or a law is broken.
    pub fn take_in(&mut self, input: Input) -> Result<(), WorldError> {
        if !self.process.is_up() {
            return Ok(());
        }
        let envelope = Envelope { seq: self.engine.seq().next(), at: self.clock(), input };
        self.disk.append(&envelope);
        apply(&mut self.engine, &envelope, &mut self.effects);
        self.witness.took_in(&envelope, &self.engine, &self.effects)?;
        let simulated = self.disk.is_simulated();
        if let Some(disk) = self.disk.as_simulated() {
            disk.hold(envelope, self.now)?;
        }
        if !self.effects.is_empty() {
            self.do_effects()?;
        }
        self.disk.keep_up(&self.engine)?;
        if simulated {
            self.look_ahead();
        }
        Ok(())
    }

    fn do_effects(&mut self) -> Result<(), WorldError> {
        let cause = self.engine.seq();
        let simulated = self.disk.is_simulated();
        let mut effects = std::mem::take(&mut self.effects);
        let mut requests = Vec::new();
        // A person is answered right after this, and the breaker's file and the journal agree.
        let mut must_commit = false;
        let mut paged = false;
        for effect in effects.drain(..) {
            match effect {
                Effect::Record(record) => {
                    if let Record::Operator(row) = record.as_ref() {
                        self.process.operator_result = Some(row.result.clone());
                        must_commit = true;
                    }
                    if let (Some(site), Record::Alert(alert)) = (&mut self.site, record.as_ref()) {
                        paged |= site.pager.heed(alert, self.now);
                    }
                    self.disk.record(record);
                }
                Effect::WakeAt(at) => self.wake = Some(at - self.process.offset),
                Effect::Latch(latch) => {
                    self.disk.write_latch(*latch)?;
                    must_commit = true;
                }
                Effect::Send(request) => {
                    let waits = request.call.changes_the_venue();
                    must_commit |= waits;
                    if waits && simulated {
                        self.process.held.push_back((cause, request));
                    } else {
                        requests.push(request);
                    }
                }
            }
        }
        self.effects = effects;
        if paged {
            self.look_ahead();
        }
        if must_commit {
            self.disk.commit(self.now)?;
        }
        for request in requests {
            self.leave(request, cause)?;
        }
        if must_commit && simulated {
            self.release()?;
        }
        Ok(())
    }

    /// Lets leave what is durable, and while the disk fails what cannot add exposure.
    pub(super) fn release(&mut self) -> Result<(), WorldError> {
        let durable = self.disk.durable();
        let failing = self.process.failing;
        let clock = self.clock();
        let mut kept = VecDeque::new();
        let mut stopped = Vec::new();
        while let Some((cause, request)) = self.process.held.pop_front() {
            if let Some(why) = self.engine.holds_back(&request, clock) {
                stopped.push((request, why));
            } else if cause <= durable || failing {
                self.leave(request, cause)?;
            } else {
                kept.push_back((cause, request));
            }
        }
        self.process.held = kept;
        for (request, why) in stopped {
            let reply = Reply::held_back(request.id, self.engine.at(), why);
            self.take_in(Input::Reply(Box::new(reply)))?;
        }
        Ok(())
    }
}
