//! What a restart reads back: a checkpoint, and the durable inputs after it.
//!
//! Invariant: what is read back is byte for byte what the engine was at its last durable input.

use crate::engine::{State, apply};
use crate::event::Envelope;
use crate::model::Seq;
use crate::sim::WorldError;

/// Durable inputs between two checkpoints: a restart replays them in some milliseconds, and a world of a
/// day takes a dozen.
const CHECKPOINT_EVERY: usize = 10_000;

/// Inputs that a restart replayed after which it makes a checkpoint of its own: about as many as cost what
/// a checkpoint does.
const WORTH_A_CHECKPOINT: usize = 1_000;

/// What a restart reads back.
#[derive(Debug)]
pub(super) struct Memory {
    checkpoint: Vec<u8>,
    /// The durable inputs after the checkpoint.
    inputs: Vec<Envelope>,
    /// The next checkpoint, which counts once its input is durable.
    coming: Option<(Seq, Vec<u8>)>,
}

impl Memory {
    /// The memory of a soak whose journal ends with `engine`.
    pub(super) fn of(engine: &State) -> Result<Self, WorldError> {
        Ok(Self { checkpoint: engine.to_bytes()?, inputs: Vec::new(), coming: None })
    }

    /// `envelope` is durable now.
    pub(super) fn keep(&mut self, envelope: Envelope) {
        let seq = envelope.seq;
        self.inputs.push(envelope);
        if let Some((_, checkpoint)) = self.coming.take_if(|(wanted, _)| *wanted == seq) {
            self.checkpoint = checkpoint;
            self.inputs.clear();
        }
    }

    /// Makes a checkpoint of `engine` when it is time.
    pub(super) fn keep_up(&mut self, engine: &State) -> Result<(), WorldError> {
        if self.inputs.len() >= CHECKPOINT_EVERY && self.coming.is_none() {
            self.coming = Some((engine.seq(), engine.to_bytes()?));
        }
        Ok(())
    }

    /// The engine as a restart finds it, when `dying` has taken in what is durable and then `lost`.
    pub(super) fn read_back<'a>(
        &mut self,
        dying: &State,
        lost: impl Iterator<Item = &'a Envelope>,
    ) -> Result<State, WorldError> {
        self.coming = None;
        let mut engine = State::from_bytes(&self.checkpoint)?;
        replay(&mut engine, self.inputs.iter());
        // Where crashes are many, each would replay the same inputs once more.
        if self.inputs.len() >= WORTH_A_CHECKPOINT {
            self.checkpoint = engine.to_bytes()?;
            self.inputs.clear();
        }
        let mut twin = engine.clone();
        replay(&mut twin, lost);
        assert!(
            twin.to_bytes()? == dying.to_bytes()?,
            "Invariant: what is read back, and what was lost after it, give the engine that died"
        );
        Ok(engine)
    }
}

fn replay<'a>(engine: &mut State, inputs: impl Iterator<Item = &'a Envelope>) {
    let mut effects = Vec::new();
    for envelope in inputs {
        apply(engine, envelope, &mut effects);
        effects.clear();
    }
}
