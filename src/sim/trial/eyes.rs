//! Who looks on in a trial: the laws, and a count of what struck.

use std::collections::BTreeMap;

use crate::engine::State;
use crate::event::{Effect, Envelope, Outcome, Request};
use crate::fault::Window;
use crate::model::{Seq, Time};
use crate::paper::Exchange;
use crate::sim::{Broken, Laws, Witness};

/// The laws, and what struck.
#[derive(Debug, Default)]
pub(super) struct Eyes {
    pub(super) laws: Laws,
    /// Faults that struck, by their words.
    pub(super) struck: BTreeMap<&'static str, u64>,
}

impl Witness for Eyes {
    fn took_in(
        &mut self,
        envelope: &Envelope,
        engine: &State,
        effects: &[Effect],
    ) -> Result<(), Box<Broken>> {
        self.laws.took_in(envelope, engine, effects)
    }

    fn leaves(
        &mut self,
        request: &Request,
        cause: Seq,
        durable: Seq,
        journal_writes: bool,
        at: Time,
    ) -> Result<(), Box<Broken>> {
        self.laws.leaves(request, cause, durable, journal_writes, at)
    }

    fn at_venue(
        &mut self,
        request: &Request,
        outcome: &Outcome,
        venue: &Exchange,
        at: Time,
    ) -> Result<(), Box<Broken>> {
        self.laws.at_venue(request, outcome, venue, at)
    }

    fn struck(&mut self, window: &Window, at: Time) {
        *self.struck.entry(window.fault.as_str()).or_default() += 1;
        self.laws.struck(window, at);
    }

    fn restarted(&mut self, engine: &State, at: Time) -> Result<(), Box<Broken>> {
        self.laws.restarted(engine, at)
    }
}
