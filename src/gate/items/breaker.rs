//! The max-loss breaker: its limits are set, it is armed, and a trip of it went its whole way: told, seen flat,
//! reset; and a trip held over a restart.

use serde::{Deserialize, Serialize};

use super::holds::{Drills, ENGINE};
use crate::engine::{AlertKind, Period, Rehearsal, State, Told};
use crate::gate::{Facts as All, Judged};
use crate::model::{BreakerLevel, Plan, Rate, Time, neutralise};

/// The drill that starts the process again while the breaker is tripped.
const DRILL: [&str; 1] = ["latch"];

/// Most of a reason that is shown.
const REASON_CHARS_MAX: usize = 48;

/// What it is judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::gate) struct Facts {
    /// The moment.
    pub(in crate::gate) at: Time,
    /// How far it has gone.
    pub(in crate::gate) level: BreakerLevel,
    /// Why.
    pub(in crate::gate) reason: String,
    /// The day's loss that trips it.
    pub(in crate::gate) limit: Rate,
    /// Times it tripped.
    pub(in crate::gate) trips: u64,
    /// The last trip that was seen flat and then reset, under the limits of now.
    pub(in crate::gate) rehearsal: Option<Rehearsal>,
    /// The last page about a trip.
    pub(in crate::gate) told: Option<Told>,
    /// When a trip was last seen to hold over a restart, under the limits of now.
    pub(in crate::gate) held_at: Option<Time>,
    /// Since when the configuration is the present one.
    pub(in crate::gate) configured_at: Option<Time>,
}

impl From<&State> for Facts {
    fn from(state: &State) -> Self {
        let breaker = state.breaker();
        Self {
            at: state.at(),
            level: breaker.level(),
            reason: breaker.reason().to_owned(),
            limit: state.rules().breaker.day_loss_max,
            trips: breaker.trips(),
            rehearsal: breaker.rehearsal().copied(),
            told: state.alerts().tellings().last(AlertKind::Breaker).cloned(),
            held_at: breaker.held_at(),
            configured_at: state.period().map(Period::configured_at),
        }
    }
}

pub(in crate::gate) fn judge(all: &All, plan: &Plan) -> Judged {
    let facts = &all.run.breaker;
    let limit = format!("limit {}%", facts.limit.percent().normalize());
    match facts.level {
        BreakerLevel::Tripped | BreakerLevel::Flattening => {
            let why = if facts.reason.is_empty() { "no reason given" } else { &facts.reason };
            let why = neutralise(why, REASON_CHARS_MAX);
            return Judged::no_go(format!("tripped: {why}"), "soak reset with a reason", facts.at);
        }
        BreakerLevel::Paused => return Judged::wait(format!("{limit}, entries are paused"), "soak resume"),
        BreakerLevel::Armed if !facts.limit.is_positive() => {
            return Judged::wait("no loss limit is set", "[breaker] in soak.toml");
        }
        BreakerLevel::Armed => {}
    }
    let drills = Drills::of(all, plan, &DRILL, &ENGINE, Some(plan.gate.fresh_for));
    if let Some(failure) = drills.failure() {
        return Judged::no_go(failure, "soak drill latch", facts.at);
    }
    match rehearsed(all, plan) {
        Err(lack) => {
            let next = "soak flatten, and soak reset when it says FLAT";
            Judged::wait(format!("{limit}, {lack}"), next)
        }
        Ok(done) if !is_told(facts, &done) => {
            let next = "[alerts] in soak.toml, then soak flatten again";
            Judged::wait(format!("{limit}, the trip's alert was not delivered"), next)
        }
        Ok(done) => {
            let Some(held_at) = held(all, plan, &drills) else {
                let lack = drills.lack().unwrap_or_default();
                return Judged::wait(format!("{limit}, restart not proven: {lack}"), "soak drill latch");
            };
            let flat_after = done.flat_at.since(done.tripped_at);
            let told = format!("{limit}, tripped, told, flat after {flat_after}, held");
            Judged::go(told, done.armed_at.min(held_at))
        }
    }
}

/// The trip that went its whole way and still counts, or why there is none.
fn rehearsed(all: &All, plan: &Plan) -> Result<Rehearsal, String> {
    let (facts, fresh_for) = (&all.run.breaker, plan.gate.fresh_for);
    match facts.rehearsal {
        Some(done) if all.at.since(done.armed_at) > fresh_for => {
            Err(format!("rehearsed over {} ago", hours(fresh_for)))
        }
        Some(done) if is_before(done.tripped_at, facts.configured_at) => {
            Err("rehearsed before the configuration changed".to_owned())
        }
        Some(done) => Ok(done),
        None if facts.trips == 0 => Err("never tripped: not rehearsed yet".to_owned()),
        None => Err("no trip was seen flat before its reset".to_owned()),
    }
}

/// Whether the page about that trip left the box.
fn is_told(facts: &Facts, done: &Rehearsal) -> bool {
    let of_it = |told: &Told| told.raised_at == done.tripped_at && told.delivered_at.is_some();
    facts.told.as_ref().is_some_and(of_it)
}

/// When a trip was shown to hold over a restart, by the run itself or by the drill.
fn held(all: &All, plan: &Plan, drills: &Drills) -> Option<Time> {
    let facts = &all.run.breaker;
    let counts = |held_at: &Time| {
        all.at.since(*held_at) <= plan.gate.fresh_for && !is_before(*held_at, facts.configured_at)
    };
    facts.held_at.filter(counts).max(drills.at)
}

fn is_before(at: Time, configured_at: Option<Time>) -> bool {
    configured_at.is_some_and(|configured_at| at < configured_at)
}

/// A day as people say it here: `24h`.
fn hours(length: crate::model::Span) -> String {
    match length.as_secs() {
        secs if secs % 3_600 == 0 => format!("{}h", secs / 3_600),
        _ => length.to_string(),
    }
}
