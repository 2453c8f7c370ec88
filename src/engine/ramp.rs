//! The ramp: with real money, all positions together stay under a share of the usual limit that grows with
//! healthy time and falls back to its first step at any trip.
//!
//! Invariant: on paper the share is one. With real money it is a tenth where nobody has planned a step.

use serde::{Deserialize, Serialize};

use super::books::note;
use super::{Effects, State};
use crate::model::{RampRules, Rate, Span, Time, TradingMode};

/// The share of a live soak whose plan has no steps: a tenth, as the founding document begins with.
const UNPLANNED_BP: i64 = 1_000;

/// Where on the ramp a live soak is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ramp {
    step: usize,
    /// What the soak clock showed when the step began.
    healthy_before: Span,
}

/// Where on the ramp a live soak is, in figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RampReading {
    /// The step, counted from one.
    pub step: usize,
    /// How many there are.
    pub steps: usize,
    /// The share of the usual exposure limit that may be taken.
    pub share: Rate,
    /// Healthy time until the next step; none on the last.
    pub next_after: Option<Span>,
}

impl Ramp {
    fn share(&self, rules: &RampRules) -> Rate {
        let share = rules.steps.get(self.step).copied().unwrap_or_else(|| Rate::from_bp(UNPLANNED_BP));
        share.clamp(Rate::ZERO, Rate::ONE)
    }

    /// Healthy time until the next step; none where there is no next.
    fn next_after(&self, rules: &RampRules, clock: Span) -> Option<Span> {
        let has_next = self.step + 1 < rules.steps.len();
        has_next.then(|| (rules.hold - (clock - self.healthy_before)).max(Span::ZERO))
    }

    fn reading(&self, rules: &RampRules, clock: Span) -> RampReading {
        RampReading {
            step: self.step + 1,
            steps: rules.steps.len(),
            share: self.share(rules),
            next_after: self.next_after(rules, clock),
        }
    }
}

impl State {
    /// Where on the ramp it is; none on paper.
    #[must_use]
    pub fn ramp(&self) -> Option<RampReading> {
        let (ramp, period) = (self.ramp.as_ref()?, self.period.as_ref()?);
        Some(ramp.reading(&period.plan.ramp, self.clock.healthy()))
    }

    /// The share of the exposure limit that may be taken now.
    pub(super) fn exposure_step(&self) -> Rate {
        self.ramp().map_or(Rate::ONE, |ramp| ramp.share)
    }

    /// Begins the ramp where the plan says that the money is real, and ends it where it says paper.
    pub(super) fn ramp_anew(&mut self, at: Time, effects: &mut Effects) {
        let live = self.period.as_ref().is_some_and(|period| period.plan.mode == TradingMode::Live);
        self.ramp = live.then(|| Ramp { step: 0, healthy_before: self.clock.healthy() });
        self.tell_ramp(at, effects);
    }

    /// Falls back to the first step, and holds there anew.
    pub(super) fn ramp_falls(&mut self, at: Time, effects: &mut Effects) {
        if self.ramp.is_some() {
            self.ramp_anew(at, effects);
        }
    }

    /// Goes to the next step when the time on this one is over, but not while the breaker is tripped: from its
    /// reset on the time counts anew.
    pub(super) fn follow_ramp(&mut self, at: Time, effects: &mut Effects) {
        let healthy = self.clock.healthy();
        let Some((ramp, period)) = self.ramp.as_mut().zip(self.period.as_ref()) else { return };
        let over = ramp.next_after(&period.plan.ramp, healthy) == Some(Span::ZERO);
        if over && !self.breaker.is_tripped() {
            *ramp = Ramp { step: ramp.step + 1, healthy_before: healthy };
            self.tell_ramp(at, effects);
        }
    }

    fn tell_ramp(&self, at: Time, effects: &mut Effects) {
        let Some(ramp) = self.ramp() else { return };
        let share = ramp.share.percent().normalize();
        let RampReading { step, steps, .. } = ramp;
        let text = format!("step {step} of {steps}: {share}% of the exposure limit may be taken");
        effects.push(note("ramp", text, at));
    }
}
