//! The five chaos cases of the founding document, each drilled with what runs now.

use super::holds::Drills;
use crate::gate::{Facts, Judged};
use crate::model::{Plan, Span};

/// The cases.
const CASES: [&str; 5] = ["dns-failure", "slow-network", "packet-loss", "clock-skew", "disk-full"];

pub(in crate::gate) fn judge(facts: &Facts, plan: &Plan) -> Judged {
    let drills = Drills::of(facts, plan, &CASES);
    let next = drills.next("soak drill chaos");
    if let Some(failure) = drills.failure() {
        return Judged::no_go(failure, next, facts.at);
    }
    if let Some(lack) = drills.lack() {
        return Judged::wait(lack, next);
    }
    let slowest = drills.held.iter().filter_map(|(_, recovery)| *recovery).max().unwrap_or(Span::ZERO);
    Judged::go(format!("5 of 5 held, slowest recovery {slowest}"), drills.at.unwrap_or(facts.at))
}
