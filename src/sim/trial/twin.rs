//! A second engine that takes in what is durable, from the very first input, and must be as the first.

use std::collections::VecDeque;

use crate::engine::{Effects, State, apply};
use crate::event::{Effect, Envelope, Request};
use crate::model::{Seq, Time};
use crate::sim::laws::{Breach, Law};
use crate::sim::{Broken, Witness};

/// The second engine.
#[derive(Debug, Default)]
pub(super) struct Twin {
    state: Box<State>,
    /// What was taken in and may still be lost with the process.
    pending: VecDeque<Envelope>,
    effects: Effects,
}

impl Twin {
    /// Takes in everything up to `durable`.
    fn follow(&mut self, durable: Seq) {
        while self.pending.front().is_some_and(|envelope| envelope.seq <= durable)
            && let Some(envelope) = self.pending.pop_front()
        {
            apply(&mut self.state, &envelope, &mut self.effects);
            self.effects.clear();
        }
    }

    /// Takes in everything and looks whether it is now as `engine`.
    pub(super) fn compare(&mut self, engine: &State) -> Result<(), Breach> {
        self.follow(engine.seq());
        let same = match (self.state.to_bytes(), engine.to_bytes()) {
            (Ok(ours), Ok(theirs)) => ours == theirs,
            _ => false,
        };
        if same { Ok(()) } else { Err(Law::SameState.broken("the inputs replayed give another state")) }
    }
}

impl Witness for Twin {
    fn took_in(
        &mut self,
        envelope: &Envelope,
        _engine: &State,
        _effects: &[Effect],
    ) -> Result<(), Box<Broken>> {
        self.pending.push_back(envelope.clone());
        Ok(())
    }

    fn leaves(
        &mut self,
        _request: &Request,
        _cause: Seq,
        durable: Seq,
        _journal_writes: bool,
        _at: Time,
    ) -> Result<(), Box<Broken>> {
        self.follow(durable);
        Ok(())
    }

    fn restarted(&mut self, engine: &State, at: Time) -> Result<(), Box<Broken>> {
        let looked = self.compare(engine);
        self.pending.clear();
        looked.map_err(|breach| Box::new(breach.at(at)))
    }
}
