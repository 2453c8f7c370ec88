//! The load test at twice the normal rate, which has not risen since, and above all that the run itself asked in
//! a minute.

use serde::{Deserialize, Serialize};

use crate::engine::State;
use crate::gate::{Evidence, Facts as All, Finding, Judged, LoadFinding};
use crate::model::{Plan, Span};

/// The founding document's "2× normal".
const TIMES: u32 = 2;

/// By how much the normal rate may have risen, in per cent: the test takes the median minute and the run tells
/// its mean, which trips, restarts and busy days move a little.
const RISE_MAX_PERCENT: u32 = 10;

/// Before this much time the mean says nothing: what a start asks is most of it.
const MEAN_FROM: Span = Span::from_secs(3_600);

/// What of the run it is judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::gate) struct Facts {
    /// Requests in a minute, the mean of all time that counts; zero before that says something.
    pub(in crate::gate) normal_rpm: u32,
    /// The most requests in 60 seconds of normal running so far.
    pub(in crate::gate) peak_rpm: u32,
}

impl From<&State> for Facts {
    fn from(state: &State) -> Self {
        let reading = state.headroom();
        let normal_rpm = mean(reading.sent_total, state.clock().healthy());
        Self { normal_rpm, peak_rpm: u32::from(reading.routine_peak_soak) }
    }
}

/// `sent` requests in a minute of `healthy`, to the nearest whole one.
fn mean(sent: u64, healthy: Span) -> u32 {
    let secs = u64::try_from(healthy.as_secs()).unwrap_or(0);
    if healthy < MEAN_FROM {
        return 0;
    }
    u32::try_from(sent.saturating_mul(60).saturating_add(secs / 2) / secs).unwrap_or(u32::MAX)
}

pub(in crate::gate) fn judge(all: &All, plan: &Plan) -> Judged {
    let next = "soak load --times 2";
    let found = all.evidence.iter().filter_map(load);
    let Some((evidence, load)) = found.max_by_key(|(evidence, _)| evidence.taken_at) else {
        return Judged::none_yet(next);
    };
    let at = evidence.taken_at;
    let (normal, now) = (load.normal_rpm, all.run.load.normal_rpm);
    if u64::from(now) * 100 > u64::from(normal) * u64::from(100 + RISE_MAX_PERCENT) {
        return Judged::wait(format!("normal load rose from {normal} to {now} a minute"), next);
    }
    let limit = plan.gate.load_p99_max;
    let asked = load.asked_rpm;
    if load.cut_short {
        return Judged::wait("the load test was cut short", next);
    }
    if load.sent == 0 {
        return Judged::wait("the load test sent nothing", next);
    }
    if asked < normal.saturating_mul(TIMES) {
        return Judged::wait(format!("{asked} a minute is less than twice {normal}"), next);
    }
    let peak = all.run.load.peak_rpm;
    if asked < peak {
        return Judged::wait(format!("{asked} a minute is less than the run's own {peak}"), next);
    }
    if load.dropped > 0 {
        return Judged::no_go(format!("{} requests dropped", load.dropped), next, at);
    }
    if load.errors > 0 {
        return Judged::no_go(format!("{} requests failed", load.errors), next, at);
    }
    match load.p99 {
        Some(p99) if p99 <= limit => Judged::go(format!("{asked} a minute, p99 {p99}, none dropped"), at),
        Some(p99) => Judged::no_go(format!("p99 {p99}, at most {limit}"), next, at),
        None => Judged::no_go("no request was answered", next, at),
    }
}

fn load(evidence: &Evidence) -> Option<(&Evidence, &LoadFinding)> {
    match &evidence.finding {
        Finding::Load(load) => Some((evidence, load)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_of_the_time_that_counts_and_not_of_the_first_hour() {
        #[track_caller]
        fn check(sent: u64, secs: i64, expect: u32) {
            assert_eq!(mean(sent, Span::from_secs(secs)), expect);
        }
        check(484_497, 604_800, 48);
        check(2_879, 3_599, 0);
        check(2_880, 3_600, 48);
        check(2_910, 3_600, 49);
        check(2_909, 3_600, 48);
        check(0, 0, 0);
        check(u64::MAX, 3_600, u32::MAX);
    }
}
