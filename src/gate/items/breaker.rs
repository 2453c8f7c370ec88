//! The max-loss breaker: its limits are set, it is armed, and a trip of it went its whole way.

use serde::{Deserialize, Serialize};

use crate::engine::{Rehearsal, State};
use crate::gate::Judged;
use crate::model::{BreakerLevel, Rate, Span, Time};

/// How long a rehearsal counts: the founding document asks for one on the day before going live.
const FRESH: Span = Span::from_secs(86_400);

/// What it is judged by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::gate) struct Facts {
    /// The moment.
    at: Time,
    /// How far it has gone, and why.
    level: BreakerLevel,
    reason: String,
    /// The day's loss that trips it.
    limit: Rate,
    /// Times it tripped.
    trips: u64,
    /// The last trip that was seen flat and then reset, under the limits of now.
    rehearsal: Option<Rehearsal>,
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
        }
    }
}

pub(in crate::gate) fn judge(facts: &Facts) -> Judged {
    let limit = format!("limit {}%", facts.limit.percent().normalize());
    let rehearse = "soak flatten, and soak reset when it says FLAT";
    match facts.level {
        BreakerLevel::Tripped | BreakerLevel::Flattening => {
            let why = if facts.reason.is_empty() { "no reason given" } else { &facts.reason };
            return Judged::no_go(format!("tripped: {why}"), "soak reset with a reason", facts.at);
        }
        BreakerLevel::Paused => return Judged::wait(format!("{limit}, entries are paused"), "soak resume"),
        BreakerLevel::Armed if !facts.limit.is_positive() => {
            return Judged::wait("no loss limit is set", "[breaker] in soak.toml");
        }
        BreakerLevel::Armed => {}
    }
    match facts.rehearsal {
        Some(done) if facts.at.since(done.armed_at) <= FRESH => {
            let flat_after = done.flat_at.since(done.tripped_at);
            Judged::go(format!("{limit}, tripped, flat after {flat_after}, reset"), done.armed_at)
        }
        Some(_) => Judged::wait(format!("{limit}, rehearsed over 24h ago"), rehearse),
        None if facts.trips == 0 => {
            Judged::wait(format!("{limit}, never tripped: not rehearsed yet"), rehearse)
        }
        None => Judged::wait(format!("{limit}, no trip was seen flat before its reset"), rehearse),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::ChecklistStatus::{self, Go, NoGo, Wait};

    const ARMED: Time = Time::from_millis(1_000_000);

    /// Whatever `change` makes of a breaker that was never touched.
    #[track_caller]
    fn check(change: impl FnOnce(&mut Facts), expect: (ChecklistStatus, &str)) {
        let mut facts = Facts {
            at: ARMED,
            level: BreakerLevel::Armed,
            reason: "day loss".to_owned(),
            limit: Rate::from_bp(300),
            trips: 0,
            rehearsal: None,
        };
        change(&mut facts);
        let judged = judge(&facts);
        assert_eq!((judged.status, judged.evidence.as_str()), expect);
        assert_eq!(judged.next.is_empty(), judged.status == Go);
    }

    #[test]
    fn it_is_go_for_a_day_after_a_trip_that_went_its_whole_way() {
        let at = |millis| ARMED - Span::from_millis(millis);
        let done = Rehearsal { tripped_at: at(9_000), flat_at: at(8_600), armed_at: ARMED };
        let go = (Go, "limit 3%, tripped, flat after 400ms, reset");
        check(|facts| (facts.trips, facts.rehearsal) = (1, Some(done)), go);
        check(|facts| (facts.at, facts.rehearsal) = (ARMED + FRESH, Some(done)), go);
        let late = ARMED + FRESH + Span::from_micros(1);
        check(
            |facts| (facts.at, facts.rehearsal) = (late, Some(done)),
            (Wait, "limit 3%, rehearsed over 24h ago"),
        );
        let tripped = (NoGo, "tripped: day loss");
        check(|facts| (facts.level, facts.rehearsal) = (BreakerLevel::Tripped, Some(done)), tripped);
        check(|facts| facts.level = BreakerLevel::Flattening, tripped);
        let paused = (Wait, "limit 3%, entries are paused");
        check(|facts| (facts.level, facts.rehearsal) = (BreakerLevel::Paused, Some(done)), paused);
    }

    #[test]
    fn armed_alone_is_no_evidence() {
        check(|_| {}, (Wait, "limit 3%, never tripped: not rehearsed yet"));
        check(|facts| facts.trips = 2, (Wait, "limit 3%, no trip was seen flat before its reset"));
        check(|facts| facts.limit = Rate::ZERO, (Wait, "no loss limit is set"));
        let nameless = |facts: &mut Facts| {
            facts.level = BreakerLevel::Tripped;
            facts.reason.clear();
        };
        check(nameless, (NoGo, "tripped: no reason given"));
    }
}
