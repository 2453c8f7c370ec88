//! The one place where inputs become effects: stamp, journal, engine, release.
//!
//! ```text
//!   input ─► stamp (seq, at) ─► engine ─► records ─► journal's inbox ─► disk
//!                                  └► requests: questions leave at once,
//!                                     orders and cancels wait until their cause is durable
//! ```
//!
//! Invariant: a request that changes the venue leaves only when the journal has its cause on disk,
//! or, while the disk fails, only if it cannot add exposure.
//! Invariant: a person who acted is answered when the act is on disk, or when the disk fails.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use super::control::{Acted, reply_of};
use crate::clock::Clock;
use crate::engine::{Effects, STATE_VERSION, State, apply};
use crate::event::{Effect, Envelope, Input, JournalStatus, Record, Reply, Request};
use crate::journal::{Checkpoint, LatchFile, Shutter, WriterHandle};
use crate::link::ControlReply;
use crate::model::{Seq, Span, Time};
use crate::snapshot::{SNAPSHOT_VERSION, Vitals, build};
use crate::venue::VenueClient;

/// Inputs between two checkpoints: a restart replays them in a fraction of a second.
const CHECKPOINT_EVERY: u64 = 50_000;

/// Longest time between two checkpoints, for a quiet market.
const CHECKPOINT_AFTER: Span = Span::from_secs(600);

/// The pump.
pub(super) struct Pump {
    pub(super) engine: State,
    pub(super) writer: WriterHandle,
    latch: LatchFile,
    clock: Clock,
    client: Arc<VenueClient>,
    replies: mpsc::Sender<Reply>,
    held: VecDeque<(Seq, Box<Request>)>,
    failing: bool,
    writer_gone: bool,
    wake: Option<Time>,
    checkpoint_seq: Seq,
    checkpoint_at: Time,
    operator_result: Option<String>,
    pub(super) acted: Acted,
    shutter: Shutter,
    effects: Effects,
}

impl Pump {
    pub(super) fn new(
        engine: State,
        writer: WriterHandle,
        latch: LatchFile,
        clock: Clock,
        client: VenueClient,
        replies: mpsc::Sender<Reply>,
    ) -> Self {
        let (checkpoint_seq, checkpoint_at) = (engine.seq(), engine.at());
        Self {
            engine,
            writer,
            latch,
            clock,
            client: Arc::new(client),
            replies,
            held: VecDeque::new(),
            failing: false,
            writer_gone: false,
            wake: None,
            checkpoint_seq,
            checkpoint_at,
            operator_result: None,
            acted: Acted::default(),
            shutter: Shutter::default(),
            effects: Effects::new(),
        }
    }

    /// Takes in `input` now.
    pub(super) fn take_in(&mut self, input: Input) {
        let at = self.clock.now();
        self.take_in_at(input, at);
    }

    /// Takes in `input` as of `at`, or of the last input if that was later.
    pub(super) fn take_in_at(&mut self, input: Input, at: Time) {
        let envelope = Envelope { seq: self.engine.seq().next(), at: at.max(self.engine.at()), input };
        let mut effects = std::mem::take(&mut self.effects);
        apply(&mut self.engine, &envelope, &mut effects);
        let seq = envelope.seq;
        let mut must_commit = is_kept_at_once(&envelope.input);
        let mut records = Vec::new();
        let mut requests = Vec::new();
        for effect in effects.drain(..) {
            match effect {
                Effect::Record(record) => records.push(*record),
                Effect::WakeAt(at) => self.wake = Some(at),
                Effect::Send(request) => requests.push(request),
                Effect::Latch(latch) => {
                    must_commit = true;
                    if let Err(error) = self.latch.write(&latch) {
                        tracing::error!(%error, "the breaker's file could not be written; the journal has it");
                    }
                }
            }
        }
        self.effects = effects;
        for record in &records {
            self.shutter.heed(record);
            self.tell(record);
        }
        self.writer.append(envelope, records);
        for request in requests {
            if request.call.changes_the_venue() {
                must_commit = true;
                self.held.push_back((seq, request));
            } else {
                self.send(request);
            }
        }
        if must_commit {
            self.writer.commit_now();
            self.release();
        }
    }

    /// What people read in the log, and what the one who acted is told.
    fn tell(&mut self, record: &Record) {
        match record {
            Record::Operator(row) => {
                tracing::info!(user = row.user, command = row.command, result = row.result, "operator");
                self.operator_result = Some(row.result.clone());
            }
            Record::Alert(row) if row.cleared_at.is_some() => tracing::info!(id = row.id, "alert cleared"),
            Record::Alert(row) => tracing::warn!(id = row.id, text = row.text, "alert"),
            Record::Order(row) => {
                let what = format!("{} {} {} {}", row.purpose.as_str(), row.side, row.quantity, row.symbol);
                tracing::info!(order = row.order.0, what, state = row.state, reason = row.reason, "order");
            }
            Record::Breaker { level, by, reason, .. } => tracing::warn!(?level, by, reason, "breaker"),
            Record::Gap { from, to, reason } => tracing::warn!(%from, %to, reason, "gap in the soak clock"),
            Record::Note { kind, text, .. } => tracing::info!(kind, text, "note"),
            Record::Request(row) if row.outcome != "ok" => {
                tracing::warn!(
                    route = row.route.as_str(),
                    outcome = row.outcome,
                    detail = row.detail,
                    "request"
                );
            }
            Record::Fill(_) | Record::Equity(_) | Record::Request(_) => {}
        }
    }

