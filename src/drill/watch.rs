//! Who looks on while a drill runs, and what was seen.

use crate::engine::State;
use crate::event::{Effect, Envelope};
use crate::fault::Schedule;
use crate::model::Rules;
use crate::sim::{Broken, Laws, Witness};

/// Who looks on while a drill runs. It goes by inputs, effects and the engine's state alone, so that a
/// run in real time can be judged by replaying its journal through [`crate::engine::apply`].
#[derive(Debug)]
pub struct Watch {
    laws: Laws,
    schedule: Schedule,
    rules: Rules,
}

impl Watch {
    /// Somebody who looks on from the beginning, while the windows of `schedule` open and close, in a
    /// soak that is bound by `rules`.
    #[must_use]
    pub fn new(schedule: Schedule, rules: Rules) -> Self {
        Self { laws: Laws::default(), schedule, rules }
    }
}

impl Witness for Watch {
    fn took_in(
        &mut self,
        envelope: &Envelope,
        engine: &State,
        effects: &[Effect],
    ) -> Result<(), Box<Broken>> {
        self.laws.took_in(envelope, engine, effects)
    }
}
