//! The time that counts for the gate: since the run is what it is now, without a gap that is too long.
//!
//! ```text
//!   plan ──► counts ──(another agent, configuration, binary or limit)──► counts from here
//!                  └──(a gap longer than the plan allows)──────────────► counts from its end
//! ```
//!
//! Invariant: no evidence of before is counted after; the limits of now are those of the whole period.

use serde::{Deserialize, Serialize};

use super::soak_clock::Gap;
use super::{Effects, State};
use crate::model::{Money, Plan, Span, Time};

/// A part of what a run is, of which a change makes it another run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The agent.
    Agent,
    /// The configuration.
    Configuration,
    /// The program.
    Binary,
    /// The limits of the gate: moved while the ball is in the air, they judge only what follows.
    Limits,
    /// Paper or live.
    Mode,
    /// Virtual or real time, and whose prices.
    Stage,
}

impl Part {
    /// What people call it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Configuration => "configuration",
            Self::Binary => "binary",
            Self::Limits => "limits",
            Self::Mode => "mode",
            Self::Stage => "stage",
        }
    }

    /// The parts in which `now` differs from `before`.
    fn changed(before: &Plan, now: &Plan) -> Vec<Self> {
        let (old, new) = (&before.fingerprints, &now.fingerprints);
        let parts = [
            (Self::Agent, old.agent != new.agent),
            (Self::Configuration, old.configuration != new.configuration),
            (Self::Binary, old.binary != new.binary),
            (Self::Limits, before.gate != now.gate),
            (Self::Mode, before.mode != now.mode),
            (Self::Stage, before.stage != now.stage),
        ];
        parts.into_iter().filter_map(|(part, differs)| differs.then_some(part)).collect()
    }
}

/// Why a period began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Begun {
    /// The run was told for the first time what it is to prove.
    Start,
    /// These became others.
    Changed(Vec<Part>),
    /// A gap of this length was longer than the plan allows.
    Gap(Span),
}

/// The time that counts, with what it is to prove.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    pub(super) plan: Plan,
    begun_at: Time,
    begun: Begun,
    /// Since when the configuration is the present one.
    configured_at: Time,
    /// What the soak clock showed when it began.
    healthy_before: Span,
    /// Equity when it began.
    equity_before: Money,
    /// Positions opened before it began.
    trades_before: u64,
    longest_gap: Span,
}

impl Period {
    /// When it began.
    #[must_use]
    pub const fn begun_at(&self) -> Time {
        self.begun_at
    }

    /// Why.
    #[must_use]
    pub const fn begun(&self) -> &Begun {
        &self.begun
    }

    /// Since when the configuration is the present one.
    #[must_use]
    pub const fn configured_at(&self) -> Time {
        self.configured_at
    }

    /// Of what the soak clock shows, what came since it began.
    #[must_use]
    pub fn healthy(&self, clock: Span) -> Span {
        clock - self.healthy_before
    }

    /// Equity when it began.
    #[must_use]
    pub const fn equity_before(&self) -> Money {
        self.equity_before
    }

    /// Of the positions opened in the soak, those since it began.
    #[must_use]
    pub const fn trades(&self, all: u64) -> u64 {
        all.saturating_sub(self.trades_before)
    }

    /// The longest gap that has ended since it began.
    #[must_use]
    pub const fn longest_gap(&self) -> Span {
        self.longest_gap
    }
}

impl State {
    /// Takes what the run is to prove. The same as before changes nothing.
    pub(super) fn on_plan(&mut self, plan: &Plan, at: Time, effects: &mut Effects) {
        let changed = self.period.as_ref().map(|period| Part::changed(&period.plan, plan));
        let ramp_changed = self.period.as_ref().is_some_and(|period| period.plan.ramp != plan.ramp);
        let configured_at = match (&self.period, &changed) {
            (Some(period), Some(changed)) if !changed.contains(&Part::Configuration) => period.configured_at,
            _ => at,
        };
        let begun = match changed {
            None => Begun::Start,
            Some(changed) if changed.is_empty() => {
                if let Some(period) = &mut self.period {
                    period.plan = plan.clone();
                }
                if ramp_changed {
                    self.ramp_anew(at, effects);
                }
                return;
            }
            Some(changed) => Begun::Changed(changed),
        };
        // What came before belongs to what was before.
        if let Some(gap) = self.clock.observe(at) {
            self.note_gap(gap, effects);
        }
        self.begin_period(plan.clone(), begun, at, configured_at);
        self.ramp_anew(at, effects);
    }

    /// Counts a gap that has ended; one that is too long begins another period.
    pub(super) fn note_gap(&mut self, gap: Gap, effects: &mut Effects) {
        effects.push(super::apply::gap_record(gap));
        let Some(period) = &mut self.period else { return };
        if gap.length() <= period.plan.gate.gap_max {
            period.longest_gap = period.longest_gap.max(gap.length());
            return;
        }
        let (plan, configured_at) = (period.plan.clone(), period.configured_at);
        self.begin_period(plan, Begun::Gap(gap.length()), gap.to, configured_at);
    }

    fn begin_period(&mut self, plan: Plan, begun: Begun, at: Time, configured_at: Time) {
        for desk in &mut self.desks {
            desk.volatility.restart(plan.gate.volatile_window);
        }
        self.usage.restart();
        self.period = Some(Box::new(Period {
            plan,
            begun_at: at,
            begun,
            configured_at,
            healthy_before: self.clock.healthy(),
            equity_before: self.ledger.equity(),
            trades_before: self.ledger.trades(),
            longest_gap: Span::ZERO,
        }));
    }
}
