//! What a person does during a run.

use super::dice::Dice;
use crate::event::{Operator, OperatorAction, OperatorCommand};
use crate::model::{BreakerLevel, Span};

/// Most acts of a kind in one run: a busy night.
const ACTS_MAX: i64 = 6;

/// Most resets: one an hour in a day, and more only in longer runs.
const RESETS_MAX: i64 = 400;

/// The acts of a run whose trouble is over after `troubled`, in their order.
pub(super) fn acts(dice: &mut Dice, troubled: Span) -> Vec<(Span, OperatorAction)> {
    let mut acts = Vec::new();
    let kinds = [BreakerLevel::Paused, BreakerLevel::Tripped, BreakerLevel::Flattening];
    if dice.happens(50) {
        for _ in 0..dice.between(1, ACTS_MAX) {
            let level = dice.pick(&kinds).unwrap_or_default();
            acts.push((moment(dice, troubled), act(OperatorCommand::Raise(level), "looks odd")));
            acts.push((moment(dice, troubled), act(OperatorCommand::Resume, "looks fine")));
        }
    }
    // Somebody looks in from time to time and arms the breaker, so that a trip is not the end of what
    // a seed can reach. Nobody does in some seeds.
    if dice.happens(85) {
        let every = dice.span(Span::from_secs(300), Span::from_secs(3 * 3_600));
        let count = (troubled.as_micros() / every.as_micros().max(1)).min(RESETS_MAX);
        for number in 1..=count {
            acts.push((every.times(number), act(OperatorCommand::Reset, "looked at and understood")));
        }
    }
    acts.sort_by_key(|(at, _)| *at);
    acts
}

fn moment(dice: &mut Dice, troubled: Span) -> Span {
    Span::from_micros(dice.between(0, troubled.as_micros()))
}

fn act(command: OperatorCommand, reason: &str) -> OperatorAction {
    let operator = Operator { user: "swarm".to_owned(), terminal: "none".to_owned() };
    OperatorAction { operator, command, reason: reason.to_owned() }
}
