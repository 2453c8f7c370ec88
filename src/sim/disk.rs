//! The disks of a world: the soak's, and the exchange's own, which the soak never reads. Or none.
//!
//! Thousands of worlds a night are looked at and thrown away; those need no disk, only the
//! fingerprint that says whether two of them were the same.
//!
//! Invariant: with a disk or without, the world goes the same way and has the same fingerprint.

use super::WorldError;
use crate::engine::{STATE_VERSION, State};
use crate::event::{Envelope, Latch, Record};
use crate::journal::{Fingerprint, Journal, LatchFile, Shutter};
use crate::model::Seq;
use crate::paper::Change;
use crate::snapshot::{SNAPSHOT_VERSION, Vitals, build};
use crate::venue::store::Store;

/// Inputs written in one transaction while no order waits for the disk: large enough that the
/// disk costs less than the engine, small enough that a crash loses less than a second of replay.
const COMMIT_EVERY: u32 = 4_096;

/// Inputs between two checkpoints, so that a restart replays a fraction of a second.
const CHECKPOINT_EVERY: u32 = 100_000;

/// The disks of one world.
#[derive(Debug)]
pub struct Disk(Kind);

#[derive(Debug)]
enum Kind {
    Kept(Box<Kept>),
    Forgotten(Box<Fingerprint>),
}

#[derive(Debug)]
struct Kept {
    journal: Journal,
    latch: LatchFile,
    store: Store,
    durable: Seq,
    since_commit: u32,
    since_checkpoint: u32,
    /// What pictures say beside what the engine knows, if any are kept.
    vitals: Option<Vitals>,
    shutter: Shutter,
}

impl Disk {
    /// The disks of a soak that is kept.
    #[must_use]
    pub fn new(journal: Journal, latch: LatchFile, store: Store) -> Self {
        let durable = Seq::default();
        Self(Kind::Kept(Box::new(Kept {
            journal,
            latch,
            store,
            durable,
            since_commit: 0,
            since_checkpoint: 0,
            vitals: None,
            shutter: Shutter::default(),
        })))
    }

    /// Keeps pictures too, to look back with; they name the run as `vitals` does.
    #[must_use]
    pub fn with_pictures(mut self, vitals: Vitals) -> Self {
        if let Kind::Kept(kept) = &mut self.0 {
            kept.vitals = Some(vitals);
        }
        self
    }

    /// No disk: nothing is kept but the fingerprint, and everything counts as durable at once.
    #[must_use]
    pub fn none() -> Self {
        Self(Kind::Forgotten(Box::default()))
    }

    /// Takes an input.
    pub(super) fn append(&mut self, envelope: &Envelope) {
        match &mut self.0 {
            Kind::Kept(kept) => {
                kept.journal.append(envelope);
                kept.since_commit += 1;
                kept.since_checkpoint += 1;
            }
            Kind::Forgotten(fingerprint) => fingerprint.append(envelope),
        }
    }

    /// Takes a row that followed from the last input.
    pub(super) fn record(&mut self, record: &Record) {
        if let Kind::Kept(kept) = &mut self.0 {
            kept.journal.record(record);
            kept.shutter.heed(record);
        }
    }

    /// Writes the breaker's file.
    pub(super) fn write_latch(&mut self, latch: &Latch) -> Result<(), WorldError> {
        match &mut self.0 {
            Kind::Kept(kept) => Ok(kept.latch.write(latch)?),
            Kind::Forgotten(_) => Ok(()),
        }
    }

    /// Saves what changed at the venue.
    pub(super) fn save(&mut self, changes: &[Change]) -> Result<(), WorldError> {
        match &mut self.0 {
            Kind::Kept(kept) => Ok(kept.store.save(changes)?),
            Kind::Forgotten(_) => Ok(()),
        }
    }

    /// Makes everything taken durable.
    pub(super) fn commit(&mut self) -> Result<(), WorldError> {
        match &mut self.0 {
            Kind::Kept(kept) => kept.commit(),
            Kind::Forgotten(_) => Ok(()),
        }
    }

    /// Commits, and writes a checkpoint of `engine`, when it is time.
    pub(super) fn keep_up(&mut self, engine: &State) -> Result<(), WorldError> {
        let Kind::Kept(kept) = &mut self.0 else { return Ok(()) };
        if kept.shutter.is_due(engine.at()) {
            kept.picture(engine);
        }
        if kept.since_checkpoint >= CHECKPOINT_EVERY {
            return kept.checkpoint(engine);
        }
        if kept.since_commit >= COMMIT_EVERY { kept.commit() } else { Ok(()) }
    }

    /// Keeps a last picture of `engine`, commits, and writes a checkpoint.
    pub(super) fn close(&mut self, engine: &State) -> Result<(), WorldError> {
        match &mut self.0 {
            Kind::Kept(kept) => {
                kept.picture(engine);
                kept.checkpoint(engine)
            }
            Kind::Forgotten(_) => Ok(()),
        }
    }

    /// The last input that is durable.
    pub(super) fn durable(&self) -> Seq {
        match &self.0 {
            Kind::Kept(kept) => kept.durable,
            Kind::Forgotten(fingerprint) => fingerprint.last_seq(),
        }
    }

    /// The fingerprint of the journal so far.
    pub(super) fn digest(&self) -> String {
        match &self.0 {
            Kind::Kept(kept) => kept.journal.digest(),
            Kind::Forgotten(fingerprint) => fingerprint.digest(),
        }
    }
}

impl Kept {
    fn commit(&mut self) -> Result<(), WorldError> {
        self.since_commit = 0;
        self.durable = self.journal.commit()?;
        Ok(())
    }

    /// Keeps a picture of `engine`, if any are kept.
    fn picture(&mut self, engine: &State) {
        let at = engine.at();
        self.shutter.taken(at);
        let Some(vitals) = &mut self.vitals else { return };
        vitals.durable = self.durable;
        if let Ok(bytes) = serde_json::to_vec(&build(engine, vitals)) {
            self.journal.picture(at, SNAPSHOT_VERSION, bytes);
        }
    }

    fn checkpoint(&mut self, engine: &State) -> Result<(), WorldError> {
        self.commit()?;
        self.since_checkpoint = 0;
        let state = engine.to_bytes()?;
        self.journal.checkpoint(engine.seq(), engine.at(), STATE_VERSION, &state)?;
        self.journal.maintain()?;
        Ok(())
    }
}
