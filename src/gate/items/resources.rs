//! Memory, disk and clock stayed inside their bounds, and memory does not grow out of them.

use serde::{Deserialize, Serialize};

use crate::engine::State;
use crate::gate::Judged;
use crate::model::{Plan, Span, StageTime, Time};

/// How old the last sample may be: some are taken every few minutes.
const SAMPLED_WITHIN: Span = Span::from_secs(3_600);

/// KiB in a MiB.
const KIB_IN_MIB: u64 = 1_024;

/// What it is judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::gate) struct Facts {
    /// The moment.
    pub(in crate::gate) at: Time,
    /// When the last sample was taken in.
    pub(in crate::gate) sampled_at: Option<Time>,
    /// The most memory, KiB.
    pub(in crate::gate) memory_peak_kib: u64,
    /// By how much memory grows, KiB a day.
    pub(in crate::gate) memory_kib_per_day: Option<i64>,
    /// The least free disk, KiB.
    pub(in crate::gate) disk_least_kib: Option<u64>,
    /// The largest distance from the venue's clock.
    pub(in crate::gate) offset_largest: Option<Span>,
    /// Whether the venue has this machine's clock.
    pub(in crate::gate) venue_is_local: bool,
}

impl From<&State> for Facts {
    fn from(state: &State) -> Self {
        let usage = state.usage();
        Self {
            at: state.at(),
            sampled_at: usage.sampled_at(),
            memory_peak_kib: usage.memory_peak_kib(),
            memory_kib_per_day: usage.memory_kib_per_day(),
            disk_least_kib: usage.disk_least_kib(),
            offset_largest: usage.offset_largest(),
            venue_is_local: state.venue_is_local(),
        }
    }
}

pub(in crate::gate) fn judge(facts: &Facts, plan: &Plan) -> Judged {
    let (at, rules) = (facts.at, &plan.gate);
    let wait = |text: &str| Judged::wait(text, "let it run").judged_at(at);
    let mib = |kib: u64| kib / KIB_IN_MIB;
    let (memory_max, disk_min) = (rules.memory_max_mib, rules.disk_free_min_mib);
    let memory_max_kib = u64::from(memory_max) * KIB_IN_MIB;
    let memory = facts.memory_peak_kib;
    let Some((sampled_at, disk)) = facts.sampled_at.zip(facts.disk_least_kib) else {
        return wait("not measured yet");
    };
    if memory > memory_max_kib {
        let text = format!("{} MiB of memory, at most {memory_max}", memory.div_ceil(KIB_IN_MIB));
        return Judged::no_go(text, "find the leak, or set the limit before a run", at);
    }
    if disk < u64::from(disk_min) * KIB_IN_MIB {
        let text = format!("{} MiB of disk free, at least {disk_min}", mib(disk));
        return Judged::no_go(text, "make room on the journal's disk", at);
    }
    let off = match facts.offset_largest {
        Some(offset) if offset > rules.clock_offset_max => {
            let text = format!("clock {offset} off, at most {}", rules.clock_offset_max);
            return Judged::no_go(text, "keep the machine's clock by NTP", at);
        }
        Some(offset) => format!("clock {offset} off"),
        None if facts.venue_is_local => "clock the venue's own".to_owned(),
        None => return wait("the venue has not told its time yet"),
    };
    let Some(per_day) = facts.memory_kib_per_day else {
        return wait("memory's trend needs two days without a restart");
    };
    let growth = u64::try_from(per_day).unwrap_or(0).saturating_mul(days(rules.healthy_min));
    if memory.saturating_add(growth) > memory_max_kib {
        let text = format!("memory grows by {} MiB a day", mib(u64::try_from(per_day).unwrap_or(0)));
        return Judged::no_go(text, "find the leak", at);
    }
    if at.since(sampled_at) > SAMPLED_WITHIN {
        return wait("not measured lately");
    }
    // Nothing of the machine is measured by a world that is simulated.
    let whose = match plan.stage.time {
        StageTime::Virtual => "simulated: ",
        StageTime::Real => "",
    };
    let memory = memory.div_ceil(KIB_IN_MIB);
    Judged::go(format!("{whose}{memory} MiB of memory, {} MiB of disk free, {off}", mib(disk)), sampled_at)
}

/// Whole days of a length, begun ones counted whole.
fn days(length: Span) -> u64 {
    u64::try_from(length.as_secs()).unwrap_or(0).div_ceil(86_400)
}
