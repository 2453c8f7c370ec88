//! What a run leaves to tell, taken in while its journal is read from the first input to the last.
//!
//! Invariant: what follows from the inputs is told, whatever the journal's tables say.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Course;
use crate::event::{
    AlertRecord, Envelope, EquityRecord, FillRecord, GameDay, Input, OperatorRecord, OrderRecord, Record,
};
use crate::model::{BreakerLevel, Time};
use crate::snapshot::GapView;

/// Rows kept of each kind: equity of a year by the minute. What comes later is counted and told.
const ROWS_MAX: usize = 600_000;

/// All that follows from a run's inputs.
#[derive(Clone, Debug, Default)]
pub struct Followed {
    /// Everything that changes over time, thinned.
    pub course: Course,
    /// States that orders came into, oldest first.
    pub orders: Vec<OrderRecord>,
    /// Fills in the order in which they were booked.
    pub fills: Vec<FillRecord>,
    /// Equity by the minute.
    pub equity: Vec<EquityRecord>,
    /// Alerts as they ended, by identity and when they were raised.
    pub alerts: BTreeMap<(String, Time), AlertRecord>,
    /// What people did.
    pub acts: Vec<OperatorRecord>,
    /// The breaker's moves.
    pub moves: Vec<BreakerMove>,
    /// Gaps in the soak clock.
    pub gaps: Vec<GapView>,
    /// When the process was started again.
    pub restarts: Vec<Time>,
    /// Faults that were injected on purpose.
    pub rehearsals: Vec<Rehearsed>,
    /// Rows that were too many to keep.
    pub left_out: u64,
}

/// A move of the breaker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakerMove {
    /// When.
    pub at: Time,
    /// To where.
    pub level: BreakerLevel,
    /// Who or what moved it.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// A window in which a fault was injected on purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rehearsed {
    /// What people call the fault.
    pub label: String,
    /// When it began.
    pub from: Time,
    /// When it ended, or would end.
    pub until: Time,
}

impl Followed {
    /// Takes in an input.
    pub fn input(&mut self, envelope: &Envelope) {
        self.course.reach(envelope.at);
        match &envelope.input {
            Input::Resumed { .. } => keep(&mut self.restarts, envelope.at, &mut self.left_out),
            Input::GameDay(GameDay::Opened { label, until }) => {
                let window = Rehearsed { label: label.clone(), from: envelope.at, until: *until };
                keep(&mut self.rehearsals, window, &mut self.left_out);
            }
            Input::GameDay(GameDay::Closed { label }) => {
                if let Some(open) = self.rehearsals.iter_mut().rev().find(|window| window.label == *label) {
                    open.until = envelope.at;
                }
            }
            _ => {}
        }
    }

    /// Takes in a row that follows from the inputs.
    pub fn record(&mut self, record: Record) {
        let left_out = &mut self.left_out;
        match record {
            Record::Order(order) => keep(&mut self.orders, order, left_out),
            Record::Fill(fill) => keep(&mut self.fills, fill, left_out),
            Record::Equity(equity) => {
                self.course.equity(&equity);
                keep(&mut self.equity, equity, left_out);
            }
            Record::Alert(alert) => {
                let key = (alert.id.clone(), alert.raised_at);
                if self.alerts.len() < ROWS_MAX || self.alerts.contains_key(&key) {
                    self.alerts.insert(key, alert);
                } else {
                    *left_out += 1;
                }
            }
            Record::Request(request) => self.course.request(&request),
            Record::Operator(act) => keep(&mut self.acts, act, left_out),
            Record::Breaker { at, level, by, reason } => {
                keep(&mut self.moves, BreakerMove { at, level, by, reason }, left_out);
            }
            Record::Gap { from, to, reason } => keep(&mut self.gaps, GapView { from, to, reason }, left_out),
            Record::Note { .. } => {}
        }
    }
}

fn keep<T>(rows: &mut Vec<T>, row: T, left_out: &mut u64) {
    if rows.len() < ROWS_MAX {
        rows.push(row);
    } else {
        *left_out += 1;
    }
}
