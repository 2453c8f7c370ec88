//! Real disks: the soak's journal and latch, and the exchange's store. A commit takes no virtual time.

use crate::engine::{STATE_VERSION, State};
use crate::event::{Envelope, Latch, Record};
use crate::journal::{Journal, LatchFile, Shutter};
use crate::model::Seq;
use crate::paper::Change;
use crate::sim::WorldError;
use crate::snapshot::{SNAPSHOT_VERSION, Vitals, build};
use crate::venue::store::Store;

/// Inputs written in one transaction while no order waits for the disk: large enough that the
/// disk costs less than the engine, small enough that a crash loses less than a second of replay.
const COMMIT_EVERY: u32 = 4_096;

/// Inputs between two checkpoints, so that a restart replays a fraction of a second.
const CHECKPOINT_EVERY: u32 = 100_000;

#[derive(Debug)]
pub(super) struct Kept {
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

impl Kept {
    pub(super) fn new(journal: Journal, latch: LatchFile, store: Store) -> Self {
        let durable = Seq::default();
        Self {
            journal,
            latch,
            store,
            durable,
            since_commit: 0,
            since_checkpoint: 0,
            vitals: None,
            shutter: Shutter::default(),
        }
    }

    pub(super) fn keep_pictures(&mut self, vitals: Vitals) {
        self.vitals = Some(vitals);
    }

    pub(super) fn append(&mut self, envelope: &Envelope) {
        self.journal.append(envelope);
        self.since_commit += 1;
        self.since_checkpoint += 1;
    }

    pub(super) fn record(&mut self, record: &Record) {
        self.journal.record(record);
        self.shutter.heed(record);
    }

    pub(super) fn write_latch(&mut self, latch: &Latch) -> Result<(), WorldError> {
        Ok(self.latch.write(latch)?)
    }

    pub(super) fn save(&mut self, changes: &[Change]) -> Result<(), WorldError> {
        Ok(self.store.save(changes)?)
    }

    pub(super) fn commit(&mut self) -> Result<(), WorldError> {
        self.since_commit = 0;
        self.durable = self.journal.commit()?;
        Ok(())
    }

    /// Commits, and writes a checkpoint of `engine`, when it is time.
    pub(super) fn keep_up(&mut self, engine: &State) -> Result<(), WorldError> {
        if self.shutter.is_due(engine.at()) {
            self.picture(engine);
        }
        if self.since_checkpoint >= CHECKPOINT_EVERY {
            return self.checkpoint(engine);
        }
        if self.since_commit >= COMMIT_EVERY { self.commit() } else { Ok(()) }
    }

    /// Keeps a last picture of `engine`, commits, and writes a checkpoint.
    pub(super) fn close(&mut self, engine: &State) -> Result<(), WorldError> {
        self.picture(engine);
        self.checkpoint(engine)
    }

    pub(super) const fn durable(&self) -> Seq {
        self.durable
    }

    pub(super) fn bytes_total(&self) -> u64 {
        self.journal.bytes_total()
    }

    pub(super) fn digest(&self) -> String {
        self.journal.digest()
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
