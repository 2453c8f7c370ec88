//! What a person may do, and what comes of it.

use super::alerts::{AlertKind, Finding};
use super::{Effects, State};
use crate::event::{Effect, OperatorAction, OperatorCommand, OperatorRecord, Record};
use crate::model::{BreakerLevel, OrderSeq, Time};

impl State {
    /// Does what a person asked for, and writes down who it was and what came of it.
    pub(super) fn on_operator(&mut self, action: &OperatorAction, at: Time, effects: &mut Effects) {
        let result = self.obey(action, at, effects);
        effects.push(Effect::Record(Box::new(Record::Operator(OperatorRecord {
            at,
            user: action.operator.user.clone(),
            terminal: action.operator.terminal.clone(),
            command: action.command.as_str().to_owned(),
            reason: action.reason.clone(),
            result: result.unwrap_or_else(|why_not| format!("refused: {why_not}")),
        }))));
    }

    fn obey(&mut self, action: &OperatorAction, at: Time, effects: &mut Effects) -> Result<String, String> {
        let by = action.operator.user.as_str();
        match &action.command {
            OperatorCommand::Raise(level) => {
                Ok(self.obey_raise(*level, by, &action.reason, at, effects).to_owned())
            }
            OperatorCommand::Reset => self.obey_reset(by, &action.reason, at, effects),
            OperatorCommand::Resume => match self.breaker.level() {
                BreakerLevel::Paused => {
                    self.breaker.rearm(by, &action.reason, at, effects);
                    Ok("entries are allowed again".to_owned())
                }
                BreakerLevel::Armed => Ok("entries were not paused".to_owned()),
                _ => Err("the breaker is tripped: only reset arms it again".to_owned()),
            },
            OperatorCommand::Acknowledge { alert } => {
                let count = self.alerts.acknowledge(alert.as_deref(), at, effects);
                match (count, alert) {
                    (0, Some(id)) => Err(format!("no alert {id} stands unacknowledged")),
                    _ => Ok(format!("{count} acknowledged")),
                }
            }
            OperatorCommand::Settle { order, absent } => self.obey_settle(*order, *absent, at, effects),
            OperatorCommand::Stop => Ok("stopping".to_owned()),
            OperatorCommand::Inject { fault } => Ok(format!("{fault} is injected")),
            OperatorCommand::TestAlert => {
                self.alerts.raise(AlertKind::Test, by, Finding::test(by), at, effects);
                Ok("the test alert is raised; acknowledge it where it arrives".to_owned())
            }
        }
    }

    fn obey_raise(
        &mut self,
        level: BreakerLevel,
        by: &str,
        reason: &str,
        at: Time,
        effects: &mut Effects,
    ) -> &'static str {
        let level = level.max(BreakerLevel::Paused);
        if !self.raise_breaker(level, by, reason, at, effects) {
            return "nothing changed: the breaker had gone that far already";
        }
        match level {
            BreakerLevel::Armed | BreakerLevel::Paused => "entries are paused",
            BreakerLevel::Tripped => "tripped: nothing that adds exposure leaves",
            BreakerLevel::Flattening => "tripped and closing every position",
        }
    }

    fn obey_reset(
        &mut self,
        by: &str,
        reason: &str,
        at: Time,
        effects: &mut Effects,
    ) -> Result<String, String> {
        if reason.trim().is_empty() {
            return Err("a reset needs a reason".to_owned());
        }
        if !self.breaker.rearm(by, reason, at, effects) {
            return Ok("it was armed already".to_owned());
        }
        // The loss that tripped it is accepted with the reset; from here the limits count anew.
        self.curve.restart_limits();
        self.counters.errors_in_row = 0;
        self.ramp_falls(at, effects);
        self.alerts.clear(AlertKind::Breaker, "account", at, effects);
        Ok("armed: entries are allowed again".to_owned())
    }

    fn obey_settle(
        &mut self,
        order: OrderSeq,
        absent: bool,
        at: Time,
        effects: &mut Effects,
    ) -> Result<String, String> {
        if !self.orders.get(order).is_some_and(super::order::Order::is_unknown) {
            return Err(format!("order {order} is not unknown"));
        }
        if !absent {
            return Err("an order that exists is settled by the venue's answer, not by hand".to_owned());
        }
        self.settle_absent(order, at, effects);
        Ok(format!("order {order} settled as absent by hand"))
    }
}
