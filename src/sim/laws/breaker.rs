//! The breaker: nothing that adds exposure leaves after a trip, only a person arms it again, and FLAT is
//! what the venue said after the trip.
//!
//! Invariant: a trip holds over a restart; the breaker's own file is written before anything follows.

use super::asked::Question;
use super::law::{Breach, Law};
use crate::engine::State;
use crate::event::{Answer, Effect, Envelope, Input, OperatorCommand, Outcome, Request};
use crate::model::{BreakerLevel, Time};

/// What is known of the breaker.
#[derive(Debug, Default)]
pub(super) struct BreakerLaw {
    level: BreakerLevel,
    since: Time,
    /// When the question left whose answer said that nothing is held; none when something is.
    zero_asked_at: Option<Time>,
    flat_at: Option<Time>,
}

impl BreakerLaw {
    /// Takes one step.
    pub(super) fn took_in(
        &mut self,
        envelope: &Envelope,
        question: Option<Question>,
        engine: &State,
        effects: &[Effect],
    ) -> Result<(), Breach> {
        for effect in effects {
            if let Effect::Latch(latch) = effect {
                self.moves(latch.level, envelope)?;
            }
        }
        Law::Breaker.holds(engine.breaker().level() == self.level, || {
            format!("the breaker is {:?} and its file was told {:?}", engine.breaker().level(), self.level)
        })?;
        if let Input::Reply(reply) = &envelope.input
            && let Outcome::Answered(Answer::Positions(positions)) = &reply.outcome
        {
            let flat = positions.iter().all(|position| position.quantity.is_zero());
            self.zero_asked_at = question.filter(|_| flat).map(|question| question.left_at);
        }
        self.flat_is_said(envelope, engine)
    }

    fn moves(&mut self, level: BreakerLevel, envelope: &Envelope) -> Result<(), Breach> {
        if level < self.level {
            let allowed = match &envelope.input {
                Input::Operator(action) => match action.command {
                    OperatorCommand::Reset => !action.reason.trim().is_empty(),
                    OperatorCommand::Resume => self.level == BreakerLevel::Paused,
                    _ => false,
                },
                _ => false,
            };
            Law::Breaker.holds(allowed, || {
                format!("the breaker went from {:?} to {level:?} without a person's reset", self.level)
            })?;
        }
        (self.level, self.since) = (level, envelope.at);
        Ok(())
    }

    fn flat_is_said(&mut self, envelope: &Envelope, engine: &State) -> Result<(), Breach> {
        let flat_at = engine.breaker().flat_at();
        if flat_at == self.flat_at {
            return Ok(());
        }
        self.flat_at = flat_at;
        if flat_at.is_none() {
            return Ok(());
        }
        let by_balance = matches!(&envelope.input, Input::Reply(reply)
            if matches!(reply.outcome, Outcome::Answered(Answer::Balance(_))));
        let said = self.zero_asked_at.is_some_and(|asked| asked >= self.since);
        Law::Flat.holds(by_balance && said, || {
            format!("FLAT is told, and the venue has not said zero since the trip of {}", self.since)
        })
    }

    /// Something leaves.
    pub(super) fn leaves(&self, request: &Request) -> Result<(), Breach> {
        Law::Breaker.holds(!(self.is_tripped() && request.adds_exposure()), || {
            format!("request {} adds exposure, and the breaker tripped at {}", request.id, self.since)
        })
    }

    /// Whether it is tripped, by what was told of it.
    pub(super) fn is_tripped(&self) -> bool {
        self.level >= BreakerLevel::Tripped
    }

    /// Whether it lets entries be asked for.
    pub(super) fn is_armed(&self) -> bool {
        self.level == BreakerLevel::Armed
    }

    /// The process goes on as `engine`.
    pub(super) fn restarted(&mut self, engine: &State) {
        // A pause or a reset may be lost with the process; a trip is not, and how far it went is not.
        let level = engine.breaker().level();
        self.level = if self.is_tripped() { level.max(self.level) } else { level };
        (self.zero_asked_at, self.flat_at) = (None, engine.breaker().flat_at());
    }
}