    /// Lets leave what is durable, and while the disk fails what cannot add exposure.
    pub(super) fn release(&mut self) {
        let durable = *self.writer.durable.borrow();
        let now = self.clock.now();
        let mut kept = VecDeque::new();
        let mut stopped = Vec::new();
        while let Some((seq, request)) = self.held.pop_front() {
            if let Some(why) = self.engine.holds_back(&request, now) {
                stopped.push((request, why));
            } else if seq <= durable || self.failing {
                self.send(request);
            } else {
                kept.push_back((seq, request));
            }
        }
        self.held = kept;
        if self.failing {
            self.acted.answer_all();
        } else {
            self.acted.answer(durable);
        }
        for (request, why) in stopped {
            let reply = Reply::held_back(request.id, self.engine.at(), why);
            self.take_in(Input::Reply(Box::new(reply)));
        }
    }

    fn send(&self, request: Box<Request>) {
        let client = Arc::clone(&self.client);
        let replies = self.replies.clone();
        tokio::spawn(async move {
            let reply = client.send(&request).await;
            // Nobody listens once the run is over; the order is UNKNOWN to the next one.
            let _ = replies.send(reply).await;
        });
    }

    /// Takes in what the journal's writer says of its disk.
    pub(super) fn journal_status(&mut self) {
        let mut status = self.writer.status.borrow().clone();
        if self.writer.lost() > 0 {
            let reason = "its memory is full; stop the soak, free the disk and start it again".to_owned();
            status = JournalStatus::Failing { reason };
        }
        self.failing = status != JournalStatus::Healthy;
        self.take_in(Input::Journal(status));
        self.release();
    }

    /// Whether the journal's writer has ended, which only a broken invariant causes.
    pub(super) fn is_writer_gone(&self) -> bool {
        self.writer_gone
    }

    /// Takes in that the journal's writer has ended: nothing becomes durable any more, so nothing that
    /// adds exposure leaves any more, and closing does not wait for it.
    pub(super) fn writer_gone(&mut self) {
        self.writer_gone = true;
        self.failing = true;
        let reason = "its writer has ended; stop the soak and start it again".to_owned();
        self.take_in(Input::Journal(JournalStatus::Failing { reason }));
        self.release();
    }

    /// Writes a checkpoint when it is time and no order waits for the disk.
    pub(super) fn checkpoint_if_due(&mut self) {
        let (seq, at) = (self.engine.seq(), self.engine.at());
        let inputs = seq.0.saturating_sub(self.checkpoint_seq.0);
        let due =
            inputs >= CHECKPOINT_EVERY || (inputs > 0 && at.since(self.checkpoint_at) >= CHECKPOINT_AFTER);
        if due && self.held.is_empty() && !self.failing {
            self.checkpoint();
        }
    }

    /// Writes a checkpoint with the next commit.
    pub(super) fn checkpoint(&mut self) {
        let (seq, at) = (self.engine.seq(), self.engine.at());
        (self.checkpoint_seq, self.checkpoint_at) = (seq, at);
        match self.engine.to_bytes() {
            Ok(state) => self.writer.checkpoint(Checkpoint { seq, at, version: STATE_VERSION, state }),
            Err(error) => tracing::error!(%error, "no checkpoint; the next start replays more"),
        }
    }

    /// Whether a picture is to be taken to look back with.
    pub(super) fn is_picture_due(&self) -> bool {
        self.shutter.is_due(self.engine.at())
    }

    /// Keeps a picture to look back with. It is made here, and becomes bytes on the journal's thread.
    pub(super) fn keep_picture(&mut self, vitals: &Vitals) {
        let at = self.engine.at();
        self.shutter.taken(at);
        let picture = Box::new(build(&self.engine, vitals));
        let bytes = move || serde_json::to_vec(&picture).unwrap_or_default();
        self.writer.picture(at, SNAPSHOT_VERSION, bytes);
    }

    /// When the engine wants to be woken; an hour from now when it does not.
    pub(super) fn wake_at(&self) -> Time {
        self.wake.unwrap_or_else(|| self.engine.at() + Span::from_secs(3_600))
    }

    /// Wakes the engine.
    pub(super) fn wake(&mut self) {
        self.wake = None;
        self.take_in(Input::Wake);
    }

    /// Whether somebody who acted has not been answered yet.
    pub(super) fn owes_answers(&self) -> bool {
        !self.acted.is_empty()
    }

    /// Tells whoever acted last what came of it, once that is durable.
    pub(super) fn answer_when_durable(&mut self, respond: oneshot::Sender<ControlReply>) {
        let reply = reply_of(self.operator_result.as_deref());
        self.acted.push(self.engine.seq(), respond, reply);
        self.release();
    }
}

/// Whether the input is made durable at once although no order waits for it: that a process began,
/// so that each of its lives has its gap, what it was set out to prove, what a person did, and what is
/// broken on purpose.
fn is_kept_at_once(input: &Input) -> bool {
    use Input::{GameDay, Operator, Plan, Resumed, Started};
    matches!(input, Started(_) | Resumed { .. } | Plan(_) | Operator(_) | GameDay(_))
}
