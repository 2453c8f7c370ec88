//! Rules and markets that differ a little from seed to seed, so that more is reached.

use std::num::NonZeroU16;

use super::dice::Dice;
use crate::market::SyntheticSettings;
use crate::model::{
    AgentRules, BreakerLevel, BreakerRules, BudgetRules, OrderRules, Rate, ReconcileRules, Rules, Span,
};

/// The rules of a run. The agent's bars are short, so that orders flow.
pub(super) fn rules(dice: &mut Dice) -> Rules {
    let secs = |dice: &mut Dice, choices: &[i64]| Span::from_secs(dice.pick(choices).unwrap_or(5));
    let usual = Rules::default();
    let agent = AgentRules {
        bar: secs(dice, &[5, 10, 20, 60]),
        fast: dice.pick(&[2, 3, 5]).unwrap_or(3),
        slow: dice.pick(&[7, 9, 21]).unwrap_or(9),
        entries_per_day_max: dice.pick(&[18, 60, 200]).unwrap_or(60),
        short: dice.happens(80),
        ..usual.agent
    };
    let breaker = BreakerRules {
        errors_in_row_max: dice.pick(&[5, 10, 30, 200]).unwrap_or(10),
        level: dice
            .pick(&[BreakerLevel::Paused, BreakerLevel::Tripped, BreakerLevel::Flattening])
            .unwrap_or_default(),
        day_loss_max: Rate::from_bp(dice.pick(&[100, 300, 10_000]).unwrap_or(300)),
        ..usual.breaker
    };
    let orders = OrderRules {
        intent_ttl: secs(dice, &[3, 10, 10, 30]),
        retries_max: dice.pick(&[0, 2, 5]).unwrap_or(5),
        entry_patience: secs(dice, &[15, 60]),
        backoff_max: secs(dice, &[30, 300]),
        ..usual.orders
    };
    let reconcile = ReconcileRules {
        every: secs(dice, &[3, 5, 5, 5, 10]),
        blind_after: dice.pick(&[2, 3, 3, 5]).unwrap_or(3),
        ..usual.reconcile
    };
    let budget = BudgetRules { rpm: dice.pick(&[300, 300, 300, 180]).unwrap_or(300), ..usual.budget };
    Rules { agent, breaker, budget, orders, reconcile, ..usual }
}

/// The market of a run: one tick a second over three assets, calm or wild.
pub(super) fn market(dice: &mut Dice) -> SyntheticSettings {
    let mut settings =
        SyntheticSettings { ticks_per_second: NonZeroU16::MIN, ..SyntheticSettings::default() };
    let wild = dice.pick(&[0.5, 1.0, 1.0, 3.0]).unwrap_or(1.0);
    for market in &mut settings.markets {
        market.own_volatility *= wild;
        market.beta *= wild;
    }
    settings
}
